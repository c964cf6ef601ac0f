// A real WordPress on this machine, made from nothing in seconds, for as long as a test runs.
//
// The code is the distribution's package; database, settings and content are the run's own, in a
// folder that goes when it ends. Several can run side by side: ports are free ones, the database
// listens on a socket in the folder, and nothing outside the folder is touched.

import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort, Run } from './support/processes.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const CODE = '/usr/share/wordpress';
const PARTS = join(HERE, 'wordpress');

/** What has to be installed, as Debian calls it; `cargo xtask test --real wordpress` installs it. */
export const PACKAGES = readFileSync(join(HERE, 'wordpress-packages.txt'), 'utf8')
  .split('\n')
  .filter(Boolean);

/**
 * Starts a WordPress with the content of `wordpress/content.json`.
 *
 * `guests`: whether people without an account may comment (WordPress itself says no).
 * `permalinks`: `plain` addresses, as after an installation, or `pretty` ones.
 * `log`: takes one line on how long it took.
 */
export async function startWordPress({
  guests = false,
  permalinks = 'pretty',
  log = () => {},
} = {}) {
  requirePackages();
  const clock = stopwatch();
  const run = new Run('wordpress');
  try {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = {
      BARAZA_WORDPRESS: run.folder,
      BARAZA_WORDPRESS_SITE: url,
      BARAZA_WORDPRESS_PERMALINKS: permalinks === 'pretty' ? '/%postname%/' : '',
    };
    layOut(run.folder);
    await startDatabase(run, clock);
    const site = JSON.parse(
      await run.run('seed', 'php', [...phpOptions(), join(PARTS, 'seed.php')], env),
    );
    clock.lap('content');
    const server = run.start(
      'php',
      'php',
      [...phpOptions(), '-S', `127.0.0.1:${port}`, '-t', join(run.folder, 'site')],
      { ...env, PHP_CLI_SERVER_WORKERS: '4' },
    );
    await run.until(server, () => answers(`${url}/?rest_route=/`));
    clock.lap('web server');
    const wordpress = new WordPress(run, url, site, clock.laps);
    wordpress.allowGuests(guests);
    log(`WordPress ${site.version} on ${url} from nothing in ${clock.total()} (${clock})`);
    return wordpress;
  } catch (error) {
    await run.stop();
    throw error;
  }
}

/** A running WordPress. */
class WordPress {
  #run;

  constructor(run, url, { version, accounts, posts, comments }, timings) {
    this.#run = run;
    /** The run's folder; what others put there goes with it. */
    this.folder = run.folder;
    /** Its address, without a slash at the end. */
    this.url = url;
    this.version = version;
    /** By key: `{id, login, name, email, password}`; the password is an application password. */
    this.accounts = accounts;
    /** Identifiers of posts by key. */
    this.posts = posts;
    /** Identifiers of the comments that have a key. */
    this.comments = comments;
    /** Seconds each part of the start took. */
    this.timings = timings;
  }

  /** Lets people without an account comment, or refuses them. */
  allowGuests(allowed) {
    this.#flag('guests', allowed);
  }

  /** Whether WordPress wants 15 seconds between two comments of one person. */
  limitPace(limited) {
    this.#flag('flood', limited);
  }

  /**
   * Asks the REST API: `path` such as `/wp/v2/posts`, `as` the key of an account or one's own
   * `{login, password}`.
   * Gives `{status, headers, body}`, whatever the status.
   */
  async rest(path, { as, method = 'GET', query = {}, body } = {}) {
    const address = new URL(`${this.url}/`);
    for (const [name, value] of Object.entries({ rest_route: path, ...query })) {
      address.searchParams.set(name, value);
    }
    const headers = {};
    if (as) headers.authorization = basic(this.accounts[as] ?? as);
    if (body !== undefined) headers['content-type'] = 'application/json';
    const answer = await fetch(address, { method, headers, body: body && JSON.stringify(body) });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  }

  /** All comments of a post that `as` may see, every page of them. */
  async commentsOf(post, { as, query: more } = {}) {
    const all = [];
    for (let page = 1; ; page += 1) {
      const query = { post, per_page: 100, order: 'asc', page, ...more };
      const answer = await this.rest('/wp/v2/comments', { as, query });
      if (answer.status !== 200) throw new Error(`comments: ${JSON.stringify(answer.body)}`);
      all.push(...answer.body);
      if (page >= Number(answer.headers.get('x-wp-totalpages'))) return all;
    }
  }

  /** Ends it and removes everything that was written. */
  async stop() {
    await this.#run.stop();
  }

  #flag(name, on) {
    const file = join(this.#run.folder, name);
    if (on) writeFileSync(file, '');
    else rmSync(file, { force: true });
  }
}

function basic({ login, password }) {
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}

/** The folders of a site: WordPress's code by reference, settings and content of its own. */
function layOut(folder) {
  const site = join(folder, 'site');
  const plugins = join(folder, 'content/mu-plugins');
  mkdirSync(site);
  mkdirSync(plugins, { recursive: true });
  for (const name of readdirSync(CODE)) {
    if (name !== 'wp-config.php' && name !== 'wp-content' && !name.startsWith('.')) {
      symlinkSync(join(CODE, name), join(site, name));
    }
  }
  symlinkSync(join(PARTS, 'wp-config.php'), join(site, 'wp-config.php'));
  symlinkSync(join(PARTS, 'must-use.php'), join(plugins, 'must-use.php'));
}

/** A database server that listens on a socket in the run's folder and nowhere else. */
async function startDatabase(run, clock) {
  const data = join(run.folder, 'db');
  const socket = join(run.folder, 'db.sock');
  const root = process.getuid?.() === 0 ? ['--user=root'] : [];
  // A server clears away the temporary tables of others in the folder that they share: it gets one
  // of its own.
  const temporary = join(run.folder, 'tmp');
  mkdirSync(temporary);
  // Small files and no flushing: the data live for a minute.
  const small = [
    `--tmpdir=${temporary}`,
    '--innodb-log-file-size=8M',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-flush-method=nosync',
  ];
  await run.run('mariadb-install-db', 'mariadb-install-db', [
    '--no-defaults',
    ...root,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...small,
  ]);
  clock.lap('tables');
  const server = run.start('mariadbd', program('mariadbd'), [
    '--no-defaults',
    ...root,
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--pid-file=${join(run.folder, 'db.pid')}`,
    '--skip-networking',
    '--skip-log-bin',
    '--performance-schema=OFF',
    '--innodb-buffer-pool-size=64M',
    ...small,
  ]);
  await run.until(server, () => connects(socket));
  clock.lap('database');
}

function phpOptions() {
  return [
    '-d',
    `auto_prepend_file=${join(PARTS, 'prepend.php')}`,
    '-d',
    'display_errors=stderr',
    '-d',
    'log_errors=0',
  ];
}

function requirePackages() {
  const missing = ['php', 'mariadbd', 'mariadb-install-db'].filter((name) => !program(name));
  if (!existsSync(join(CODE, 'wp-load.php'))) missing.push(CODE);
  if (missing.length > 0) {
    throw new Error(
      `a WordPress cannot be started here, missing: ${missing.join(', ')}. ` +
        `Run: apt-get install -y --no-install-recommends ${PACKAGES.join(' ')}`,
    );
  }
}

/** Where a program is; servers are often outside a person's PATH. */
function program(name) {
  return [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
    .map((folder) => join(folder, name))
    .find(existsSync);
}

function connects(path) {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => socket.end(() => resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

function stopwatch() {
  const start = performance.now();
  let last = start;
  const laps = {};
  return {
    laps,
    lap(name) {
      const now = performance.now();
      laps[name] = Math.round(now - last) / 1000;
      last = now;
    },
    total: () => `${((performance.now() - start) / 1000).toFixed(1)} s`,
    toString: () =>
      Object.entries(laps)
        .map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`)
        .join(', '),
  };
}

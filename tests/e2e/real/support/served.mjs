// A server of somebody else's on this machine, and people who visit it through the client.

import { after, before } from 'node:test';

import { useSite } from '../../harness.mjs';
import { freePort, Run } from './processes.mjs';
import { Reader } from './reader.mjs';

/** The source's name in addresses of the client. */
export const SOURCE = 'there';

/** One server: started, stopped, and started again at the same address with what it had. */
class Served {
  #run;
  #program;
  #system;

  constructor(system, port) {
    this.#system = system;
    this.#run = new Run(system.name);
    this.port = port;
    this.folder = this.#run.folder;
  }

  /** Its address, without a slash at the end. */
  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it for a client at an address, which it may have to know. */
  async start(client) {
    const { name, program, prepare, ready } = this.#system;
    const path = process.env[program];
    if (!path) {
      throw new Error(`no ${name}: \`cargo xtask test --real ${name}\` installs it, or name it in ${program}`);
    }
    this.#program = this.#run.start(name, path, prepare(this, client));
    await this.#run.until(this.#program, () => answers(this.url + ready), 60);
  }

  /** Ends it; what it was told stays. */
  halt() {
    return this.#run.halt();
  }

  /** Ends it and removes everything that was written. */
  stop() {
    return this.#run.stop();
  }

  /** What it has said so far. */
  log() {
    return this.#run.log(this.#system.name);
  }

  /** Asks it past the client, and insists on an answer. */
  async ask(method, path, { headers = {}, body } = {}) {
    const answer = await fetch(this.url + path, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }
}

async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5000) })).status < 500;
  } catch {
    return false;
  }
}

/**
 * A server with a client for the tests of a `describe`. `stage.test(name, body)` hands `body` the
 * server as `there`, and `visit`, which gives a person with a browser of their own.
 *
 * `system` says what runs: its `name`, the variable that names its `program`, `prepare(there,
 * client)` which lays out its files and gives its arguments, and `ready`, a path that answers.
 */
export function useServed(system, connector) {
  let there;
  const site = useSite(async () => {
    there = new Served(system, await freePort());
    const source = { id: SOURCE, name: 'Elsewhere', connector, params: { site: there.url } };
    return { config: { name: 'Baraza', sources: [source] }, flags: ['--no-sample'] };
  });
  before(() => there.start(site.server.url));
  after(() => there?.stop());
  return {
    test: (name, body) =>
      site.test(name, ({ open, t }) => {
        const visit = async (settings) =>
          new Reader(await open({ ...settings, path: null }), SOURCE);
        const restart = () => there.start(site.server.url);
        return body({ there, visit, restart, t });
      }),
  };
}

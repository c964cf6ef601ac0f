// Kills the whole browser while somebody types ten characters a second, and counts what is missing
// afterwards: `cargo xtask stress drafts-kill [--runs N]`. Linux only: processes are found in /proc.

import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Api, Server, until } from '../harness.mjs';
import { launchWithProfile } from '../support/chromium.mjs';
import { Complaints } from '../support/complaints.mjs';
import { Visitor } from '../support/visitor.mjs';

/** Milliseconds between two characters. */
const PACE = 100;

/** No more characters than these may be missing, at most and in the median. */
const MARKS = { most: 5, median: 1 };

/** Takes the database away: what is left is what local storage alone would save. */
const withoutDatabase = () => {
  IDBFactory.prototype.open = () => { throw new DOMException('no', 'UnknownError'); };
};

/** Ends every process of the browser with this profile, without a warning. */
async function kill(profile) {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(profile)) {
      try { process.kill(Number(pid), 'SIGKILL'); } catch { /* It has ended by itself. */ }
    }
  }
}

async function openBrowser(profile, server, isProtected) {
  const context = await launchWithProfile(profile);
  context.setDefaultTimeout(15_000);
  if (!isProtected) await context.addInitScript(withoutDatabase);
  const complaints = await Complaints.of(context);
  const [page] = context.pages();
  return new Visitor(context, page, complaints, server);
}

/** One kill: gives how many of the typed characters are missing, and whether another draft is whole. */
async function once({ server, paths, isProtected, seconds }) {
  const profile = await mkdtemp(join(tmpdir(), 'baraza-kill-'));
  try {
    const before = await openBrowser(profile, server, isProtected);
    await before.go(paths[1]);
    await before.startComment();
    await before.write('An older text.');
    await before.go(paths[0]);
    await before.startComment();
    const end = Date.now() + seconds * 1000;
    let typed = '';
    while (Date.now() < end) {
      const next = String.fromCharCode(97 + (typed.length % 26));
      const due = Date.now() + PACE;
      await before.page.keyboard.type(next);
      typed += next;
      await new Promise((resolve) => { setTimeout(resolve, Math.max(0, due - Date.now())); });
    }
    await kill(profile);
    await before.context.close().catch(() => {});
    const after = await openBrowser(profile, server, isProtected);
    const textAt = async (path, expected) => {
      await after.go(path);
      await after.startComment();
      // Local storage answers at once, with what it had saved by then; the database a moment later.
      const isWhole = async () => (await after.editor.inputValue()) === expected;
      if (isProtected) await until(isWhole, 'the whole text').catch(() => {});
      return after.editor.inputValue();
    };
    const text = await textAt(paths[0], typed);
    const lost = typed.startsWith(text) ? typed.length - text.length : typed.length;
    const older = 'An older text.';
    const isWhole = (await textAt(paths[1], older)) === older;
    await after.context.close();
    return { lost, isWhole };
  } finally {
    await kill(profile);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Some kills at random times; gives the figures and what of the marks is missed. */
export async function draftsKill({ runs, isProtected = true }) {
  const server = await Server.start();
  try {
    const author = await new Api(server).signUp();
    const posts = await Promise.all(['One', 'Two'].map((title) => author.createPost(title, 'Go on.')));
    const paths = posts.map(({ id }) => `/s/box/p/${id}`);
    const results = [];
    for (let run = 0; run < runs; run += 1) {
      results.push(await once({ server, paths, isProtected, seconds: 1 + Math.random() * 4 }));
    }
    const lost = results.map((result) => result.lost).sort((one, other) => one - other);
    const figures = {
      runs,
      most: lost.at(-1),
      median: lost[Math.floor((runs - 1) / 2)],
      others: results.filter(({ isWhole }) => !isWhole).length,
    };
    const isMissed = figures.most > MARKS.most || figures.median > MARKS.median || figures.others > 0;
    return { figures, isMissed };
  } finally {
    await server.close();
  }
}

export const say = ({ runs, most, median, others }) => `${runs} kills: ${most} characters lost at most, `
  + `${median} in the median; ${others} other drafts touched`;

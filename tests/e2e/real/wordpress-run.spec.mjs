// What the tests against a WordPress rest on: it starts from nothing, several at a time, and
// leaves nothing behind, not even when the process that started it is killed.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { startWordPress } from './wordpress.mjs';

const MODULE = new URL('./wordpress.mjs', import.meta.url).href;
const START = `
  const { startWordPress } = await import(${JSON.stringify(MODULE)});
  const { folder } = await startWordPress();
  console.log(folder);
  setInterval(() => {}, 1000);
`;

/** The processes that name a folder on their command line. */
function processesOf(folder) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}

test(
  'two run side by side, are gone when stopped, and a killed one is cleared away',
  { timeout: 180_000 },
  async (t) => {
    const other = spawn(process.execPath, ['--input-type=module', '--eval', START], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(other.stdout.setEncoding('utf8'), 'data');
    const abandoned = line.trim();
    other.kill('SIGKILL');
    await once(other, 'exit');
    assert.ok(processesOf(abandoned).length > 0, 'its programs live on');

    const log = (text) => t.diagnostic(text);
    const starts = await Promise.allSettled([
      startWordPress({ log }),
      startWordPress({ guests: true, log }),
    ]);
    const sites = starts.filter(({ value }) => value).map(({ value }) => value);
    try {
      for (const { reason } of starts) assert.ifError(reason);
      assert.ok(!existsSync(abandoned));
      assert.deepEqual(processesOf(abandoned), []);
      const [first, second] = sites;
      const body = {
        post: first.posts.reply,
        content: 'Hello',
        author_name: 'Ada',
        author_email: 'ada@guests.example',
      };
      const say = (site) => site.rest('/wp/v2/comments', { method: 'POST', body });
      assert.equal((await say(first)).status, 401);
      assert.equal((await say(second)).status, 201);
      assert.equal(
        (await first.commentsOf(first.posts.reply, { as: 'warden', query: { status: 'all' } }))
          .length,
        2,
      );
    } finally {
      await Promise.all(sites.map((site) => site.stop()));
    }
    for (const { folder } of sites) {
      assert.ok(!existsSync(folder));
      assert.deepEqual(processesOf(folder), []);
    }
  },
);

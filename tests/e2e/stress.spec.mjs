// A short run of each suite of `cargo xtask stress`.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { draftsKill, say } from './stress/drafts-kill.mjs';

describe('a kill of the whole browser', () => {
  test('takes five characters along at most, and no other text', { timeout: 120_000 }, async (t) => {
    const { figures, isMissed } = await draftsKill({ runs: 4 });
    t.diagnostic(say(figures));
    assert.ok(!isMissed, say(figures));
  });

  test('takes more where local storage is all there is, so a loss would be seen', { timeout: 120_000 }, async (t) => {
    const { figures, isMissed } = await draftsKill({ runs: 3, isProtected: false });
    t.diagnostic(say(figures));
    assert.ok(isMissed, say(figures));
  });
});

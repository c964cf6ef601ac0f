// A short run of each suite of `cargo xtask stress`, and of its control without protection.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { SUITES } from './stress/suites.mjs';

const TIMEOUT = 120_000;

for (const [name, suite] of Object.entries(SUITES)) {
  describe(name, () => {
    test('keeps its marks', { timeout: TIMEOUT }, async (t) => {
      const { figures, isMissed } = await suite.run({ runs: suite.short });
      t.diagnostic(suite.say(figures));
      assert.ok(!isMissed, suite.say(figures));
    });

    test('would see a loss: without protection there is one', { timeout: TIMEOUT }, async (t) => {
      const { figures, isMissed } = await suite.run({ runs: suite.control, isProtected: false });
      t.diagnostic(suite.say(figures));
      assert.ok(isMissed, suite.say(figures));
    });
  });
}

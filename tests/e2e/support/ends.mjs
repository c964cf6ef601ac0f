// Loaded before every test file: a file whose tests are over must end. What still listens or runs
// by then was forgotten, and would keep the whole run waiting; it is named and the file fails.

import { after } from 'node:test';

const GRACE = 10_000;

if (process.env.NODE_TEST_CONTEXT) {
  after(() => {
    const timer = setTimeout(() => {
      const open = process.getActiveResourcesInfo().join(', ');
      console.error(`the tests are over, but this is still open: ${open}`);
      process.exit(1);
    }, GRACE);
    timer.unref();
  });
}

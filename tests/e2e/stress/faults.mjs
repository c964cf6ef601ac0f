// Faults of the places where a browser keeps texts. `init` runs in the page before its own scripts,
// `strike` in the middle of a text. A page reloaded finds them still there.

import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Fills local storage to the last byte, for real. */
function fillLocalStorage() {
  let length = 0;
  for (let step = 1 << 23; step >= 1; step >>= 1) {
    try {
      localStorage.setItem('filler', 'x'.repeat(length + step));
      length += step;
    } catch { /* Less may fit still. */ }
  }
}

/** What is put is never kept: the transaction ends like one that a quota ended. */
function refusePuts() {
  const { put } = IDBObjectStore.prototype;
  globalThis.refusesPuts = Boolean(sessionStorage.getItem('refusesPuts'));
  IDBObjectStore.prototype.put = function refused(...record) {
    const request = put.apply(this, record);
    if (globalThis.refusesPuts) {
      Object.defineProperty(this.transaction, 'error', { value: new DOMException('full', 'QuotaExceededError') });
      this.transaction.abort();
    }
    return request;
  };
}

/** From now on, also after a reload. */
function startRefusing() {
  globalThis.refusesPuts = true;
  sessionStorage.setItem('refusesPuts', 'yes');
}

function blockLocalStorage() {
  Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });
}

/** Remembers the connections of the page, so that they can be closed under it. */
function followConnections() {
  globalThis.connections = [];
  const { open: opens } = IDBFactory.prototype;
  IDBFactory.prototype.open = function followed(...names) {
    const request = opens.apply(this, names);
    request.addEventListener('success', () => globalThis.connections.push(request.result));
    return request;
  };
}

/** The browser closes them without a word, or says so. */
function closeConnections(isSaid) {
  for (const database of globalThis.connections) {
    database.close();
    if (isSaid) database.dispatchEvent(new Event('close'));
  }
}

/** Writes until there is no room for a single byte more. */
async function fillDisk(folder) {
  const file = await open(join(folder, 'filler'), 'w');
  for (const size of [1 << 20, 1 << 12, 1]) {
    try {
      for (;;) await file.write(Buffer.alloc(size, 1));
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
    }
  }
  await file.close();
}

export const FAULTS = [
  { name: 'local storage is full', strike: ({ page }) => page.evaluate(fillLocalStorage) },
  { name: 'the database is over its quota', init: refusePuts, strike: ({ page }) => page.evaluate(startRefusing) },
  {
    name: 'both are full',
    init: refusePuts,
    strike: async ({ page }) => {
      await page.evaluate(fillLocalStorage);
      await page.evaluate(startRefusing);
    },
  },
  { name: 'local storage throws when looked at', init: blockLocalStorage, strike: () => {} },
  {
    name: 'the database closes in silence, with local storage full',
    init: followConnections,
    strike: async ({ page }) => {
      await page.evaluate(fillLocalStorage);
      await page.evaluate(closeConnections, false);
    },
  },
  {
    name: 'the database closes and says so, with local storage full',
    init: followConnections,
    strike: async ({ page }) => {
      await page.evaluate(fillLocalStorage);
      await page.evaluate(closeConnections, true);
    },
  },
  { name: 'the disk is full', isOnDisk: true, strike: ({ profile }) => fillDisk(profile) },
];

/** A folder on a file system of its own with so much room; `undefined` where that is not allowed. */
export async function smallDisk(size = '80m') {
  const folder = await mkdtemp(join(tmpdir(), 'baraza-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  } catch {
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
  const close = async () => {
    // Processes of the browser may need a moment to end.
    await run('umount', ['-l', folder]);
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, close };
}

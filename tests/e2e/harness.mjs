// What every suite starts from: a server, a browser, people with devices, and the rule that the
// browser has nothing to complain about. The page runs as in production, its security policy too.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Api } from './support/api.mjs';
import { DEVICES, launch } from './support/chromium.mjs';
import { Complaints } from './support/complaints.mjs';
import { root, Server } from './support/server.mjs';
import { Visitor } from './support/visitor.mjs';

export { Api, DEVICES, Server, root };
export * from './support/waiting.mjs';

/** A test that takes longer than this has lost its way, in milliseconds. */
const TIMEOUT = 120_000;

const OUT = join(root, 'tests/e2e/out');

/** Opens a context for a device, in light or dark, and watches it. */
export async function visit(browser, server, { device = 'desktop', colours = 'light', undo = 0, ...more } = {}) {
  const context = await browser.newContext({ ...DEVICES[device], colorScheme: colours, ...more });
  context.setDefaultTimeout(15_000);
  const complaints = await Complaints.of(context);
  // Ten seconds to take back what was sent are for people; a test that is about them says so.
  await context.addInitScript((seconds) => {
    try {
      if (localStorage.getItem('baraza:undo:v1') === null) localStorage.setItem('baraza:undo:v1', String(seconds));
    } catch { /* Blocked, as some tests want it. */ }
  }, undo);
  const page = await context.newPage();
  return new Visitor(context, page, complaints, server);
}

/**
 * A server and a browser for the tests of a file. `site.test(name, body)` hands `body` a way to
 * open the app on a device; afterwards it closes all that was opened and fails the test over
 * unexpected complaints.
 */
export function useSite(settings = {}) {
  const site = {};
  before(async () => {
    site.server = await Server.start(await (typeof settings === 'function' ? settings() : settings));
    site.api = new Api(site.server);
    site.browser = await launch();
  });
  after(async () => {
    await site.browser?.close();
    await site.server?.close();
  });
  site.test = (name, ...rest) => {
    const body = rest.pop();
    const options = { timeout: TIMEOUT, ...rest[0] };
    return test(name, options, (t) => act(site, t, body));
  };
  return site;
}

async function act(site, t, body) {
  const visitors = [];
  const open = async (settings = {}) => {
    const { server = site.server, path, ...more } = settings;
    const visitor = await visit(site.browser, server, more);
    visitors.push(visitor);
    if (path !== null) await visitor.go(path ?? '/');
    return visitor;
  };
  try {
    await body({ ...site, open, t, diagnostic: (text) => t.diagnostic(text) });
    const complaints = visitors.flatMap((visitor) => visitor.complaints.unexpected());
    if (complaints.length) throw new Error(`the browser complained:\n${complaints.join('\n')}`);
  } catch (error) {
    await keepEvidence(t.name, visitors, error);
    throw error;
  } finally {
    await Promise.all(visitors.map((visitor) => visitor.context.close().catch(() => {})));
  }
}

/** A picture and the page's text say more than a stack trace. */
async function keepEvidence(name, visitors, error) {
  await mkdir(OUT, { recursive: true });
  const stem = join(OUT, name.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 80));
  const notes = [error.stack];
  for (const [index, { page, complaints }] of visitors.entries()) {
    const picture = { path: `${stem}-${index + 1}.png`, timeout: 5000 };
    await page.screenshot(picture).catch((problem) => notes.push(problem.message));
    const text = await page.locator('body').innerText({ timeout: 2000 }).catch(() => '');
    notes.push(`${page.url()}\n${text}\ncomplaints:\n${complaints.unexpected().join('\n')}`);
  }
  await writeFile(`${stem}.txt`, notes.join('\n\n'));
}

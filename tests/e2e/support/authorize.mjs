// What the specs of signing in on another page (OAuth 2) have in common: the site, and a person's steps.

import { after, beforeEach } from 'node:test';

import { sees, useSite } from '../harness.mjs';
import { AuthorizationServer } from './authorization.mjs';
import { comment, post } from './backend.mjs';

export const THREAD = '/s/there/p/1';

/** A server and people who know how to sign in to it. */
export function useAuthorization() {
  const there = {};
  const site = useSite(async () => {
    there.server = await AuthorizationServer.start();
    return { config: there.server.config() };
  });
  after(() => there.server.close());
  beforeEach(() => {
    there.server.clear();
    there.server.backend.thread(post(1, { title: 'A question' }), [comment(1, 1, { body: 'What do you think?' })]);
  });
  return { site, there };
}

export const start = (visitor) => visitor.button(/^Continue at/).click();

/** Opens the window from the account page, and hands it out. */
export async function opensWindow(visitor) {
  const opened = visitor.context.waitForEvent('page');
  await start(visitor);
  const popup = await opened;
  await popup.getByRole('link', { name: 'No' }).waitFor();
  return popup;
}

export const agree = (popup, name) => popup.getByRole('link', { name: `Agree as ${name}` }).click();

export async function signIn(visitor, name, { remember = false, another = false } = {}) {
  await visitor.page.locator('nav.rail a[href*="account"]').click();
  if (another) await visitor.button('Add another account').click();
  if (remember) await visitor.page.getByLabel(/^Stay signed in/).check();
  const popup = await opensWindow(visitor);
  const closed = popup.waitForEvent('close');
  await agree(popup, name);
  await sees(visitor.toast(`Welcome, ${name}.`));
  await closed;
}

/** Everything that the browser holds for the app, as one text. */
export async function held(visitor) {
  const inPage = await visitor.page.evaluate(async () => {
    const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.documentElement.outerHTML];
    found.push(location.href, JSON.stringify(history.state));
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        found.push(request.url);
        if (/json|html/.test(request.url)) found.push(await (await cache.match(request)).text());
      }
    }
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((done, fail) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => done(request.result);
        request.onerror = fail;
      });
      for (const store of database.objectStoreNames) {
        const request = database.transaction(store).objectStore(store).getAll();
        found.push(await new Promise((done) => { request.onsuccess = () => done(JSON.stringify(request.result)); }));
      }
      database.close();
    }
    return found.join('\n');
  });
  return `${inPage}\n${JSON.stringify(await visitor.context.cookies())}`;
}

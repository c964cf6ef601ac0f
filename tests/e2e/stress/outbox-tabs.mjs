// Several tabs of one browser without a network, texts queued from all of them, then a network for all at
// once: each text has to be sent by one request, in the order of its thread, and no tab may show it as
// unsent: `cargo xtask stress outbox-tabs [--runs N]`.

import { randomUUID } from 'node:crypto';

import { Server, loses, sees, until, untilCount, visit } from '../harness.mjs';
import { launch } from '../support/chromium.mjs';
import { eager } from './careless.mjs';
import { FaultServer } from './fault-server.mjs';
import { Unprotected, UnprotectedVisitor, goThrough, whichWays } from './ways.mjs';

const SIZES = { full: { tabs: 8, texts: 200 }, short: { tabs: 3, texts: 24 } };

const THREADS = ['1', '2', '3', '4'];

/** What it may take to send one text, in milliseconds, with all tabs watching. */
const EACH = 1500;

/** A key makes a second request harmless; here none may leave at all. */
const WAYS = [
  { name: 'a backend without keys', connector: 'json-server' },
  { name: 'a backend with keys', connector: 'baraza' },
];

/** A text that nobody has tried to send yet. */
const UNTRIED = { state: 'queued', due: 0, tries: 0, looks: 0, is_doubtful: false, sender: '', trouble: null };

/** In the page: queues entries as the app does, and tells the other tabs. */
function queue(entries) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('baraza');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction('outbox:v1', 'readwrite');
      const store = transaction.objectStore('outbox:v1');
      for (const entry of entries) store.put(JSON.stringify(entry), entry.id);
      transaction.onabort = () => reject(transaction.error);
      transaction.oncomplete = () => {
        database.close();
        new BroadcastChannel('baraza').postMessage(null);
        resolve();
      };
    };
  });
}

const kept = async (visitor) => (await visitor.records('outbox:v1')).map(([, record]) => JSON.parse(record));

/** Tabs that stand in the threads by turns, each having sent a text without a network. */
async function openTabs(visitor, count) {
  const tabs = [];
  for (let index = 0; index < count; index += 1) {
    const tab = index === 0 ? visitor : await visitor.newTab();
    await tab.go(`/s/there/p/${THREADS[index % THREADS.length]}`);
    await tab.startComment();
    tabs.push(tab);
  }
  await visitor.context.setOffline(true);
  for (const [index, tab] of tabs.entries()) {
    await tab.page.bringToFront();
    await tab.editor.fill(`By hand in tab ${index}.`);
    await tab.send();
    await loses(tab.composer);
    await sees(tab.main.locator('.unsent-row', { hasText: `By hand in tab ${index}.` }));
  }
  return tabs;
}

async function once({ visitor, backend }, size) {
  const tabs = await openTabs(visitor, size.tabs);
  const byHand = await kept(visitor);
  if (byHand.length !== tabs.length) throw new Error(`${byHand.length} texts wait, not ${tabs.length}`);
  const count = Math.ceil(size.texts / tabs.length) - 1;
  await Promise.all(tabs.map((tab, index) => {
    const model = byHand.find(({ text }) => text.endsWith(`tab ${index}.`));
    const copies = Array.from({ length: count }, (_, number) => ({
      ...model,
      ...UNTRIED,
      id: randomUUID(),
      at: model.at + (number + 1) * 7,
      text: `Number ${number} of tab ${index}.`,
    }));
    return tab.page.evaluate(queue, copies);
  }));
  const queued = await kept(visitor);
  const inOrder = queued.sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
  const begin = Date.now();
  await visitor.context.setOffline(false);
  const isThere = () => queued.every(({ text }) => backend.has(text));
  await until(isThere, 'all texts are sent', 10_000 + EACH * queued.length).catch(() => {});
  const seconds = (Date.now() - begin) / 1000;
  const areGone = tabs.map((tab) => untilCount(tab.main.locator('.unsent-row'), 0).then(() => 0, () => 1));
  const showing = (await Promise.all(areGone)).reduce((sum, one) => sum + one, 0);
  const isOrdered = (thread) => {
    const wanted = inOrder.filter(({ post }) => post.id === thread).map(({ text }) => text);
    const there = [...new Set(backend.texts(thread))];
    return there.join() === wanted.filter((text) => there.includes(text)).join();
  };
  const disordered = THREADS.filter((thread) => !isOrdered(thread)).length;
  return { texts: queued.map(({ text }) => text), showing, disordered, seconds };
}

async function onceEager({ visitor, backend }, size) {
  const tabs = [visitor];
  await visitor.go('/');
  while (tabs.length < size.tabs) tabs.push(await visitor.newTab('/'));
  await visitor.context.setOffline(true);
  const address = `${backend.url}/api/v1/posts/1/comments`;
  const texts = tabs.map((_, index) => `Of tab ${index}.`);
  for (const [index, { page }] of tabs.entries()) await page.evaluate(eager, { address, texts: [texts[index]] });
  await visitor.context.setOffline(false);
  await until(() => backend.log.length >= texts.length * tabs.length, 'all tabs have sent all').catch(() => {});
  return { texts, showing: 0, disordered: 0, seconds: 0 };
}

/** So many times; gives the figures and whether a mark is missed. */
export async function outboxTabs({ runs, isProtected = true, size = runs > 1 ? 'full' : 'short' }) {
  const backend = await FaultServer.start();
  const params = { site: backend.url };
  const sources = (connector) => [{ id: 'there', name: 'Elsewhere', connector, params }];
  const browser = await launch();
  try {
    const results = await goThrough(WAYS, runs, async (way) => {
      backend.begin(THREADS);
      const server = isProtected
        ? await Server.start({ config: { name: 'Test', sources: sources(way.connector) } })
        : await Unprotected.start(() => {});
      const visitor = await (isProtected ? visit : UnprotectedVisitor.visit)(browser, server);
      try {
        if (isProtected) {
          await visitor.context.addInitScript(() => {
            localStorage.setItem('baraza:guest:v1', '{"name":"Noor","email":"noor@example.org"}');
          });
        }
        const act = isProtected ? once : onceEager;
        const { texts, ...seen } = await act({ visitor, backend }, SIZES[size]);
        const requests = texts.map((text) => backend.log.filter((one) => one.text === text).length);
        const lost = requests.filter((count) => count === 0).length;
        return { ...seen, sent: texts.length, lost, again: requests.filter((count) => count > 1).length };
      } finally {
        await visitor.context.close();
        await server.close();
      }
    });
    const total = (what) => results.reduce((sum, result) => sum + result[what], 0);
    const isMissed = ({ lost, again, disordered, showing }) => lost + again + disordered + showing > 0;
    const figures = {
      runs,
      ...SIZES[size],
      ...Object.fromEntries(['sent', 'lost', 'again', 'disordered', 'showing'].map((what) => [what, total(what)])),
      slowest: Math.round(Math.max(...results.map(({ seconds }) => seconds))),
      where: whichWays(results, isMissed),
    };
    return { figures, isMissed: results.some(isMissed) };
  } finally {
    await browser.close();
    await backend.close();
  }
}

export const say = ({ runs, tabs, sent, lost, again, disordered, showing, slowest, where }) => (
  `${runs} times ${tabs} tabs that come back to a network, ${sent} texts in all: ${lost} lost, ${again} sent more than `
  + `once, ${disordered} threads out of order, ${showing} tabs that show one as unsent; the slowest took ${slowest} s`
  + `${where && `; marks missed at ${where}`}`
);

// Breaks the connection or the server under what is sent, at three kinds of backends, and counts in the
// server's own log what is lost, there twice, or sent again unasked: `cargo xtask stress outbox-faults
// [--runs N]`. Where the app asks a person, the person looks at the server and tells the truth.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Server, loses, root, until, visit } from '../harness.mjs';
import { launch } from '../support/chromium.mjs';
import { Deployment } from '../support/deployment.mjs';
import { insistent } from './careless.mjs';
import { FAULTS, FaultServer, SLOW_FAULTS } from './fault-server.mjs';
import { Unprotected, UnprotectedVisitor, goThroughTogether, whichWays } from './ways.mjs';

/** So many runs at once: most of their time is waiting. */
const LANES = 4;

/** What the app may take until an answer that does not come is given up, and until all is settled. */
const PATIENCE = 90_000;

const THREAD = '1';

/** How it can be made sure that nothing is there twice, with the connector of such a backend. */
const BACKENDS = [
  { name: 'with keys', connector: 'baraza' },
  { name: 'that can be read back', connector: 'json-server' },
  // A guest's text may wait for a moderator there, seen by nobody.
  { name: 'with neither', connector: 'keyless', asks: true },
];

/** Every fault meets every backend, at the first request and at the second; all faults come early. */
function mixed(faults) {
  const rounds = Array.from({ length: BACKENDS.length * 2 }, (_, round) => faults.map((fault, index) => {
    const backend = BACKENDS[(index + round) % BACKENDS.length];
    const at = (Math.floor(round / BACKENDS.length) + index) % 2;
    return { name: `${fault.name}, at a backend ${backend.name}`, backend, fault, at };
  }));
  return rounds.flat();
}

const WAYS = [...mixed(FAULTS), ...mixed(SLOW_FAULTS)];

/** What was sent again although an earlier try may have arrived and nobody had said so. */
function sentUnasked(log) {
  const isDoubtful = new Map();
  const unasked = [];
  for (const { text, click, status } of log) {
    if (click) {
      isDoubtful.delete(text);
      continue;
    }
    if (isDoubtful.get(text)) unasked.push(text);
    // Who is told to come back later knows that nothing was taken.
    isDoubtful.set(text, status !== 429);
  }
  return unasked;
}

/** What went wrong, by the server's log. */
function judged(backend, texts, { backend: { asks } }) {
  const there = backend.texts(THREAD);
  const asked = new Set(backend.log.filter(({ click }) => click).map(({ text }) => text));
  // A text that asks holds up no other.
  const inOrder = texts.filter((text) => !asked.has(text));
  const firsts = [...new Set(there)].filter((text) => inOrder.includes(text));
  return {
    lost: texts.filter((text) => !there.includes(text)).length,
    twice: there.length - new Set(there).size,
    unasked: asks ? sentUnasked(backend.log).length : 0,
    disordered: firsts.join() === inOrder.filter((text) => firsts.includes(text)).join() ? 0 : 1,
    asked: asked.size,
    requests: backend.log.filter(({ click }) => !click).length,
    story: backend.log.map(({ text, click, status }) => `${text} ${click ?? status}`).join(' / '),
  };
}

const kept = async (visitor) => (await visitor.records('outbox:v1')).map(([, record]) => JSON.parse(record));

/** Decides about each text that asks, by what the server has. */
async function decide(visitor, backend, texts) {
  const rows = visitor.main.locator('.unsent-row', { hasText: 'It may have arrived.' });
  for (const text of texts) {
    const click = backend.has(text) ? 'It is there' : 'Send again';
    const button = rows.filter({ hasText: text }).getByRole('button', { name: click });
    if (!(await button.isVisible())) continue;
    const decision = { text, click };
    backend.log.push(decision);
    // In one go, so that it is known whether it has happened.
    await button.evaluate((element) => element.click(), undefined, { timeout: 2000 }).catch(() => {
      backend.log = backend.log.filter((one) => one !== decision);
    });
  }
}

async function once({ visitor, backend, path }, { fault, at }, texts) {
  await visitor.context.addInitScript(() => {
    localStorage.setItem('baraza:guest:v1', '{"name":"Noor","email":"noor@example.org"}');
  });
  await visitor.go(path);
  for (const [index, text] of texts.entries()) {
    const isRefused = fault.end === 'refuse' && index === at;
    if (isRefused) await backend.close();
    await visitor.startComment();
    await visitor.editor.fill(text);
    await visitor.send();
    const isTried = async () => (await kept(visitor)).some((one) => one.text === text && one.is_doubtful);
    if (isRefused) {
      await until(isTried, 'the app sees that it is refused');
      await backend.open();
    }
    await loses(visitor.composer, PATIENCE);
  }
  const isSettled = async () => {
    await decide(visitor, backend, texts);
    const sent = (await kept(visitor)).filter(({ state }) => state === 'sent').map(({ text }) => text);
    return texts.every((text) => sent.includes(text));
  };
  const settled = await until(isSettled, 'all is sent', PATIENCE).catch(() => false);
  const left = settled ? [] : await kept(visitor);
  return { stuck: left.filter(({ state }) => state !== 'sent').length };
}

async function onceInsistent({ visitor, backend }, way, texts) {
  await visitor.go('/');
  await visitor.page.evaluate(insistent, { address: `${backend.url}/api/v1/posts/${THREAD}/comments`, texts });
  return { stuck: 0 };
}

/** Connectors of all backends, each for every lane. */
async function setScene(lanes) {
  const keyless = JSON.parse(await readFile(join(root, 'public/connectors/baraza.json'), 'utf8'));
  delete keyless.ops['comment.create'].idempotency;
  const deployment = await Deployment.of();
  await deployment.put('connectors/keyless.json', JSON.stringify(keyless));
  const sources = lanes.flatMap((backend, lane) => BACKENDS.map(({ name, connector }, kind) => (
    { id: `s${kind}-${lane}`, name: `A backend ${name}`, connector, params: { site: backend.url } }
  )));
  const server = await Server.start({ dist: deployment.folder, config: { name: 'Test', sources } });
  const close = async () => { await server.close(); await deployment.close(); };
  return { server, close };
}

/** So many faults in turn; gives the figures and whether a mark is missed. */
export async function outboxFaults({ runs, isProtected = true }) {
  const lanes = await Promise.all(Array.from({ length: LANES }, () => FaultServer.start()));
  const unprotected = isProtected ? undefined : await Unprotected.start(() => {});
  const { server, close } = isProtected
    ? await setScene(lanes)
    : { server: unprotected, close: () => unprotected.close() };
  const browser = await launch();
  const open = isProtected ? visit : UnprotectedVisitor.visit;
  try {
    const results = await goThroughTogether(WAYS, runs, LANES, async (way, run, lane) => {
      const backend = lanes[lane];
      backend.begin([THREAD], way.fault, way.at);
      const texts = ['One', 'Two', 'Three'].slice(0, 1 + way.at + (run % 2)).map((text) => `${text} of ${run}.`);
      const visitor = await open(browser, server);
      try {
        const path = `/s/s${BACKENDS.indexOf(way.backend)}-${lane}/p/${THREAD}`;
        const act = isProtected ? once : onceInsistent;
        const { stuck } = await act({ visitor, backend, path }, way, texts);
        return { texts: texts.length, stuck, ...judged(backend, texts, way) };
      } finally {
        await visitor.context.close();
      }
    });
    const total = (what) => results.reduce((sum, result) => sum + result[what], 0);
    const isMissed = ({ lost, twice, unasked, disordered, stuck }) => lost + twice + unasked + disordered + stuck > 0;
    const counted = ['texts', 'requests', 'asked', 'lost', 'twice', 'unasked', 'disordered', 'stuck'];
    const figures = {
      runs,
      ...Object.fromEntries(counted.map((what) => [what, total(what)])),
      where: whichWays(results, isMissed),
      stories: results.filter(isMissed).map(({ way, story }) => `\n  ${way}: ${story}`).join(''),
    };
    return { figures, isMissed: results.some(isMissed) };
  } finally {
    await browser.close();
    await close();
    await Promise.all(lanes.map((backend) => backend.close()));
  }
}

export const say = ({ runs, texts, requests, asked, lost, twice, unasked, disordered, stuck, where, stories }) => (
  `${runs} faults under ${texts} texts, sent in ${requests} requests, a person asked about ${asked}: ${lost} lost, `
  + `${twice} there twice, ${unasked} sent again unasked, ${disordered} threads out of order, ${stuck} not settled`
  + `${where && `; marks missed where ${where}${stories}`}`
);

// Takes the page away in the middle of a word, in every way in which pages go, and counts what is
// missing afterwards: `cargo xtask stress drafts-close [--runs N]`.

import { Api, Server, until, visit } from '../harness.mjs';
import { launch } from '../support/chromium.mjs';
import { Deployment } from '../support/deployment.mjs';
import { Unprotected, UnprotectedVisitor, goThrough, whichWays } from './ways.mjs';

/** Waits until a new version may take over, and hands out what makes it do so. */
async function update({ visitor, deployment }, run) {
  const { page } = visitor;
  if (!deployment) return () => page.reload();
  const registered = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state);
  await until(async () => (await registered()) === 'activated', 'the service worker is active');
  await page.reload();
  await visitor.arrives();
  await deployment.release(`build-${run}`);
  await page.evaluate(async () => { await (await navigator.serviceWorker.getRegistration()).update(); });
  const button = page.getByRole('button', { name: 'Update' });
  await button.waitFor();
  await visitor.startComment();
  return async () => {
    const isThere = () => page.evaluate(() => globalThis.baraza?.build);
    await button.click();
    await until(async () => (await isThere()) === `build-${run}`, 'the new version');
  };
}

/** Opens another page first, so that there is a way back to it. */
async function back({ visitor, paths, isProtected }, from) {
  await visitor.go(paths.other);
  if (from === 'inside' && isProtected) await visitor.link(paths.title).click();
  else await visitor.go(paths.thread);
  await visitor.arrives();
  await visitor.startComment();
  return () => visitor.page.goBack();
}

async function crash({ visitor: { context, page } }) {
  const session = await context.newCDPSession(page);
  return async () => {
    const crashed = page.waitForEvent('crash');
    // The renderer cannot answer any more.
    session.send('Page.crash').catch(() => {});
    await crashed;
  };
}

/** Each prepares itself with the box open, and hands out what takes the page away. */
const WAYS = [
  { name: 'the tab closes', isGone: true, prepare: ({ visitor }) => () => visitor.page.close() },
  { name: 'a reload', prepare: ({ visitor }) => () => visitor.page.reload() },
  { name: 'Back inside the app', prepare: (scene) => back(scene, 'inside') },
  { name: 'Back to another page', prepare: (scene) => back(scene, 'elsewhere') },
  { name: 'the renderer is killed', isGone: true, prepare: crash },
  { name: 'an update of the app', prepare: update },
];

/** Keeps its text every five seconds, as many do. */
const everyFiveSeconds = () => {
  const box = document.querySelector('textarea');
  let timer;
  box.value = localStorage.getItem('draft') ?? '';
  box.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => localStorage.setItem('draft', box.value), 5000);
  });
};

const letters = (count) => Array.from({ length: count }, (_, index) => String.fromCharCode(97 + (index % 26))).join('');

/** Types until told to stop; hands out how many characters the page has taken. */
function typing(page) {
  const hand = { count: 0, isOver: false };
  hand.done = (async () => {
    while (!hand.isOver) {
      await page.keyboard.type(letters(hand.count + 1).at(-1));
      if (!hand.isOver) hand.count += 1;
    }
  })().catch(() => { /* The page is gone. */ });
  return hand;
}

async function once(scene, way, run) {
  const { visitor, paths } = scene;
  await visitor.go(paths.thread);
  await visitor.startComment();
  const takeAway = await way.prepare(scene, run);
  const hand = typing(visitor.page);
  const wanted = 1 + Math.floor(Math.random() * 40);
  await until(() => hand.count >= wanted, 'some characters are typed');
  hand.isOver = true;
  const typed = hand.count;
  await takeAway();
  await hand.done;
  if (way.isGone) {
    await visitor.page.close();
    visitor.page = await visitor.context.newPage();
  }
  await visitor.go(paths.thread);
  await visitor.startComment();
  // One character may have been on its way; more than were typed is none.
  const kept = async () => {
    const text = await visitor.editor.inputValue();
    return letters(typed + 1).startsWith(text) ? text.length : 0;
  };
  await until(async () => (await kept()) >= typed, 'the text', scene.isProtected ? 2000 : 200).catch(() => {});
  return { lost: Math.max(0, typed - await kept()), typed };
}

/** What is written in: the app, or a page without its protection. */
async function setScene(isProtected) {
  if (!isProtected) {
    const unprotected = await Unprotected.start(everyFiveSeconds);
    return {
      paths: { thread: '/', other: '/other' },
      server: unprotected,
      close: () => unprotected.close(),
    };
  }
  const deployment = await Deployment.of();
  const server = await Server.start({ dist: deployment.folder });
  const title = 'Write here';
  const { id } = await (await new Api(server).signUp()).createPost(title, 'Go on.');
  return {
    deployment,
    server,
    paths: { thread: `/s/box/p/${id}`, other: '/s/box?sort=new', title },
    close: async () => { await server.close(); await deployment.close(); },
  };
}

/** Takes the page away so often; gives the figures and whether the mark is missed. */
export async function draftsClose({ runs, isProtected = true }) {
  const scene = await setScene(isProtected);
  const browser = await launch();
  const open = isProtected ? visit : UnprotectedVisitor.visit;
  try {
    const results = await goThrough(WAYS, runs, async (way, run) => {
      const visitor = await open(browser, scene.server);
      try {
        return await once({ ...scene, visitor, isProtected }, way, run);
      } finally {
        await visitor.context.close();
      }
    });
    const lost = results.reduce((sum, result) => sum + result.lost, 0);
    const typed = results.reduce((sum, result) => sum + result.typed, 0);
    const where = whichWays(results, (result) => result.lost > 0);
    return { figures: { runs, typed, lost, where }, isMissed: lost > 0 };
  } finally {
    await browser.close();
    await scene.close();
  }
}

export const say = ({ runs, typed, lost, where }) => `${runs} pages taken away in mid-word: ${lost} of ${typed} `
  + `characters lost${where && `, by ${where}`}`;

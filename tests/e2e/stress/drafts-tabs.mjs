// Two to four tabs on one text, typed in by turns and at once as a seed says, reloaded and closed in
// between, and counts what nobody finds afterwards: `cargo xtask stress drafts-tabs [--runs N]`.

import { Api, Server, until, visit } from '../harness.mjs';
import { launch } from '../support/chromium.mjs';
import { Unprotected, UnprotectedVisitor, goThrough, numbers, whichWays } from './ways.mjs';

/** How often something happens in a run. */
const STEPS = 12;

/** One key for all tabs, written at once. */
const oneKey = () => {
  const box = document.querySelector('textarea');
  box.value = localStorage.getItem('draft') ?? '';
  box.addEventListener('input', () => localStorage.setItem('draft', box.value));
};

/** As when all are typed in at the same moment: no tab hears of another. */
const deafen = () => addEventListener('storage', (event) => event.stopImmediatePropagation(), true);

/** Whether a tab hears of what another writes in time. */
const WAYS = [
  { name: 'tabs that hear of each other', prepare: () => {} },
  { name: 'tabs that do not', prepare: (context) => context.addInitScript(deafen) },
];

/** A tab and the person at it: what they typed, and what stood in the box when they stopped. */
class Person {
  words = [];
  last = '';

  constructor(name, tab) {
    Object.assign(this, { name, tab });
  }

  /** Puts one more word to the end of what is there, key by key or as if by a phone's keyboard. */
  async write(how) {
    const word = `${this.name}${this.words.length} `;
    const { keyboard } = this.tab.page;
    await keyboard.press('Control+End');
    await keyboard[how](word);
    this.words.push(word);
    this.last = await this.tab.editor.inputValue();
  }
}

/** What people do, each as often as it stands there. */
const ACTS = [
  ...Array(6).fill((one) => one.write('type')),
  // Whole words: tabs that hear of each other would else share the letters of one.
  ...Array(4).fill((one, all) => Promise.all(all.map((each) => each.write('insertText')))),
  async ({ tab }, _, path) => { await tab.go(path); await tab.startComment(); },
  async (one, _, path, visitor) => {
    await one.tab.page.close();
    one.tab = await visitor.newTab(path);
    await one.tab.startComment();
  },
];

/** All texts that somebody who comes later finds: in the box, beside it, in the trash. */
async function found(visitor, isProtected) {
  const texts = [await visitor.editor.inputValue()];
  if (isProtected) {
    texts.push(...await visitor.composer.locator('.copies li p').allTextContents());
    texts.push(...(await visitor.records('trash:v1')).map(([, record]) => JSON.parse(record).text));
  }
  return texts;
}

async function once({ visitor, path, isProtected }, random) {
  const one = (list) => list[Math.floor(random() * list.length)];
  const people = [];
  const count = 2 + Math.floor(random() * 3);
  for (const name of 'pqrs'.slice(0, count)) {
    const tab = await visitor.newTab(path);
    await tab.startComment();
    people.push(new Person(name, tab));
  }
  for (let step = 0; step < STEPS; step += 1) {
    await one(ACTS)(one(people), people, path, visitor);
  }
  await Promise.all(people.map(({ tab }) => tab.page.close()));
  await visitor.go(path);
  await visitor.startComment();
  const wanted = people.flatMap(({ words, last }) => [...words, last]);
  let texts;
  const missing = () => wanted.filter((text) => !texts.some((kept) => kept.includes(text)));
  const look = async () => {
    texts = await found(visitor, isProtected);
    return missing().length === 0;
  };
  await until(look, 'all texts', isProtected ? 3000 : 100).catch(() => {});
  return { overwritten: missing().length, texts: texts.length, tabs: count };
}

async function setScene(isProtected) {
  if (!isProtected) {
    const unprotected = await Unprotected.start(oneKey);
    return { server: unprotected, path: '/', close: () => unprotected.close() };
  }
  const server = await Server.start();
  const { id } = await (await new Api(server).signUp()).createPost('Write here', 'Go on.');
  return { server, path: `/s/box/p/${id}`, close: () => server.close() };
}

/** So many seeds; gives the figures and whether the mark is missed. */
export async function draftsTabs({ runs, isProtected = true }) {
  const { server, path, close } = await setScene(isProtected);
  const browser = await launch();
  const open = isProtected ? visit : UnprotectedVisitor.visit;
  try {
    const results = await goThrough(WAYS, runs, async (way, seed) => {
      const visitor = await open(browser, server);
      try {
        await way.prepare(visitor.context);
        return await once({ visitor, path, isProtected }, numbers(seed));
      } finally {
        await visitor.context.close();
      }
    });
    const overwritten = results.filter((result) => result.overwritten > 0);
    const figures = {
      runs,
      apart: results.filter(({ texts }) => texts > 1).length,
      overwritten: overwritten.length,
      where: whichWays(overwritten, () => true),
      seeds: overwritten.map(({ run }) => run).join(', '),
    };
    return { figures, isMissed: overwritten.length > 0 };
  } finally {
    await browser.close();
    await close();
  }
}

export const say = ({ runs, apart, overwritten, where, seeds }) => `${runs} times several tabs on one text, `
  + `${apart} of them with copies: ${overwritten} with a text overwritten${where && `, in ${where}; seeds ${seeds}`}`;

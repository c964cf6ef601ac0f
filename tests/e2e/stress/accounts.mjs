// One signs in, reads, writes and signs out; another signs in to the same browser; and what is left of
// the first is looked for: `cargo xtask stress accounts [--runs N]`.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { Api, Server, loses, sees, until, visit } from '../harness.mjs';
import { launch } from '../support/chromium.mjs';
import { forgetful } from './careless.mjs';
import { traces } from './traces.mjs';
import { Unprotected, UnprotectedVisitor, goThrough, whichWays } from './ways.mjs';

async function draft(visitor, own) {
  await visitor.startComment();
  await visitor.write(own);
  await sees(visitor.composer.getByText('Saved', { exact: true }));
}

const write = (visitor, words, id, own) => draft(visitor, own);

/** Answers what becomes of texts that are not sent. */
const answer = (name) => (visitor) => visitor.button(name).click();

/** Where a text that is to stay does so, once in each of two places. */
const DRAFT = /: (local storage, baraza:draft:v2:|database, drafts:v1, baraza:draft:v2:)box:post:[^:]+:[^:]+$/;

/** What the first one does with the thread, and answers when they are asked about it. */
const WAYS = [
  { name: 'reading', act: () => {} },
  { name: 'reading, without being remembered', isForgotten: true, act: () => {} },
  {
    name: 'a comment',
    act: async (visitor) => {
      await visitor.startComment();
      await visitor.write('So it is.');
      await visitor.sendAndSee('So it is.');
    },
  },
  { name: 'a vote', act: (visitor, words) => visitor.button('Vote for', visitor.comment(words)).first().click() },
  {
    name: 'a search',
    act: async (visitor, words, id) => {
      await visitor.go(`/s/box/search?q=${words}`);
      await visitor.go(`/s/box/p/${id}`);
    },
  },
  {
    name: 'a draft thrown away',
    act: async (visitor, words, id, own) => {
      await draft(visitor, own);
      await visitor.button('Discard').click();
      await loses(visitor.composer);
    },
  },
  { name: 'an unsent draft', act: write, answer: answer('Delete it and sign out') },
  { name: 'an unsent draft, kept', act: write, answer: answer('Keep it on this device'), stays: DRAFT },
];

const word = (name) => `canary-${name}-${randomBytes(6).toString('hex')}`;

async function once({ browser, server }, way) {
  const [words, title, own] = [word('words'), word('title'), word('own')];
  const author = await new Api(server).signUp();
  const post = await author.createPost(title, `Go on, ${words}.`);
  await author.comment(post.id, `As I said, ${words}.`);
  const [one, other] = [await new Api(server).signUp(`ann-${randomBytes(6).toString('hex')}`), await author.signUp()];
  const visitor = await visit(browser, server);
  try {
    const tokens = [];
    visitor.context.on('response', async (response) => {
      if (response.request().method() !== 'POST' || !response.url().endsWith('/sessions')) return;
      tokens.push((await response.json()).token);
    });
    // Who is not remembered is signed out by opening another page, so they stay on this one.
    await visitor.signIn(one.name, one.password, { remember: !way.isForgotten });
    const token = await until(() => tokens[0], 'a token');
    await visitor.openPost(title);
    await sees(visitor.comment(words));
    await way.act(visitor, words, post.id, own);
    await visitor.page.locator('nav a[href$="/account"]').first().click();
    await visitor.button(/^Sign out/).first().click();
    await way.answer?.(visitor);
    await sees(visitor.toast('Signed out.'));
    await visitor.signIn(other.name, other.password, { remember: true });
    const of = async (name, secrets) => (await traces(visitor.page, secrets)).map((place) => `${name}: ${place}`);
    const left = [
      ...await of('name', [one.name]), ...await of('token', [token]), ...await of('password', [one.password]),
      ...await of('title of a thread', [title]), ...await of('words of a thread', [words]),
      ...await of('own words', [own]),
    ];
    const stays = left.filter((place) => way.stays?.test(place));
    if (way.stays) assert.ok(stays.length > 0, 'the text was to be kept');
    // Identifiers differ from run to run.
    return { left: left.filter((place) => !stays.includes(place)).map((each) => each.replace(/[0-9a-f-]{36}/g, 'ID').replace(/:\d+:/g, ':N:')) };
  } finally {
    await visitor.context.close();
  }
}

async function onceForgetful({ browser, server }) {
  const visitor = await UnprotectedVisitor.visit(browser, server);
  try {
    await visitor.go('/');
    const [name, words] = [word('name'), word('words')];
    await visitor.page.evaluate(forgetful, { name, words });
    return { left: await traces(visitor.page, [name, words]) };
  } finally {
    await visitor.context.close();
  }
}

/** So many times in turn; gives the figures and whether the mark is missed. */
export async function accounts({ runs, isProtected = true }) {
  const server = isProtected ? await Server.start() : await Unprotected.start(() => {});
  const browser = await launch();
  try {
    const act = isProtected ? once : onceForgetful;
    const results = await goThrough(WAYS, runs, (way) => act({ browser, server }, way));
    const hasLeft = ({ left }) => left.length > 0;
    const figures = {
      runs,
      left: results.filter(hasLeft).length,
      ways: whichWays(results, hasLeft),
      where: [...new Set(results.flatMap(({ left }) => left))],
    };
    return { figures, isMissed: figures.left > 0 };
  } finally {
    await browser.close();
    await server.close();
  }
}

export const say = ({ runs, left, ways, where }) => `${runs} times another account after one that has signed out: `
  + `${left} times something of the first is left${ways && `, after ${ways}`}${where.map((one) => `\n  ${one}`).join('')}`;

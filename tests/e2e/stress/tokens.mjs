// Signs in at a backend that sends its clients elsewhere by every means it has, and looks for the
// secret wherever it must not be: `cargo xtask stress tokens [--runs N]`. Requests are counted.

import { randomBytes } from 'node:crypto';

import { Server, loses, sees, visit } from '../harness.mjs';
import { launch } from '../support/chromium.mjs';
import { Hostile, WAYS, sourceOf } from './hostile.mjs';
import { careless } from './careless.mjs';
import { spellings, tells, traces } from './traces.mjs';
import { Unprotected, goThrough } from './ways.mjs';

const canary = (name) => `canary-${name}-${randomBytes(9).toString('hex')}`;
const told = ({ method, path, query, headers, text }) => `${method} ${path}?${query} ${JSON.stringify(headers)} ${text}`;
const either = (...all) => Promise.race(all.map((one) => sees(one)));

/** Signs in, reads, answers, as far as the backend lets people; calls `look` while signed in. */
async function use(visitor, { id, auth }, { password, token }, remember, look) {
  const { page, main } = visitor;
  const notice = main.locator('.notice');
  await visitor.go(`/s/${id}/account`);
  if (await page.getByLabel('Name').count()) await page.getByLabel('Name').fill('ann');
  await page.locator('input[type=password]').fill(/^name/.test(auth) ? password : token);
  if (remember) await page.getByLabel(/^Stay signed in/).check();
  await main.locator('form').getByRole('button', { name: 'Sign in' }).click();
  const welcome = visitor.toast(/Welcome/);
  await either(welcome, notice);
  if (!await welcome.isVisible()) {
    await look();
    return;
  }
  await page.waitForURL((address) => !address.pathname.endsWith('/account'));
  await visitor.arrives();
  const more = visitor.button('Show more');
  if (await more.isVisible()) {
    await more.click();
    await visitor.arrives();
  }
  if (await visitor.posts.count()) {
    await visitor.link('A post').first().click();
    await visitor.arrives();
    await either(main.locator('.prose'), notice);
    if (await visitor.button('Write a comment').isVisible()) {
      await visitor.startComment();
      await visitor.write('Hello.');
      await visitor.send();
      await Promise.race([loses(visitor.composer), sees(visitor.alert)]);
    }
  }
  await look();
  const account = page.locator('nav a[href$="/account"]').first();
  if (await account.count()) await account.click();
  const out = visitor.button(/^Sign out of (?!all)|^Sign out$/).first();
  if (await out.isVisible().catch(() => false) || await sees(out, 1000).then(() => true, () => false)) {
    await out.click();
    // What was not taken waits in the outbox, and is asked about.
    const [gone, all] = [visitor.toast('Signed out.'), visitor.button(/^Delete (it|them) and sign out$/)];
    await either(gone, all);
    if (await all.isVisible()) await all.click();
    await sees(gone);
  }
}

/** What an unprotected page does in place of the app. */
async function useCareless({ page, server }, source, secrets, remember, look, hostile) {
  await page.goto(server.url);
  await page.evaluate(careless, {
    home: hostile.home.url, auth: source.auth, user: 'ann', ...secrets,
  });
  await look();
}

/** One way; hands out where the secret was that it must not be. */
async function once({ browser, server, hostile, isProtected }, way, run) {
  const secrets = { token: canary('token'), password: canary('password') };
  hostile.begin(way, secrets);
  const source = sourceOf(way);
  const remember = run % 2 === 1;
  const isInAddress = way.auth === 'a token in the address';
  const sought = Object.values(secrets).flatMap((secret) => spellings(secret, 'ann'));
  const [sent, kept] = [new Set(), new Set()];
  const visitor = await visit(browser, server);
  visitor.context.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    const text = `${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`;
    if (![hostile.home.url, hostile.elsewhere.url].includes(origin) && tells(text, sought)) {
      sent.add(`a request for ${pathname} of the app's own site`);
    }
  });
  visitor.page.on('framenavigated', (frame) => {
    if (tells(frame.url(), sought)) sent.add('the address of the page');
  });
  const look = async (when, mayBe) => {
    for (const place of await traces(visitor.page, sought)) {
      if (!mayBe || !place.startsWith('local storage, baraza:session:')) kept.add(`${place}, ${when}`);
    }
  };
  try {
    const act = isProtected ? use : useCareless;
    await act(visitor, source, secrets, remember, () => look('while signed in', remember), hostile);
    await look('after signing out', false);
    for (const asked of hostile.home.requests) {
      if (tells(asked.headers.referer ?? '', sought)) sent.add('the Referer at home');
      if (!isInAddress && tells(`${asked.path}?${asked.query}`, sought)) sent.add('an address at home');
    }
    for (const asked of hostile.elsewhere.requests) {
      if (!tells(told(asked), sought)) continue;
      const field = Object.keys(asked.headers).find((name) => tells(asked.headers[name], sought));
      const where = field ? `header field ${field}` : tells(asked.text, sought) ? 'body' : 'address';
      sent.add(`elsewhere: the ${where} of a ${asked.method}`);
    }
    return { requests: hostile.home.requests.length + hostile.elsewhere.requests.length, sent: [...sent], kept: [...kept] };
  } finally {
    await visitor.context.close();
  }
}

/** Goes on until so many requests were made; gives the figures and whether the mark is missed. */
export async function tokens({ runs, isProtected = true }) {
  const hostile = await Hostile.start();
  const server = isProtected ? await Server.start({ config: hostile.config() }) : await Unprotected.start(() => {});
  const browser = await launch();
  const scene = { browser, server, hostile, isProtected };
  try {
    const visits = [];
    let requests = 0;
    for (let run = 0; requests < runs; run += 1) {
      const [visit] = await goThrough([WAYS[run % WAYS.length]], 1, (way) => once(scene, way, run));
      requests += visit.requests;
      visits.push(visit);
    }
    const [sent, kept] = [visits.filter((one) => one.sent.length), visits.filter((one) => one.kept.length)];
    const where = visits.filter((one) => one.sent.length || one.kept.length)
      .map((one) => `${one.way}: ${[...one.sent, ...one.kept].join(', ')}`);
    // The control has to do both, so that both would be seen.
    const isMissed = isProtected ? where.length > 0 : sent.length > 0 && kept.length > 0;
    return { figures: { requests, visits: visits.length, sent: sent.length, kept: kept.length, where }, isMissed };
  } finally {
    await browser.close();
    await server.close();
    await hostile.close();
  }
}

export const say = ({ requests, visits, sent, kept, where }) => `${requests} requests in ${visits} visits to a backend `
  + `that leads elsewhere: ${sent} visits sent a secret elsewhere, ${kept} left one in the browser`
  + where.map((one) => `\n  ${one}`).join('');

// Signing in on the site's own page, in a window of its own (OAuth 2), and several accounts.

import assert from 'node:assert/strict';
import { after, beforeEach, describe } from 'node:test';

import { loses, sees, until, useSite } from './harness.mjs';
import { AuthorizationServer } from './support/authorization.mjs';
import { Backend, comment, post } from './support/backend.mjs';

const THREAD = '/s/there/p/1';

/** A server and people who know how to sign in to it. */
function useAuthorization() {
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

const start = (visitor) => visitor.button(/^Continue at/).click();

/** Opens the window from the account page, and hands it out. */
async function opensWindow(visitor) {
  const opened = visitor.context.waitForEvent('page');
  await start(visitor);
  const popup = await opened;
  await popup.getByRole('link', { name: 'No' }).waitFor();
  return popup;
}

const agree = (popup, name) => popup.getByRole('link', { name: `Agree as ${name}` }).click();

async function signIn(visitor, name, { remember = false, another = false } = {}) {
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
async function held(visitor) {
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

describe('signing in on the site’s own page', () => {
  const { site, there } = useAuthorization();

  site.test('loses nothing of a reply that is half written, and the reply is sent as who signed in', async ({ open }) => {
    const visitor = await open({ path: THREAD });
    await visitor.page.evaluate(() => { globalThis.isTheSamePage = true; });
    await visitor.startReply('What do you think?');
    await visitor.write('Half a thought');
    await visitor.link('Sign in', visitor.composer).click();
    await sees(visitor.main.getByText(new URL(there.server.url).host).first());
    await sees(visitor.main.getByText('read write'));
    assert.equal(there.server.apps.size + there.server.asked.length, 0, 'nothing is sent before one has read to whom');
    const popup = await opensWindow(visitor);
    await sees(visitor.main.getByText('Go on in the other window'));
    assert.equal(await popup.locator('#opener').innerText(), 'null', 'the site has no way to this page');
    const [asked] = there.server.asked;
    assert.equal(asked.code_challenge_method, 'S256');
    assert.equal(asked.redirect_uri, `${site.server.url}/oauth.html`);
    const closed = popup.waitForEvent('close');
    await agree(popup, 'Ann');
    await sees(visitor.toast('Welcome, Ann.'));
    await closed;
    await sees(visitor.main.getByRole('heading', { name: 'A question' }));
    assert.equal(await visitor.page.evaluate(() => globalThis.isTheSamePage), true);
    await visitor.startReply('What do you think?');
    assert.equal(await visitor.editor.inputValue(), 'Half a thought');
    await sees(visitor.composer.getByText('as Ann'));
    await visitor.send();
    await sees(visitor.comment('Half a thought'));
    assert.deepEqual(there.server.taken, [{ as: 'Ann', body: 'Half a thought' }]);
    assert.deepEqual(await visitor.kept('baraza:session'), {}, 'the secret stays in memory');
    assert.ok(!(await held(visitor)).includes('secret-of-ann'));
  });

  site.test('makes the app known once, and each attempt has a state of its own', async ({ open }) => {
    const visitor = await open({ path: '/account' });
    await signIn(visitor, 'Ann');
    await signIn(visitor, 'Bob', { another: true });
    assert.equal(there.server.apps.size, 1);
    const states = there.server.asked.map(({ state, code_challenge: challenge }) => `${state} ${challenge}`);
    assert.equal(new Set(states).size, 2);
    await signIn(visitor, 'Ann', { another: true });
  });

  site.test('goes by a link where the browser holds windows back', async ({ open }) => {
    const visitor = await open({ path: null });
    await visitor.page.addInitScript(() => { globalThis.open = () => null; });
    await visitor.go('/account');
    await start(visitor);
    await sees(visitor.main.getByText('Your browser held the window back'));
    const opened = visitor.context.waitForEvent('page');
    await visitor.link('Open it').click();
    const tab = await opened;
    await agree(tab, 'Bob');
    await sees(visitor.toast('Welcome, Bob.'));
    if (!tab.isClosed()) {
      await tab.getByText('You can close this window').waitFor();
      assert.equal(new URL(tab.url()).search, '', 'the code does not stay in the address');
    }
  });

  site.test('says so when the window is closed, and goes on when it is opened again', async ({ open }) => {
    const visitor = await open({ path: '/account' });
    const popup = await opensWindow(visitor);
    await popup.close();
    await sees(visitor.main.getByText('The window is closed'));
    const opened = visitor.context.waitForEvent('page');
    await visitor.link('Open it again').click();
    await agree(await opened, 'Ann');
    await sees(visitor.toast('Welcome, Ann.'));
  });

  site.test('works where the site isolates its windows', async ({ open }) => {
    there.server.headers = { 'cross-origin-opener-policy': 'same-origin' };
    const visitor = await open({ path: '/account' });
    const popup = await opensWindow(visitor);
    await agree(popup, 'Ann');
    await sees(visitor.toast('Welcome, Ann.'));
  });

  site.test('ends after ten minutes without an answer, in words', async ({ open }) => {
    const visitor = await open({ path: null });
    await visitor.page.clock.install();
    await visitor.go('/account');
    const popup = await opensWindow(visitor);
    await visitor.page.clock.runFor(601_000);
    await until(async () => {
      await visitor.page.clock.runFor(60_000);
      return visitor.alert.getByText('That took too long').isVisible();
    }, 'the attempt ends');
    await agree(popup, 'Ann');
    await popup.getByText('Go back to the app').waitFor();
    assert.equal(there.server.tokens.size, 0);
  });

  site.test('can be cancelled, and an answer after that is not taken', async ({ open }) => {
    const visitor = await open({ path: '/account' });
    const popup = await opensWindow(visitor);
    const address = popup.url();
    await visitor.button('Cancel').click();
    await sees(visitor.button(/^Continue at/));
    const late = await visitor.context.newPage();
    await late.goto(address);
    await agree(late, 'Ann');
    await late.getByText('Go back to the app').waitFor();
    assert.equal(there.server.tokens.size, 0);
    await loses(visitor.toast('Welcome'));
  });

  site.test('takes an answer once: the same one again signs nobody in', async ({ open }) => {
    const visitor = await open({ path: '/account' });
    const popup = await opensWindow(visitor);
    const answers = [];
    visitor.context.on('request', (request) => { if (request.url().includes('/oauth.html?')) answers.push(request.url()); });
    await agree(popup, 'Ann');
    await sees(visitor.toast('Welcome, Ann.'));
    const exchanges = () => there.server.backend.requests.filter(({ path }) => path === '/token').length;
    assert.equal(exchanges(), 1);
    const again = await visitor.context.newPage();
    await again.goto(answers[0]);
    await again.getByText('Go back to the app').waitFor();
    assert.equal(new URL(again.url()).search, '');
    assert.equal(exchanges(), 1);
  });

  site.test('comes back to a page that leads nowhere else', async ({ open }) => {
    const visitor = await open({ path: '/account' });
    const evil = encodeURIComponent('https://evil.example/');
    for (const query of [`?next=${evil}&state=x`, `?redirect_uri=${evil}`, `?url=javascript:alert(1)&state=x`, `#${evil}`]) {
      const page = await visitor.context.newPage();
      await page.goto(`${site.server.url}/oauth.html${query}`);
      await page.locator(':is([data-case="waiting"], [data-case="nothing"]):not([hidden])').waitFor();
      assert.equal(new URL(page.url()).origin + new URL(page.url()).pathname, `${site.server.url}/oauth.html`);
      assert.equal(await page.locator('a, iframe, form').count(), 0);
      await page.close();
    }
  });

  const REFUSED = {
    'a no': { choose: 'No', words: 'Access was denied' },
    'an error in the server’s words': {
      spoil: (server) => { server.lies = { code: undefined, error: 'invalid_scope', error_description: 'no such scope' }; },
      words: /says: No such scope\./,
    },
    'another server (iss)': { spoil: (server) => { server.lies = { iss: 'https://evil.example' }; }, words: 'Somebody else answered' },
    'a name that is not the promised one (iss)': {
      spoil: (server) => { server.connectorIssuer = `${server.url}/id`; server.lies = { iss: server.url }; },
      words: 'Somebody else answered',
    },
    'a promised name kept back (iss)': {
      spoil: (server) => { server.connectorIssuer = `${server.url}/id`; },
      words: 'Somebody else answered',
    },
    'no code': { spoil: (server) => { server.lies = { code: undefined }; }, words: 'The answer makes no sense' },
    'a code of somebody else': { spoil: (server) => { server.lies = { code: 'injected' }; }, words: /The code is not good\./ },
    'a server that wants a weaker proof (plain)': { spoil: (server) => { server.wantsPlain = true; }, words: /must be plain/ },
    'a token endpoint that is down': { spoil: (server) => { server.token = () => 'reset'; }, words: /No answer|does not let other sites/ },
    'a token endpoint in trouble': {
      spoil: (server) => { server.token = () => ({ status: 503, body: { error: 'the disk is full' } }); },
      words: 'The server is in trouble',
    },
    'a token that is none': {
      spoil: (server) => { server.token = () => ({ body: { token_type: 'Bearer' } }); },
      words: 'The answer could not be read',
    },
  };

  for (const [what, { spoil = () => {}, choose = 'Agree as Ann', words }] of Object.entries(REFUSED)) {
    site.test(`refuses ${what}, in words`, async ({ open }) => {
      spoil(there.server);
      const visitor = await open({ path: '/account' });
      visitor.complaints.expectStatus(400, 404, 503);
      visitor.complaints.expectNoServer();
      const popup = await opensWindow(visitor);
      await popup.getByRole('link', { name: choose }).click();
      await sees(visitor.alert.getByText(words));
      await sees(visitor.alert.getByText(/Nobody was signed in, and nothing is lost\./));
      assert.deepEqual(await visitor.kept('baraza:session'), {});
      await sees(visitor.button('Try again'));
    });
  }

  site.test('does not take an answer with another state, which the window says', async ({ open }) => {
    there.server.lies = { state: 'x'.repeat(43) };
    const visitor = await open({ path: '/account' });
    const popup = await opensWindow(visitor);
    await agree(popup, 'Ann');
    await popup.getByText('Go back to the app').waitFor();
    assert.equal(there.server.backend.requests.filter(({ path }) => path === '/token').length, 0);
    await sees(visitor.main.getByText(/this page waits/i));
  });

  site.test('sends code and proof to no other origin: not by a redirect, nor by the connector', async ({ open }) => {
    const thief = await Backend.start();
    try {
      there.server.token = () => ({ status: 307, headers: { location: `${thief.url}/token` }, body: '' });
      const visitor = await open({ path: '/account' });
      visitor.complaints.expectStatus(404);
      visitor.complaints.expect(/redirect|ERR_FAILED|Failed to fetch|connect-src|content security policy/i);
      await agree(await opensWindow(visitor), 'Ann');
      await sees(visitor.alert.getByText(/Nobody was signed in/));
      assert.equal(thief.requests.length, 0);
      there.server.tokenAddress = `${thief.url}/token`;
      await visitor.reload();
      await start(visitor);
      await sees(visitor.alert.getByText('This source cannot be used'));
      assert.equal(thief.requests.length, 0);
    } finally {
      await thief.close();
    }
  });
});

describe('several accounts', () => {
  const { site, there } = useAuthorization();

  site.test('are listed, and one replies as the one that is chosen', async ({ open }) => {
    const visitor = await open({ path: THREAD });
    await signIn(visitor, 'Ann', { remember: true });
    await signIn(visitor, 'Bob', { another: true, remember: true });
    await visitor.link('Bob', visitor.page.getByRole('navigation', { name: 'Main' }).first()).click();
    await sees(visitor.main.getByText('You are commenting as Bob.'));
    await visitor.button('Comment as Ann').click();
    await sees(visitor.main.getByText('You are commenting as Ann.'));
    await visitor.button('Comment as Bob').click();
    await sees(visitor.main.getByText('You are commenting as Bob.'));
    await visitor.go(THREAD);
    await visitor.startReply('What do you think?');
    await sees(visitor.composer.getByText('You are commenting as'));
    await visitor.write('As the second.');
    await visitor.send();
    await sees(visitor.comment('As the second.'));
    assert.deepEqual(there.server.taken, [{ as: 'Bob', body: 'As the second.' }]);
  });

  site.test('are picked in the box for one reply, and the choice for the rest stays', async ({ open }) => {
    const visitor = await open({ path: THREAD });
    await signIn(visitor, 'Ann', { remember: true });
    await signIn(visitor, 'Bob', { another: true, remember: true });
    await visitor.go(THREAD);
    await visitor.startReply('What do you think?');
    const who = visitor.composer.getByRole('combobox', { name: 'Comment as' });
    const speaker = () => who.evaluate((select) => select.selectedOptions[0].textContent);
    assert.equal(await speaker(), 'Bob');
    await visitor.write('Said by the first.');
    await who.selectOption('Ann');
    await visitor.send();
    await sees(visitor.comment('Said by the first.'));
    await visitor.startReply('What do you think?');
    assert.equal(await speaker(), 'Bob');
    await visitor.write('Said by the second.');
    await visitor.send();
    await sees(visitor.comment('Said by the second.'));
    const taken = there.server.taken.map(({ as, body }) => [as, body]);
    assert.deepEqual(taken, [['Ann', 'Said by the first.'], ['Bob', 'Said by the second.']]);
  });

  site.test('do not speak for one another: who is signed out meanwhile signs in again', async ({ open }) => {
    const visitor = await open({ path: THREAD });
    visitor.complaints.expectStatus(401);
    await signIn(visitor, 'Ann', { remember: true });
    await signIn(visitor, 'Bob', { another: true, remember: true });
    await visitor.go(THREAD);
    await visitor.startReply('What do you think?');
    await visitor.composer.getByRole('combobox', { name: 'Comment as' }).selectOption('Ann');
    await visitor.write('Only as Ann.');
    for (const [token, name] of there.server.tokens) if (name === 'ann') there.server.tokens.delete(token);
    for (let again = 0; again < 2; again += 1) {
      await visitor.send();
      await sees(visitor.alert.getByText('Your sign-in is no longer valid'));
      assert.equal(await visitor.editor.inputValue(), 'Only as Ann.');
    }
    // One request, with the secret of Ann, which was refused; none as Bob.
    assert.deepEqual(there.server.taken.map(({ as }) => as), [undefined]);
    await visitor.go('/account');
    await sees(visitor.button('Sign in again as Ann'));
    await sees(visitor.main.getByText('You are commenting as Bob.'));
  });

  site.test('leave no trace when one of them is signed out, and the other stays', async ({ open }) => {
    const visitor = await open({ path: THREAD });
    await signIn(visitor, 'Ann', { remember: true });
    await signIn(visitor, 'Bob', { another: true, remember: true });
    await visitor.go('/account');
    assert.ok((await held(visitor)).includes('secret-of-bob'));
    await visitor.button('Sign out of Bob').click();
    await sees(visitor.main.getByText('You are commenting as Ann.'));
    await loses(visitor.toast('Signed out.'));
    const left = await held(visitor);
    assert.ok(!/secret-of-bob|Bob/.test(left.replaceAll('"body":"', '')), 'a trace of the account is left');
    assert.ok(left.includes('secret-of-ann'));
    await until(() => ![...there.server.tokens.values()].includes('bob'), 'the server was told');
    await visitor.button('Sign out of Ann').click();
    await sees(visitor.main.getByRole('heading', { name: 'Sign in' }));
    assert.deepEqual(await visitor.kept('baraza:session'), {});
  });

  site.test('stay in the list when a sign-in has ended, to be signed in to again', async ({ open }) => {
    const visitor = await open({ path: THREAD });
    visitor.complaints.expectStatus(401);
    await signIn(visitor, 'Ann', { remember: true });
    await visitor.go(THREAD);
    there.server.tokens.clear();
    await visitor.startReply('What do you think?');
    await visitor.write('Too late.');
    await visitor.send();
    await sees(visitor.alert.getByText('Your sign-in is no longer valid'));
    assert.ok(!(await held(visitor)).includes('secret-of-ann'), 'a secret that is good for nothing is not kept');
    await visitor.reload();
    await visitor.go('/account');
    await sees(visitor.main.getByText('Its sign-in has ended'));
    await sees(visitor.button('Sign in again as Ann'));
    const popup = await opensWindow(visitor);
    await agree(popup, 'Ann');
    await sees(visitor.toast('Welcome, Ann.'));
    await visitor.go('/account');
  });

  site.test('are found where one was kept by an earlier release', async ({ open }) => {
    there.server.tokens.set('old-token', 'ann');
    const visitor = await open({ path: null });
    const old = JSON.stringify({ auth: { token: 'old-token' }, account_id: '1', account_name: 'Ann', roles: [] });
    await visitor.page.addInitScript((text) => {
      if (!sessionStorage.seeded) localStorage.setItem('baraza:session:v1:there', text);
      sessionStorage.seeded = '1';
    }, old);
    await visitor.go('/account');
    await sees(visitor.main.getByText('You are commenting as Ann.'));
    await signIn(visitor, 'Bob', { another: true });
    assert.deepEqual(Object.keys(await visitor.kept('baraza:session')), ['baraza:session:v2:there']);
    await visitor.go('/account');
    await sees(visitor.main.getByText('You are commenting as Ann.'));
  });
});

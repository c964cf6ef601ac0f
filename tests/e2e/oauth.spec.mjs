// Signing in on the site's own page, in a window of its own (OAuth 2).

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { loses, sees, until } from './harness.mjs';
import { THREAD, useAuthorization, start, opensWindow, agree, signIn, held } from './support/authorize.mjs';
import { Backend } from './support/backend.mjs';

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

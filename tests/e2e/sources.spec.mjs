// Sources of one's own: added, arranged, changed, removed, shared, imported.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe } from 'node:test';

import { loses, root, sees, until, untilCount, useSite } from './harness.mjs';
import { Backend, post } from './support/backend.mjs';

const KEPT = 'baraza:sources:v1';

/** What is kept of the sources on the device. */
const kept = async (visitor) => JSON.parse((await visitor.kept(KEPT))[KEPT] ?? '{}');

const rows = (visitor) => visitor.main.locator('.sources > li');
const names = (visitor) => rows(visitor).locator('h2 a').allInnerTexts();
const row = (visitor, name) => rows(visitor).filter({ has: visitor.link(name, visitor.page) });

/** Chooses a preset and fills in the address of a backend. */
async function choose(visitor, title) {
  await visitor.go('/add');
  const isNamed = visitor.page.getByText(title, { exact: true });
  await visitor.main.locator('.preset', { has: isNamed }).first().click();
  await sees(visitor.main.getByRole('heading', { level: 2, name: title }));
}

async function add(visitor, { title = 'json-server', field = 'Address of the server', address, name }) {
  await choose(visitor, title);
  await visitor.main.getByLabel(field).fill(address);
  if (name) await visitor.main.getByLabel('Name', { exact: true }).fill(name);
  await visitor.button('Add this source').click();
  await sees(visitor.toast(/is added/));
  await visitor.arrives();
}

async function more(visitor, name) {
  await visitor.button(`More about ${name}`).click();
  await sees(visitor.button('Remove'));
}

describe('sources of one’s own', () => {
  let backend;
  let other;
  const site = useSite(async () => {
    [backend, other] = [await Backend.start(), await Backend.start()];
    // The page may read plain http where config.json names it; on https that needs no word.
    const config = backend.config();
    config.sources.push({ id: 'other', name: 'Another', connector: 'baraza', params: { site: other.url } });
    return { config };
  });
  after(() => Promise.all([backend.close(), other.close()]));

  const start = async (open, path = '/sources') => {
    for (const each of [backend, other]) each.clear();
    backend.posts = [post(1, { title: 'At the first' })];
    other.posts = [post(1, { title: 'At the other' })];
    const visitor = await open({ path });
    return visitor;
  };

  site.test('a preset is found by name, told an address, opened, and there after a reload', async ({ open }) => {
    const visitor = await start(open, '/add');
    await visitor.page.getByLabel('Find a kind by its name').fill('JSON-S');
    await untilCount(visitor.main.locator('.presets > li'), 1);
    assert.ok(await visitor.main.locator('.preset small').innerText(), 'it says what it is for');
    await visitor.main.getByRole('button', { name: /^json-server/ }).click();
    const address = visitor.main.getByLabel('Address of the server');
    await visitor.button('Add this source').click();
    await sees(visitor.main.getByText('Please enter an address.'));
    assert.equal(await address.getAttribute('aria-invalid'), 'true');
    await until(() => address.evaluate((field) => field === document.activeElement), 'the focus is on what is wrong');
    await address.fill('not an address');
    await sees(visitor.main.getByText(/This is no address/));
    await address.fill(other.url);
    await loses(visitor.main.getByText(/This is no address/));
    await sees(visitor.main.locator('.places').getByText(other.url));
    await visitor.main.getByLabel('Name', { exact: true }).fill('My Löcal list');
    await visitor.button('Add this source').click();
    await sees(visitor.link('At the other'));
    assert.equal(decodeURI(new URL(visitor.page.url()).pathname), '/s/my-löcal-list');
    await visitor.reload();
    await sees(visitor.link('At the other'));
    assert.deepEqual((await kept(visitor)).own, [{
      id: 'my-löcal-list', name: 'My Löcal list', connector: 'json-server', params: { site: other.url },
    }]);
    await visitor.go('/sources');
    assert.deepEqual(await names(visitor), ['Elsewhere', 'Another', 'My Löcal list']);
    await sees(row(visitor, 'My Löcal list').getByText(new URL(other.url).host));
  });

  site.test('without a name it is called by its host, and two of the same name have addresses of their own', async ({ open }) => {
    const visitor = await start(open);
    await add(visitor, { address: other.url });
    await add(visitor, { address: `${other.url}/` });
    const { host } = new URL(other.url);
    const { own } = await kept(visitor);
    assert.deepEqual(own.map(({ name }) => name), [host, host]);
    assert.deepEqual(own.map(({ id }) => id), [host, `${host}-2`].map((id) => id.replaceAll(/[.:]/g, '-')));
  });

  site.test('they are put in order by buttons and by keys, and the first is home', async ({ open }) => {
    const visitor = await start(open);
    assert.deepEqual(await names(visitor), ['Elsewhere', 'Another']);
    await visitor.button('Move Another up').click();
    await until(async () => (await names(visitor))[0] === 'Another', 'it has moved');
    await sees(row(visitor, 'Another').getByText('Home', { exact: true }));
    await sees(visitor.page.getByRole('status').getByText('Another is now 1 of 2.'));
    // At the end of the way up, the way down has the focus, of the same source.
    const focus = () => visitor.page.evaluate(() => document.activeElement.getAttribute('aria-label'));
    await until(async () => (await focus()) === 'Move Another down', 'the focus goes along');
    await visitor.page.keyboard.press('Alt+ArrowDown');
    await until(async () => (await names(visitor))[0] === 'Elsewhere', 'it has moved back');
    await until(async () => (await focus()) === 'Move Another up', 'the focus goes along again');
    await visitor.page.keyboard.press('Alt+ArrowUp');
    await until(async () => (await names(visitor))[0] === 'Another', 'it has moved once more');
    await visitor.go('/');
    await sees(visitor.link('At the other'));
    await visitor.reload();
    await sees(visitor.link('At the other'));
  });

  site.test('they are renamed and led elsewhere, and an account does not go along', async ({ open, api, server }) => {
    const account = await api.signUp();
    const visitor = await start(open);
    await add(visitor, { title: 'Baraza', field: 'Address of the site', address: '/', name: 'Mine' });
    await visitor.go('/s/mine/account');
    await visitor.signIn(account.name, account.password, { remember: true, from: 'here' });
    await visitor.go('/sources');
    await sees(row(visitor, 'Mine').getByText(`Signed in as ${account.name}`));
    await more(visitor, 'Mine');
    await visitor.button('Change').click();
    await visitor.main.getByLabel('Name', { exact: true }).fill('Ours');
    await visitor.button('Save').click();
    await sees(row(visitor, 'Ours').getByText(`Signed in as ${account.name}`));
    await more(visitor, 'Ours');
    await visitor.button('Change').click();
    await visitor.main.getByLabel('Address of the site').fill(other.url);
    await visitor.button('Save').click();
    await sees(row(visitor, 'Ours').getByText('Sign in', { exact: true }));
    assert.deepEqual(await visitor.kept('baraza:session'), {});
    await visitor.link('Ours', visitor.main).click();
    await sees(visitor.link('At the other'));
    assert.ok(other.requests.every(({ headers }) => !headers.authorization), 'no secret is sent to the new place');
    assert.ok(server.url);
    // The owner's are called something else here, but stay what they are.
    await visitor.go('/sources');
    await more(visitor, 'Another');
    assert.equal(await visitor.link('Check').getAttribute('href'), '/s/other/check');
    await visitor.button('Rename').click();
    assert.equal(await visitor.main.getByLabel('Address of the site').count(), 0);
    await visitor.main.getByLabel('Name', { exact: true }).fill('Renamed');
    await visitor.button('Save').click();
    await visitor.reload();
    assert.deepEqual(await names(visitor), ['Elsewhere', 'Renamed', 'Ours']);
  });

  site.test('one is removed, and comes back whole, with its account', async ({ open, api }) => {
    const account = await api.signUp();
    const visitor = await start(open);
    await add(visitor, { title: 'Baraza', field: 'Address of the site', address: '/', name: 'Mine' });
    await visitor.go('/s/mine/account');
    await visitor.signIn(account.name, account.password, { remember: true, from: 'here' });
    await visitor.go('/sources');
    await visitor.button('Move Mine up').click();
    await more(visitor, 'Mine');
    await visitor.button('Remove').click();
    await until(async () => (await names(visitor)).length === 2, 'it is gone');
    assert.deepEqual(await visitor.kept('baraza:session'), {}, 'its account is forgotten');
    // The offer outlives the page.
    await visitor.link('Settings', visitor.page.getByRole('navigation', { name: 'Main', exact: true })).click();
    await visitor.page.locator('.toasts').getByRole('button', { name: 'Undo' }).click();
    await visitor.go('/sources');
    assert.deepEqual(await names(visitor), ['Elsewhere', 'Mine', 'Another']);
    await sees(row(visitor, 'Mine').getByText(`Signed in as ${account.name}`));
  });

  site.test('one of the owner’s is put out of sight and brought back; the last one stays', async ({ open }) => {
    const visitor = await start(open);
    await more(visitor, 'Elsewhere');
    await visitor.button('Remove').click();
    await until(async () => (await names(visitor)).length === 1, 'it is out of sight');
    await visitor.reload();
    await sees(visitor.main.getByText('Removed here'));
    await more(visitor, 'Another');
    assert.ok(await visitor.button('Remove').isDisabled());
    await visitor.button('Bring back').click();
    await until(async () => (await names(visitor)).length === 2, 'it is back');
    assert.deepEqual(await names(visitor), ['Elsewhere', 'Another']);
  });

  const CONNECTOR = {
    format: 1,
    title: 'A tiny one',
    params: { site: { title: 'Where it is', kind: 'url' } },
    base: '{+site}',
    posts: { request: '{+base}/posts', map: { id: '@.id', title: '@.title', created: { op: 'time', in: '@.created_at' } } },
  };

  site.test('a connector is imported: what is wrong in it is listed, and a whole one is kept here', async ({ open }) => {
    const visitor = await start(open, '/add');
    const field = visitor.main.getByLabel('Connector file, as JSON');
    const broken = { ...CONNECTOR, titel: 'x', posts: { ...CONNECTOR.posts, map: { id: 'id' } } };
    await field.fill(JSON.stringify(broken));
    await visitor.button('Check and go on').click();
    await sees(visitor.alert);
    const problems = visitor.alert.locator('.problems > li');
    await untilCount(problems, 2);
    const [unknown] = await problems.filter({ hasText: '/titel' }).allInnerTexts();
    assert.match(unknown, /there is no key titel here/);
    assert.match(unknown, /did you mean title\?/);
    assert.match((await problems.filter({ hasText: '/posts/map/id' }).allInnerTexts()).join(), /not a selector/);
    assert.deepEqual(await visitor.kept('baraza:connector'), {}, 'nothing of it is kept');
    assert.match(await field.inputValue(), /titel/, 'what was pasted stays, to be mended');

    const file = { name: 'tiny.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(CONNECTOR)) };
    await visitor.main.getByLabel('Choose a file').setInputFiles(file);
    await sees(visitor.main.getByRole('heading', { name: 'A tiny one' }));
    await sees(visitor.main.getByText('A connector from outside'));
    await visitor.main.getByLabel('Where it is').fill(backend.url);
    await visitor.main.getByLabel('Name', { exact: true }).fill('Tiny');
    await visitor.button('Add this source').click();
    await sees(visitor.link('At the first'));
    await visitor.reload();
    await sees(visitor.link('At the first'));
    assert.deepEqual(Object.keys(await visitor.kept('baraza:connector')), ['baraza:connector:v1:tiny']);

    await visitor.go('/sources');
    await more(visitor, 'Tiny');
    const saved = async (button) => {
      const [download] = await Promise.all([visitor.page.waitForEvent('download'), visitor.button(button).click()]);
      return [download.suggestedFilename(), await readFile(await download.path(), 'utf8')];
    };
    const [name, text] = await saved('Save the connector');
    assert.deepEqual([name, JSON.parse(text)], ['tiny.json', CONNECTOR]);
    const [, entry] = await saved('Save for config.json');
    assert.deepEqual(JSON.parse(entry), {
      id: 'tiny', name: 'Tiny', connector: 'connectors/tiny.json', params: { site: backend.url },
    });

    await visitor.button('Remove').click();
    await until(async () => Object.keys(await visitor.kept('baraza:connector')).length === 0, 'its connector is gone');
    await visitor.page.locator('.toasts').getByRole('button', { name: 'Undo' }).click();
    await visitor.link('Tiny', visitor.main).click();
    await sees(visitor.link('At the first'));
  });

  site.test('a link hands one over: it asks first, warns, and says where requests go', async ({ open }) => {
    const visitor = await start(open);
    await add(visitor, { address: other.url, name: 'Shared list' });
    await visitor.go('/sources');
    await more(visitor, 'Shared list');
    const link = await until(() => visitor.page.getByLabel(/^Link to share it/).inputValue(), 'the link');
    assert.ok(link.startsWith(`${visitor.server.url}/add#`), link);

    const friend = await open({ path: null });
    await friend.go(link.slice(visitor.server.url.length));
    await sees(friend.main.getByText('Look at it before you add it'));
    await sees(friend.main.locator('.places').getByText(other.url));
    assert.equal(await friend.main.getByLabel('Address of the server').inputValue(), other.url);
    assert.equal(await friend.main.getByLabel('Name', { exact: true }).inputValue(), 'Shared list');
    assert.deepEqual(await friend.kept(KEPT), {}, 'nothing is added by opening it');
    await friend.button('Cancel').click();
    await sees(friend.main.getByText('Choose a kind'));
    assert.deepEqual(await friend.kept(KEPT), {});
    await friend.reload();
    await friend.button('Add this source').click();
    await sees(friend.link('At the other'));
    assert.equal((await kept(friend)).own[0].name, 'Shared list');
  });

  site.test('a link may bring a connector along, which is checked and warned of', async ({ open }) => {
    const visitor = await start(open, '/');
    const handOver = (shared) => `/add#${Buffer.from(JSON.stringify(shared)).toString('base64url')}`;
    const connector = JSON.stringify(CONNECTOR);
    await visitor.go(handOver({ name: 'Tiny', connector, params: { site: backend.url } }));
    await sees(visitor.main.getByText(/It decides which requests are sent, where they go/));
    await visitor.button('Add this source').click();
    await sees(visitor.link('At the first'));
    await visitor.go(handOver({ name: 'x', connector: '{"format": 1}', params: {} }));
    await visitor.reload();
    await sees(visitor.alert.getByText(/wrong in this file/));
    for (const damaged of ['/add#eyJuYW1lI', handOver({ name: 'x', connector: '../config' }), '/add#%7B%7D']) {
      await visitor.go(damaged);
      await visitor.reload();
      await sees(visitor.alert.getByText('This link cannot be used'));
    }
    assert.equal((await kept(visitor)).own.length, 1);
  });

  site.test('an address tells what it is of: the site is asked, and the form is filled in', async ({ open }) => {
    // How a forum is recognised here does not change with its connector.
    const visitor = await open({ path: null, serviceWorkers: 'block' });
    const detect = [{ get: '{+site}/about.json', expect: '$.about.version' }];
    const params = { site: { title: 'Address of the forum', kind: 'url' } };
    const index = [{ name: 'discourse', title: 'Discourse', about: 'A forum.', cors: 'opt_in', params, detect }];
    await visitor.context.route('**/connectors/index.json', (route) => route.fulfill({ json: index }));
    visitor.complaints.expectStatus(404);
    await visitor.go('/add');
    [backend, other].forEach((each) => each.clear());
    backend.fault = ({ path }) => (path === '/about.json'
      ? { body: { about: { version: '3.4' } } } : { status: 404, body: {} });
    const field = visitor.main.getByLabel('Address of a site or API');
    await field.fill('nonsense');
    await field.press('Enter');
    await sees(visitor.main.getByText(/This is no address/));
    await field.fill(`${backend.url}/t/a-topic/7`);
    await visitor.button('Find').click();
    await sees(visitor.main.getByRole('heading', { level: 2, name: 'Discourse' }));
    assert.equal(await visitor.main.locator('.places code').first().textContent(), backend.url);
    assert.ok(backend.requests.some(({ path }) => path === '/about.json'));
    // What its owner has to allow is a text to copy.
    await sees(visitor.main.getByText('Has to be allowed'));
    await sees(visitor.button('Copy the text'));
    await visitor.button('Cancel').click();
    backend.fault = () => ({ status: 404, body: {} });
    await field.fill(backend.url);
    await visitor.button('Find').click();
    await sees(visitor.main.getByText(/^Unknown: /));
    await sees(visitor.main.getByText('Choose a kind'));
    // Nobody else was asked anything.
    assert.equal(other.requests.length, 0);
  });

  site.test('each connector that comes with the app opens its form', async ({ open }) => {
    const index = JSON.parse(await readFile(join(root, 'public/connectors/index.json'), 'utf8'));
    const visitor = await start(open, '/add');
    await untilCount(visitor.main.locator('.presets > li'), index.length);
    for (const { title, params } of index) {
      await visitor.page.getByLabel('Find a kind by its name').fill(title);
      await visitor.main.locator('.preset', { has: visitor.page.getByText(title, { exact: true }) }).first().click();
      await sees(visitor.main.getByRole('heading', { level: 2, name: title, exact: true }));
      assert.equal(await visitor.main.locator('.source-form .field').count(), Object.keys(params).length + 1, title);
      await visitor.button('Cancel').click();
    }
  });
});

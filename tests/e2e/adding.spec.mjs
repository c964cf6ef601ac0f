// Sources: found out from an address, described by hand, handed on, arranged, merged.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, describe } from 'node:test';

import { loses, sees, until, untilCount, useSite } from './harness.mjs';
import { Backend, post } from './support/backend.mjs';
import { stories, wordpress } from './support/fakes.mjs';

const BLOG = [
  { id: 7, title: 'Why we moved', date: '2026-03-01T10:00:00', comments: ['Good for you.', 'And the old one?'] },
  { id: 8, title: 'A year later', date: '2026-01-01T10:00:00' },
];

const STORIES = [
  {
    id: 's1', title: 'Rain at last', kicker: 'Weather in the hills', date: '2026-02-03T04:05:06Z',
    text: 'It rained for three days, and the wells are full again. Nobody had expected that much.',
    comments: [{ id: 'c1', text: 'Here too, since Monday.' }, { id: 'c2', parent: 'c1', text: 'Where is that?' }],
  },
  {
    id: 's2', title: 'The bridge is open', kicker: 'Roads and rivers', date: '2026-02-01T04:05:06Z',
    text: 'After two years of work the bridge can be crossed, on foot at first. Cars have to wait.', comments: [],
  },
];

/** Backends, and an app whose own source is the first of them. Plain http has to be named to the app. */
function useBackends(...names) {
  const backends = {};
  const site = useSite(async () => {
    for (const name of names) backends[name] = await Backend.start();
    const also = Object.values(backends).map(({ url }) => url);
    const params = { site: backends.home.url };
    const source = { id: 'home', name: 'Home', connector: 'json-server', params, also };
    return { config: { name: 'Test', sources: [source] } };
  });
  after(() => Promise.all(Object.values(backends).map((backend) => backend.close())));
  const test = site.test;
  site.test = (name, body) => test(name, (given) => {
    Object.values(backends).forEach((backend) => backend.clear());
    backends.home.posts = [post('h1', { title: 'At home', created_at: '2026-02-01T00:00:00Z' })];
    return body({ ...given, ...backends });
  });
  return site;
}

/** Pastes an address into the form that finds out what is there. */
async function paste(visitor, address) {
  await visitor.page.getByLabel('Address of a site or API').fill(address);
  await visitor.button('Find').click();
}

/** Takes the form as it is. */
async function add(visitor, name) {
  if (name) await visitor.page.getByLabel('Name', { exact: true }).fill(name);
  await visitor.button('Add this source').click();
  await sees(visitor.toast(/is added\.$/));
  await visitor.arrives();
}

/** The row of a source on its page. */
const row = (visitor, name) => visitor.main.locator('.sources > li').filter({
  has: visitor.page.getByRole('heading', { name }),
});
const names = (visitor) => visitor.main.locator('.sources h2 a').allInnerTexts();
const more = async (visitor, name) => visitor.button(`More about ${name}`).click();

async function addWordPress(visitor, backend, name) {
  await visitor.go('/add');
  await paste(visitor, backend.url);
  await sees(visitor.main.getByRole('heading', { name: 'WordPress' }));
  await add(visitor, name);
}

/** Describes the stories and keeps them; ends at their posts. */
async function addStories(visitor, backend) {
  await visitor.go(`/describe#${encodeURIComponent(`${backend.url}/v1/stories`)}`);
  await visitor.button('Use this connector').click();
  await add(visitor, 'Stories');
}

describe('a source is added', () => {
  const site = useBackends('home', 'other');

  site.test('by the address of a WordPress: it is recognised, filled in and read', async ({ open, other }) => {
    other.fault = wordpress(BLOG);
    const visitor = await open({ path: '/sources' });
    await visitor.link('Add a source').click();
    await paste(visitor, other.url);
    await sees(visitor.main.getByRole('heading', { name: 'WordPress' }));
    assert.equal(await visitor.page.getByLabel('Address of the site').inputValue(), other.url);
    await visitor.main.getByText(/^One address was asked$/).click();
    await sees(visitor.main.getByText('/?rest_route=/'));
    await sees(visitor.main.locator('.places').getByText(other.url));
    await add(visitor);
    await untilCount(visitor.posts, 2);
    await visitor.openPost('Why we moved');
    await untilCount(visitor.comments, 2);
    await visitor.reload();
    await sees(visitor.comment('And the old one?'));
    assert.ok(other.requests.every(({ method, headers }) => method === 'GET' && !headers.cookie));
  });

  site.test('by the address of an unknown API: it is described, corrected and read', async ({ open, other }) => {
    other.fault = stories(STORIES);
    const visitor = await open({ path: '/add' });
    visitor.complaints.expectStatus(404);
    await paste(visitor, `${other.url}/v1/stories`);
    await sees(visitor.main.getByText(/^Unknown: this answers in JSON/));
    await visitor.main.getByText(/^\d addresses were asked$/).click();
    await sees(visitor.main.locator('.asked li').getByText('/v1/stories'));
    await visitor.link('Describe this API').click();
    const address = visitor.page.getByLabel('Address of a list of posts');
    await until(async () => (await address.inputValue()) === `${other.url}/v1/stories`, 'the address goes along');
    const preview = visitor.main.locator('.preview');
    await sees(preview.getByText('Rain at last'));
    assert.equal(await visitor.page.getByLabel(/^Title/).inputValue(), '@.title');
    await visitor.button('Pick a value for Title').click();
    await visitor.button(/Weather in the hills/).click();
    await sees(preview.getByText('Weather in the hills'));
    await loses(preview.getByText('Rain at last'));
    assert.equal(await visitor.page.getByLabel(/^Title/).inputValue(), '@.kicker');
    const focus = await visitor.page.evaluate(() => document.activeElement.getAttribute('aria-label'));
    assert.equal(focus, 'Pick a value for Title', 'the focus is back where one came from');
    await visitor.page.getByLabel(/^Title/).focus();
    await visitor.page.getByLabel(/^Title/).selectOption('@.title');
    await sees(preview.getByText('Rain at last'));
    assert.equal(await visitor.page.evaluate(() => document.activeElement.localName), 'select');
    await visitor.button('Pick a value for Title').click();
    await visitor.button(/Weather in the hills/).click();
    await visitor.button('Comments').click();
    await sees(preview.getByText('Here too, since Monday.'));
    await visitor.button('Use this connector').click();
    await add(visitor, 'Stories');
    const titles = ['Weather in the hills', 'Roads and rivers'];
    await until(async () => (await visitor.postTitles()).join() === titles.join(), 'the titles');
    await visitor.openPost('Weather in the hills');
    await untilCount(visitor.comments, 2);
    assert.equal(await visitor.comment('Where is that?').getAttribute('aria-level'), '2');
    await visitor.reload();
    await sees(visitor.comment('Here too, since Monday.'));
    assert.ok(other.requests.every(({ method }) => method === 'GET'), 'nothing is written while guessing');
  });

  site.test('by choosing its kind from the list', async ({ open, other }) => {
    other.posts = [post('o1', { title: 'From the list' })];
    const visitor = await open({ path: '/add' });
    await visitor.page.getByLabel('Find a kind by its name').fill('JSON-S');
    await visitor.button(/^json-server/).click();
    await visitor.button('Add this source').click();
    await sees(visitor.main.getByText('Please enter an address.'));
    await visitor.page.getByLabel(/^Address/).fill(other.url);
    await add(visitor, 'Chosen');
    await sees(visitor.link('From the list'));
    await visitor.go('/sources');
    assert.deepEqual(await names(visitor), ['Home', 'Chosen']);
  });

  site.test('by a link or by a file that somebody else has made of it', async ({ open, other }) => {
    other.fault = stories(STORIES);
    const visitor = await open({ path: null, permissions: ['clipboard-read', 'clipboard-write'] });
    visitor.complaints.expectStatus(404);
    await addStories(visitor, other);
    await visitor.go('/sources');
    await more(visitor, 'Stories');
    const field = visitor.page.getByLabel(/^Link to share it/);
    const link = await until(() => field.inputValue(), 'the link');
    await visitor.button('Copy').click();
    await sees(visitor.toast('The link is copied.'));
    assert.equal(await visitor.page.evaluate(() => navigator.clipboard.readText()), link);
    const download = visitor.page.waitForEvent('download');
    await visitor.button('Save the connector').click();
    const file = await (await download).path();
    assert.equal(JSON.parse(await readFile(file, 'utf8')).format, 1);

    const follower = await open({ path: link.slice(visitor.server.url.length) });
    await sees(follower.main.getByText('Look at it before you add it'));
    await sees(follower.main.locator('.places').getByText(other.url));
    assert.deepEqual(await follower.kept('baraza:sources'), {}, 'nothing is added before one says so');
    await add(follower);
    await follower.openPost('Rain at last');
    await untilCount(follower.comments, 2);

    const importer = await open({ path: '/add' });
    await importer.page.locator('input[type=file]').setInputFiles(file);
    await sees(importer.main.getByText('A connector from outside'));
    await add(importer, 'From a file');
    await importer.openPost('The bridge is open');
    await importer.go('/sources');
    assert.deepEqual(await names(importer), ['Home', 'From a file']);
  });

  site.test('only if there is something to add: what is wrong is said', async ({ open, other }) => {
    other.fault = () => ({ status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>no</h1>' });
    const visitor = await open({ path: '/add' });
    visitor.complaints.expect(/status of 404|ERR_|CORS|Failed to load/);
    await paste(visitor, 'no address');
    await sees(visitor.main.getByText(/^This is no address/));
    await paste(visitor, other.url);
    await sees(visitor.main.getByText(/^Unknown: the site does not say/));
    await paste(visitor, 'https://nobody.example');
    await sees(visitor.main.getByText(/^There is no answer/));
    await visitor.page.getByLabel('Connector file, as JSON').fill('{"formt": 1}');
    await visitor.button('Check and go on').click();
    await sees(visitor.alert.getByText(/wrong in this file/));
    await sees(visitor.alert.getByText('/formt'));
    const damaged = await open({ path: '/add#eyJuYW1lIjoi' });
    await sees(damaged.main.getByText('This link cannot be used'));
    const describing = await open({ path: `/describe#${encodeURIComponent(`${other.url}/x`)}` });
    describing.complaints.expectStatus(404);
    await sees(describing.alert);
  });
});

describe('sources are arranged', () => {
  const site = useBackends('home', 'blog', 'diary');

  site.test('in another order, which stays, by button and by key', async ({ open, blog, diary }) => {
    blog.fault = wordpress(BLOG);
    diary.fault = wordpress(BLOG);
    const visitor = await open({ path: null });
    await addWordPress(visitor, blog, 'Blog');
    await addWordPress(visitor, diary, 'Diary');
    await visitor.go('/sources');
    assert.deepEqual(await names(visitor), ['Home', 'Blog', 'Diary']);
    await visitor.button('Move Blog up').click();
    await until(async () => (await names(visitor)).join() === 'Blog,Home,Diary', 'the blog is first');
    await sees(row(visitor, 'Blog').locator('.badge', { hasText: 'Home' }));
    await until(
      () => visitor.page.evaluate(() => document.activeElement.getAttribute('aria-label') === 'Move Blog down'),
      'the focus goes along',
    );
    await visitor.page.keyboard.press('Alt+ArrowDown');
    await visitor.page.keyboard.press('Alt+ArrowDown');
    await until(async () => (await names(visitor)).join() === 'Home,Diary,Blog', 'the blog is last');
    await visitor.reload();
    assert.deepEqual(await names(visitor), ['Home', 'Diary', 'Blog']);
  });

  site.test('under other names, removed, and brought back', async ({ open, blog }) => {
    blog.fault = wordpress(BLOG);
    const visitor = await open({ path: null });
    await addWordPress(visitor, blog, 'Blog');
    await visitor.go('/sources');
    await more(visitor, 'Blog');
    await visitor.button('Change').click();
    await visitor.page.getByLabel('Name', { exact: true }).fill('مدونة الجيران');
    await visitor.button('Save').click();
    await sees(visitor.toast('Saved.'));
    await until(async () => (await names(visitor)).join() === 'Home,مدونة الجيران', 'the new name');
    await more(visitor, 'Home');
    await visitor.button('Rename').click();
    await visitor.page.getByLabel('Name', { exact: true }).fill('Hearth');
    await visitor.button('Save').click();
    await until(async () => (await names(visitor)).join() === 'Hearth,مدونة الجيران', 'the other name');

    await more(visitor, 'مدونة الجيران');
    await visitor.button('Remove').click();
    await untilCount(visitor.main.locator('.sources > li'), 1);
    await visitor.page.locator('.toasts').getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await names(visitor)).join() === 'Hearth,مدونة الجيران', 'as before');
    await visitor.link('مدونة الجيران').click();
    await untilCount(visitor.posts, 2);

    await visitor.go('/sources');
    await more(visitor, 'Hearth');
    await visitor.button('Remove').click();
    await untilCount(visitor.main.locator('.sources > li'), 1);
    await visitor.reload();
    assert.deepEqual(await names(visitor), ['مدونة الجيران']);
    await visitor.button('Bring back').click();
    await untilCount(visitor.main.locator('.sources > li'), 2);
  });

  site.test('each with its own account', async ({ open, blog, diary }) => {
    blog.fault = wordpress(BLOG, 'ada:abcd efgh');
    diary.fault = wordpress(BLOG, 'bob:ijkl mnop');
    const visitor = await open({ path: null });
    visitor.complaints.expectStatus(401);
    await addWordPress(visitor, blog, 'Blog');
    await addWordPress(visitor, diary, 'Diary');
    await visitor.go('/sources');
    await visitor.link('Sign in', row(visitor, 'Blog')).click();
    await visitor.page.getByLabel('Name or e-mail').fill('ada');
    await visitor.page.getByLabel('Application password').fill('abcd efgh');
    await visitor.main.locator('form').getByRole('button', { name: 'Sign in' }).click();
    await sees(visitor.toast(/Welcome, ada/));
    await visitor.page.getByRole('link', { name: 'Manage sources' }).click();
    await sees(visitor.link(/Signed in as.*ada/, row(visitor, 'Blog')));
    await sees(visitor.link('Sign in', row(visitor, 'Diary')));
    blog.requests.length = 0;
    await visitor.link('Diary').click();
    await untilCount(visitor.posts, 2);
    await visitor.page.getByRole('link', { name: 'Manage sources' }).click();
    await visitor.link('Blog').click();
    await untilCount(visitor.posts, 2);
    assert.ok(diary.requests.every(({ headers }) => !headers.authorization), 'no account goes elsewhere');
  });

  site.test('and merged at home, newest first', async ({ open, blog }) => {
    blog.fault = wordpress(BLOG);
    const visitor = await open({ path: null });
    await addWordPress(visitor, blog, 'Blog');
    await visitor.go('/');
    assert.deepEqual(await visitor.postTitles(), ['At home']);
    await visitor.go('/sources');
    await visitor.button('All, newest first').click();
    await visitor.go('/');
    await untilCount(visitor.posts, 3);
    assert.deepEqual(await visitor.postTitles(), ['Why we moved', 'At home', 'A year later']);
    assert.deepEqual(await visitor.main.locator('.merged .from').allInnerTexts(), ['Blog', 'Home', 'Blog']);
    blog.fault = () => ({ status: 503, body: {} });
    visitor.complaints.expectStatus(503);
    await visitor.reload();
    await sees(visitor.alert.getByText(/^Blog:/));
    assert.deepEqual(await visitor.postTitles(), ['At home'], 'the others are read all the same');
    blog.fault = wordpress(BLOG);
    await visitor.button('Try again').click();
    await untilCount(visitor.posts, 3);
  });
});

describe('an app that is locked to one source', () => {
  let backend;
  const site = useSite(async () => {
    backend = await Backend.start();
    return { config: backend.config('json-server', { locked: true }) };
  });
  after(() => backend.close());

  site.test('has no way to others, by address neither, and asks nobody', async ({ open }) => {
    backend.posts = [post('p1', { title: 'The only one' })];
    const visitor = await open();
    await sees(visitor.link('The only one'));
    assert.equal(await visitor.page.getByRole('link', { name: /sources/i }).count(), 0);
    backend.requests.length = 0;
    const shared = { name: 'Evil', connector: 'json-server', params: { site: backend.url } };
    const handed = Buffer.from(JSON.stringify(shared)).toString('base64url');
    const api = encodeURIComponent(`${backend.url}/posts`);
    for (const path of ['/sources', '/add', `/add#${handed}`, '/describe', `/describe#${api}`]) {
      const other = await open({ path });
      await sees(other.main.getByRole('heading', { name: 'The sources are fixed here' }));
      assert.equal(await other.main.getByRole('textbox').count(), 0, path);
    }
    assert.deepEqual(backend.requests.map(({ path }) => path), []);
  });
});

// Any backend: a plain JSON server is read and written through its connector, and one that answers
// with anything but what was asked is told in words, in a page that goes on working.

import assert from 'node:assert/strict';
import { after, describe } from 'node:test';

import { sees, until, untilCount, useSite } from './harness.mjs';
import { Backend, comment, post } from './support/backend.mjs';

describe('a plain JSON server', () => {
  let backend;
  const site = useSite(async () => {
    backend = await Backend.start();
    return { config: backend.config('json-server') };
  });
  after(() => backend.close());

  site.test('is read as a list and as a thread, and takes a comment', async ({ open }) => {
    backend.clear();
    backend.thread({ id: '7', title: 'From a file', body: 'Nothing but JSON.', author: 'Ada' }, [
      { id: 1, postId: '7', body: 'The first.', author: 'Bob' },
      { id: 2, postId: '7', parentId: 1, body: 'An answer.', author: 'Cid' },
    ]);
    const visitor = await open();
    await visitor.openPost('From a file');
    await untilCount(visitor.comments, 2);
    assert.equal(await visitor.comment('An answer.').getAttribute('aria-level'), '2');
    await visitor.startReply('The first.');
    await visitor.write('Mine.');
    await visitor.send();
    await sees(visitor.comment('Mine.'));
    const sent = backend.requests.find(({ method }) => method === 'POST');
    assert.equal(sent.path, '/comments');
    const { postId, parentId, body } = JSON.parse(sent.text);
    assert.deepEqual([String(postId), String(parentId), body], ['7', '1', 'Mine.']);
    assert.equal(sent.headers.cookie, undefined);
    assert.equal(sent.headers.referer, undefined);
  });
});

describe('a backend that answers wrongly', () => {
  let backend;
  const site = useSite(async () => {
    backend = await Backend.start();
    return { config: backend.config() };
  });
  after(() => backend.close());

  const items = (...all) => JSON.stringify({ items: all, next: null });

  const WRONG = {
    'a page of HTML': { body: '<!doctype html><h1>It works!</h1>', headers: { 'content-type': 'text/html' } },
    'nothing at all': { body: '' },
    'half an answer': { body: items(post(1)).slice(0, 60) },
    'no JSON': { body: 'Error: ENOENT' },
    'a failure of the server': { status: 500, body: { title: 'the disk is full' } },
    'a failure in HTML': { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' },
    'that it is too busy': { status: 503, headers: { 'retry-after': '7' }, body: '' },
    'that it was asked too often': { status: 429, headers: { 'retry-after': '7' }, body: {} },
    'that one has to sign in': { status: 401, body: { title: 'who are you', code: 'sign_in_required' } },
    'that nobody may': { status: 403, body: { title: 'not for you', code: 'forbidden' } },
    'with a lost connection': 'reset',
  };

  for (const [name, answer] of Object.entries(WRONG)) {
    site.test(`${name}: is told in words, and the next try works`, async ({ open }) => {
      backend.clear();
      backend.posts = [post('fine', { title: 'All is well' })];
      backend.fault = () => answer;
      const visitor = await open({ path: null });
      visitor.complaints.expect(/Failed to load resource|ERR_/);
      await visitor.go('/');
      await sees(visitor.alert);
      const words = await visitor.alert.innerText();
      assert.doesNotMatch(words, /undefined|null|\[object|panicked|Error:|<html/, words);
      assert.match(words, /\.$|again|Sign in/i);
      backend.fault = () => undefined;
      const again = visitor.button('Try again');
      if (await again.isVisible()) await again.click();
      else await visitor.reload();
      await sees(visitor.link('All is well'));
    });
  }

  site.test('in single records: those are left out, and the rest is shown and counted', async ({ open }) => {
    backend.clear();
    const broken = [null, 17, 'post', [], {}, { id: null, title: 'x' }, { id: {}, title: [] }];
    backend.fault = ({ path }) => (path.endsWith('/posts')
      ? { body: { items: [post(1, { title: 'Whole' }), ...broken, post(2, { title: 'Also whole' })], next: null } }
      : undefined);
    const visitor = await open();
    await untilCount(visitor.posts, 2);
    assert.deepEqual(await visitor.postTitles(), ['Whole', 'Also whole']);
    await sees(visitor.main.getByText(/could not be read and are left out/));
  });

  site.test('in single fields: whatever they hold, the post is shown', async ({ open }) => {
    backend.clear();
    const odd = [null, true, -1, 1e308, '', ' ', '\u0000', 'not a date', [], {}, [[]], { a: { b: 1 } }];
    const fields = Object.keys(post(1)).filter((field) => !['id', 'title'].includes(field));
    backend.posts = odd.flatMap((value, which) => fields.map(
      (field, index) => post(`${which}-${index}`, { title: `${field} ${which}`, [field]: value }),
    ));
    const visitor = await open();
    await untilCount(visitor.posts, backend.posts.length);
    const threads = ['body', 'author', 'created_at', 'tags', 'can'].map((field) => `${field} 9`);
    for (const title of threads) {
      await visitor.openPost(title);
      await visitor.page.goBack();
      await untilCount(visitor.posts, backend.posts.length);
    }
  });

  site.test('about who answers whom: circles and lost parents are shown too', async ({ open }) => {
    backend.clear();
    const parents = { a: 'b', b: 'a', c: 'c', d: 'nobody', e: null, f: 'e', g: '', h: 'f' };
    backend.thread(post('knot'), Object.entries(parents).map(
      ([id, parent_id]) => comment(id, 'knot', { parent_id, body: `This is ${id}.` }),
    ));
    const visitor = await open({ path: '/s/there/p/knot' });
    await untilCount(visitor.comments, 8);
    for (const id of Object.keys(parents)) await sees(visitor.comment(`This is ${id}.`));
  });

  site.test('with identifiers of any kind: each leads to its own place', async ({ open }) => {
    backend.clear();
    const ids = ['a/b', 'a%2Fb', 'a b', '?x=1#y', 'ü☃', '"><img>', "'", '\\', '0', 'c-1', '__proto__'];
    for (const id of ids) {
      backend.thread(post(id, { title: `The one called ${id}` }), [
        comment(id, id, { body: `Said under ${id}`, format: 'text' }),
      ]);
    }
    const visitor = await open();
    for (const id of ids) {
      await visitor.openPost(`The one called ${id}`);
      await untilCount(visitor.comments, 1);
      assert.equal(await visitor.comments.locator('.prose').textContent(), `Said under ${id}`);
      await visitor.comments.locator('a.when').click();
      await until(() => visitor.page.url().includes('/c/'), 'the address of the comment');
      await visitor.reload();
      await sees(visitor.comment(`Said under ${id}`));
      assert.equal(await visitor.comments.first().getAttribute('data-target'), '', id);
      await visitor.go('/');
    }
  });

  site.test('with a next page that leads in circles: it ends, and nothing comes twice', async ({ open }) => {
    backend.clear();
    backend.fault = ({ path }) => (path.endsWith('/posts')
      ? { body: { items: [post(1), post(2)], next: 'again' } } : undefined);
    const visitor = await open();
    await untilCount(visitor.posts, 2);
    for (let times = 0; times < 3 && await visitor.button('Show more').isVisible(); times += 1) {
      await visitor.button('Show more').click();
      await visitor.arrives();
    }
    assert.equal(await visitor.posts.count(), 2);
  });
});

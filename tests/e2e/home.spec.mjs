// Home with all sources as one list, and an app whose owner has fixed the sources.

import assert from 'node:assert/strict';
import { after, describe } from 'node:test';

import { loses, sees, untilCount, useSite } from './harness.mjs';
import { Backend, post } from './support/backend.mjs';

const KEPT = 'baraza:sources:v1';

describe('home with all sources', () => {
  let backends;
  const site = useSite(async () => {
    backends = await Promise.all([Backend.start(), Backend.start(), Backend.start()]);
    const sources = backends.map(({ url }, index) => (
      { id: `s${index}`, name: ['One', 'Two', 'Three'][index], connector: 'baraza', params: { site: url } }));
    return { config: { name: 'Test', sources } };
  });
  after(() => Promise.all(backends.map((backend) => backend.close())));

  const at = (day) => `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`;

  const prepare = async (open) => {
    backends.forEach((backend) => backend.clear());
    const fill = (which, days) => {
      backends[which].posts = days.map((day) => post(day, { title: `${'ABC'[which]}${day}`, created_at: at(day) }));
    };
    fill(0, [9, 5, 2]);
    fill(1, [8, 7, 1]);
    fill(2, [6]);
    return open({ path: '/sources' });
  };

  site.test('shows them as one list by time, with the source of each, and stays so', async ({ open }) => {
    const visitor = await prepare(open);
    await visitor.button('All, newest first').click();
    await visitor.go('/');
    await untilCount(visitor.posts, 7);
    assert.deepEqual(await visitor.postTitles(), ['A9', 'B8', 'B7', 'C6', 'A5', 'A2', 'B1']);
    const from = await visitor.main.locator('.merged .from').allInnerTexts();
    assert.deepEqual(from, ['One', 'Two', 'Two', 'Three', 'One', 'One', 'Two']);
    await visitor.openPost('C6');
    assert.match(visitor.page.url(), /\/s\/s2\/p\/6$/);
    await visitor.page.goBack();
    await untilCount(visitor.posts, 7);
    await visitor.go('/sources');
    await visitor.button('The first source').click();
    await visitor.go('/');
    await untilCount(visitor.posts, 3);
  });

  site.test('says of each that fails what is the matter, and shows the others', async ({ open }) => {
    const visitor = await prepare(open);
    visitor.complaints.expect(/Failed to load resource|ERR_/);
    await visitor.button('All, newest first').click();
    backends[1].fault = () => ({ status: 500, body: { title: 'the disk is full' } });
    await visitor.go('/');
    await untilCount(visitor.posts, 4);
    assert.deepEqual(await visitor.postTitles(), ['A9', 'C6', 'A5', 'A2']);
    await sees(visitor.alert.getByText('Two: The server is in trouble'));
    await sees(visitor.alert.getByText(/The disk is full/));
    backends[1].fault = () => undefined;
    await visitor.button('Try again').click();
    await untilCount(visitor.posts, 7);
    assert.deepEqual(await visitor.postTitles(), ['A9', 'B8', 'B7', 'C6', 'A5', 'A2', 'B1']);
    await loses(visitor.alert);
  });

  site.test('reads on where it has to, and nothing that shows moves', async ({ open }) => {
    const visitor = await prepare(open);
    // The first list comes in two pages, and its second has posts between those of the others.
    backends[0].fault = ({ path, query }) => {
      if (!path.endsWith('/posts')) return undefined;
      const all = backends[0].posts;
      const isSecond = query.get('cursor') === 'second' || [...query.values()].includes('second');
      return { body: isSecond ? { items: all.slice(1), next: null } : { items: all.slice(0, 1), next: 'second' } };
    };
    await visitor.button('All, newest first').click();
    await visitor.go('/');
    await untilCount(visitor.posts, 1);
    assert.deepEqual(await visitor.postTitles(), ['A9']);
    await visitor.button('Show more').click();
    await untilCount(visitor.posts, 7);
    assert.deepEqual(await visitor.postTitles(), ['A9', 'B8', 'B7', 'C6', 'A5', 'A2', 'B1']);
    await loses(visitor.button('Show more'));
  });
});

describe('sources that are fixed', () => {
  let backend;
  const site = useSite(async () => {
    backend = await Backend.start();
    return { config: backend.config('baraza', { locked: true }) };
  });
  after(() => backend.close());

  site.test('leave no way to add one, and no link to it', async ({ open }) => {
    backend.posts = [post(1, { title: 'All there is' })];
    const visitor = await open({ path: null });
    await visitor.go('/settings');
    // What was kept before they were fixed does not count.
    await visitor.page.evaluate((key) => localStorage.setItem(key, JSON.stringify({
      own: [{ id: 'mine', name: 'Mine', connector: 'baraza', params: { site: '/' } }], hidden: ['there'], merged: true,
    })), KEPT);
    for (const path of ['/', '/settings']) {
      await visitor.go(path);
      assert.equal(await visitor.page.locator('a[href="/sources"], a[href="/add"]').count(), 0, path);
    }
    await visitor.go('/');
    await sees(visitor.link('All there is'));
    for (const path of ['/sources', '/add', '/add#eyJuYW1lIjoieCIsImNvbm5lY3RvciI6ImJhcmF6YSJ9']) {
      await visitor.go(path);
      await sees(visitor.main.getByText('The sources are fixed here'));
      assert.equal(await visitor.main.getByRole('textbox').count(), 0);
    }
    await visitor.go('/s/mine');
    await sees(visitor.main.getByText('No such source'));
  });
});

// What people do most: look through the posts, open one, read what was answered.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { Api, Server, loses, sees, until, untilCount, useSite } from './harness.mjs';

const isRetold = (post) => post.lang === 'en' && post.comment_count > 10;

describe('the list of posts', () => {
  const site = useSite();

  site.test('shows every post of the sample once, in any script', async ({ api, open }) => {
    const visitor = await open();
    const titles = (await api.posts('&sort=active')).map((post) => post.title);
    assert.ok(titles.length >= 8);
    await untilCount(visitor.posts, titles.length);
    assert.deepEqual(await visitor.postTitles(), titles);
    assert.ok(titles.some((title) => /\p{Script=Arabic}/u.test(title)));
    assert.ok(titles.some((title) => /\p{Script=Devanagari}/u.test(title)));
  });

  site.test('comes in the order that was chosen, and the address says which', async ({ api, open }) => {
    const visitor = await open();
    const orders = visitor.main.getByRole('navigation', { name: 'Order of the posts' });
    for (const [title, sort] of [['New', 'new'], ['Top', 'top'], ['Active', 'active']]) {
      const expected = (await api.posts(`&sort=${sort}`)).map((post) => post.title);
      await visitor.link(title, orders).click();
      await until(async () => (await visitor.postTitles()).join() === expected.join(), `the order ${title}`);
      assert.equal(new URL(visitor.page.url()).searchParams.get('sort'), sort);
      assert.equal(await visitor.link(title, orders).getAttribute('aria-current'), 'true');
    }
    await visitor.go('/?sort=top');
    const top = (await api.posts('&sort=top')).map((post) => post.title);
    assert.deepEqual(await visitor.postTitles(), top);
  });

  site.test('can be narrowed to a tag and widened again', async ({ api, open }) => {
    const all = await api.posts();
    const [tag] = all.find((post) => post.tags.length > 0).tags;
    const tagged = all.filter((post) => post.tags.includes(tag)).map((post) => post.title);
    const visitor = await open();
    await visitor.main.getByRole('link', { name: tag, exact: true }).first().click();
    await sees(visitor.main.getByText(`Tagged ${tag}`));
    await untilCount(visitor.posts, tagged.length);
    assert.deepEqual((await visitor.postTitles()).sort(), tagged.sort());
    await visitor.link('Show all').click();
    await untilCount(visitor.posts, all.length);
  });

  site.test('opens the post of a title, on a phone too', async ({ api, open }) => {
    const post = await api.find(isRetold);
    for (const device of ['phone', 'desktop']) {
      const visitor = await open({ device });
      await visitor.openPost(post.title);
      assert.match(new URL(visitor.page.url()).pathname, new RegExp(`/p/${post.id}$`));
      assert.equal(await visitor.page.title(), `${post.title} · Baraza`);
      assert.equal(await visitor.overflows(), 0, device);
    }
  });
});

describe('a long list of posts', () => {
  const site = useSite();

  site.test('goes on where it stopped until every post has come once', async ({ api, open }) => {
    const author = await api.signUp();
    for (let number = 1; number <= 33; number += 1) {
      await author.createPost(`Post number ${number}`, `The text of number ${number}.`);
    }
    const expected = (await api.posts('&sort=active')).map((post) => post.title);
    assert.ok(expected.length > 40);
    const visitor = await open();
    const more = visitor.button('Show more');
    let shown = await visitor.posts.count();
    assert.ok(shown < expected.length);
    while (await more.isVisible()) {
      await more.click();
      await until(async () => (await visitor.posts.count()) > shown, 'more posts come');
      await visitor.arrives();
      shown = await visitor.posts.count();
    }
    assert.deepEqual(await visitor.postTitles(), expected);
  });

  for (const device of ['phone', 'desktop']) {
    site.test(`is where it was left after Back, on a ${device}`, async ({ open }) => {
      const visitor = await open({ device });
      await visitor.button('Show more').click();
      await until(async () => (await visitor.posts.count()) > 30, 'more posts come');
      const far = visitor.posts.nth(27);
      await far.scrollIntoViewIfNeeded();
      await visitor.page.mouse.wheel(0, 300);
      const before = await settled(visitor);
      assert.ok(before > 1000);
      const link = visitor.posts.getByRole('heading', { level: 2 }).getByRole('link');
      const inView = await firstInView(link);
      await inView.click();
      await sees(visitor.main.getByRole('heading', { level: 1, name: /./ }).first());
      await until(async () => (await visitor.offset()) < 200, 'a post opens at its top');
      await visitor.page.goBack();
      await until(async () => Math.abs((await visitor.offset()) - before) <= 2, `back at ${before}`);
      assert.ok(Math.abs((await settled(visitor)) - before) <= 2);
    });
  }
});

/** The offset once the page has stopped moving. */
async function settled(visitor) {
  let last = -1;
  return until(async () => {
    const now = await visitor.offset();
    const same = now === last && now > 0;
    last = now;
    return same && now;
  }, 'the page stops moving');
}

async function firstInView(links) {
  for (const link of await links.all()) {
    const box = await link.boundingBox();
    if (box && box.y > 120 && box.y < 600) return link;
  }
  throw new Error('no title is in view');
}

describe('finding', () => {
  const site = useSite();

  site.test('works in several scripts and says when there is nothing', async ({ api, open }) => {
    const visitor = await open({ path: '/search' });
    await sees(visitor.main.getByText('What are you looking for?'));
    const field = visitor.main.getByRole('searchbox');
    const posts = await api.posts();
    for (const lang of ['ar', 'hi', 'sw', 'es', 'fr', 'pt', 'en']) {
      const { title } = posts.find((post) => post.lang === lang && post.title.split(' ').length > 2);
      const word = title.split(/[\s,:.،]+/).sort((a, b) => b.length - a.length)[0];
      await field.fill(word);
      await visitor.button('Search').click();
      await sees(visitor.link(title));
      assert.equal(new URL(visitor.page.url()).searchParams.get('q'), word);
    }
    await field.fill('zyzzyvaquux');
    await field.press('Enter');
    await sees(visitor.main.getByText('Nothing found'));
    assert.equal(await visitor.posts.count(), 0);
  });

  site.test('keeps its words in the address and takes any of them', async ({ open }) => {
    for (const words of ['visa', '" OR *', "'); DROP TABLE posts; --", '<b>', '100%', 'a AND', '𝒳🙂']) {
      const visitor = await open({ path: `/search?q=${encodeURIComponent(words)}` });
      assert.equal(await visitor.main.getByRole('searchbox').inputValue(), words);
      await sees(visitor.main.getByText('Nothing found').or(visitor.posts.first()));
    }
  });
});

describe('when there is nothing to show', () => {
  const site = useSite({ flags: ['--no-sample'] });

  site.test('an empty list says so', async ({ open }) => {
    const visitor = await open();
    await sees(visitor.main.getByText('No posts yet'));
  });

  site.test('a post without replies invites to the first', async ({ api, open }) => {
    const author = await api.signUp();
    const { id } = await author.createPost('Is anybody here?', 'Just asking.');
    const visitor = await open({ path: `/s/box/p/${id}` });
    await sees(visitor.main.getByText('No replies yet'));
    await sees(visitor.button('Write a comment'));
  });

  site.test('an address that leads nowhere says so and leads home', async ({ open }) => {
    const visitor = await open({ path: '/no/such/place' });
    await sees(visitor.main.getByText('Nothing here'));
    await visitor.link('Go home').click();
    await until(() => new URL(visitor.page.url()).pathname === '/', 'home');
  });

  site.test('a post or a source that does not exist is told from a failure', async ({ open }) => {
    const visitor = await open({ path: null });
    visitor.complaints.expectStatus(404);
    await visitor.go('/s/box/p/987654321');
    await sees(visitor.alert.getByText('Not here'));
    await visitor.go('/s/elsewhere');
    await sees(visitor.main.getByText('No such source'));
  });

  site.test('a server that does not answer is said, and trying again works', async ({ open }) => {
    const server = await Server.start();
    try {
      const [post] = await new Api(server).posts();
      const visitor = await open({ server, path: '/settings' });
      visitor.complaints.expectNoServer();
      await server.stop();
      await visitor.link('Home', visitor.page.getByRole('navigation', { name: 'Main' })).first().click();
      await sees(visitor.alert);
      assert.match(await visitor.alert.innerText(), /No answer|You are offline/);
      await server.start();
      await visitor.button('Try again').click();
      await sees(visitor.link(post.title));
      await loses(visitor.alert);
    } finally {
      await server.close();
    }
  });
});

// Reading a WordPress through the client: lists, threads, and HTML that means harm.

import assert from 'node:assert/strict';

import { loses, sees, until, untilCount } from '../../harness.mjs';
import { letters, words } from '../support/reader.mjs';

/** The orders on offer, as WordPress knows them. */
const ORDERS = {
  new: { orderby: 'date', order: 'desc' },
  old: { orderby: 'date', order: 'asc' },
  changed: { orderby: 'modified', order: 'desc' },
  title: { orderby: 'title', order: 'asc' },
};

/** Registers the tests of a stage. */
export function reading(stage) {
  stage.test(
    'posts are listed with titles, authors and tags as WordPress means them',
    async ({ wordpress, visit }) => {
      const reader = await visit();
      await reader.openFeed();
      const cards = await reader.cards();
      const query = { per_page: cards.length, _embed: 'author,wp:term' };
      const { body } = await wordpress.rest('/wp/v2/posts', { query });
      const expected = [];
      for (const { id, title, _embedded } of body) {
        const [, tags] = _embedded['wp:term'];
        expected.push({
          id: String(id),
          // A post without a title is called by its beginning.
          title:
            words(await reader.plain(title.rendered)) ||
            'A note without a title: the kettle is fixed.',
          author: _embedded.author[0].name,
          tag: tags.length > 0 ? await reader.plain(tags[0].name) : undefined,
        });
      }
      const shown = cards.map(({ title, ...card }) => ({ ...card, title: words(title) }));
      assert.deepEqual(
        shown.map((card) => ({ ...card })),
        expected,
      );
      const titles = shown.map(({ title }) => title);
      for (const title of [
        '“Will it mix?” & other questions — what a mixer’s gearbox taught us',
        'The <b> tag is not bold here',
        'Never ever open a microwave’s capacitor',
        'كيف نصلح مذياعا قديما',
      ]) {
        assert.ok(titles.includes(title), `${title} is among ${titles.join(' | ')}`);
      }
    },
  );

  stage.test(
    '“Show more” leads to every post, in WordPress’s order, each once',
    async ({ wordpress, visit }) => {
      const reader = await visit();
      await reader.openFeed();
      const more = reader.main.getByRole('button', { name: 'Show more' });
      let clicks = 0;
      for (; await more.isVisible(); clicks += 1) {
        const before = (await reader.cards()).length;
        await more.click();
        await until(async () => (await reader.cards()).length > before, 'more posts are listed');
        await loses(reader.main.locator('.load-more [aria-busy=true]'));
      }
      assert.ok(clicks > 0, 'there was more than one page');
      const { body } = await wordpress.rest('/wp/v2/posts', {
        query: { per_page: 100, _fields: 'id' },
      });
      assert.equal(body.length, 30);
      await reader.seesPosts(body.map(({ id }) => id));
    },
  );

  stage.test('every order on offer is the order WordPress gives', async ({ wordpress, visit }) => {
    // An old post that was changed today tells “newest” from “changed last”.
    const body = { content: '<p>Changed today.</p>' };
    await wordpress.rest(`/wp/v2/posts/${wordpress.posts['week-3']}`, {
      as: 'warden',
      method: 'POST',
      body,
    });
    const reader = await visit();
    await reader.openFeed();
    const offered = reader.main
      .getByRole('navigation', { name: 'Order of the posts' })
      .getByRole('link');
    const links = await offered.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    const names = links.map((href) => new URL(href, reader.page.url()).searchParams.get('sort'));
    assert.deepEqual(names.toSorted(), Object.keys(ORDERS).toSorted());
    for (const [nth, name] of names.entries()) {
      await offered.nth(nth).click();
      const query = { ...ORDERS[name], per_page: 6, _fields: 'id' };
      const expected = (await wordpress.rest('/wp/v2/posts', { query })).body.map(({ id }) => id);
      await reader.seesPosts(expected, { first: true });
    }
  });

  stage.test(
    'a tag leads to the posts that have it, or is no link',
    async ({ wordpress, visit }) => {
      const reader = await visit();
      await reader.openFeed();
      const tags = reader.main.locator('article.post-card .tag', { hasText: /^safety$/ });
      assert.ok((await tags.count()) > 1);
      if ((await tags.and(reader.page.locator('a')).count()) === 0) return;
      await tags.first().click();
      await sees(reader.main.locator('p.filter', { hasText: 'safety' }));
      const [{ id }] = (await wordpress.rest('/wp/v2/tags', { query: { slug: 'safety' } })).body;
      const { body } = await wordpress.rest('/wp/v2/posts', { query: { tags: id, _fields: 'id' } });
      await reader.seesPosts(body.map((post) => post.id));
    },
  );

  stage.test(
    'search finds what WordPress finds, and says when there is nothing',
    async ({ wordpress, visit }) => {
      const reader = await visit();
      await reader.openFeed();
      await reader.page.locator('nav.rail').getByRole('link', { name: 'Search' }).click();
      const field = reader.main.getByRole('searchbox');
      await field.fill('heliotrope');
      await field.press('Enter');
      await reader.seesPosts([wordpress.posts.radio]);
      await field.fill('nothing & nobody <there>');
      await field.press('Enter');
      await sees(reader.main.getByText('Nothing found'));
    },
  );

  stage.test(
    'a discussion has the nesting and the words that WordPress has',
    async ({ wordpress, visit }) => {
      const reader = await visit();
      const truth = await wordpress.commentsOf(wordpress.posts.tree);
      assert.ok(truth.length >= 30);
      await reader.openPost(wordpress.posts.tree, truth.length);
      const shown = await reader.comments();
      const known = new Set(truth.map(({ id }) => id));
      const expected = {};
      for (const { id, parent, author_name: name, content } of truth) {
        expected[id] = {
          // What is answered may be hidden from the public: then the answer stands at the root.
          parent: known.has(parent) ? String(parent) : null,
          name,
          text: letters(await reader.plain(content.rendered)),
        };
      }
      const seen = shown.map(({ id, parent, name, text }) => [
        id,
        { parent, name, text: letters(text) },
      ]);
      assert.deepEqual(Object.fromEntries(seen), expected);
      assert.ok(Math.max(...shown.map(({ level }) => level)) >= 7, 'seven levels deep');
      const orphan = shown.find(({ id }) => id === String(wordpress.comments.orphan));
      assert.equal(orphan.parent, null);
      assert.ok(!known.has(wordpress.comments.held), 'the held comment is not public');
      // The author of the post is marked where they speak, and nobody else is.
      const marked = reader.thread.locator('li:has(> .meta > .badge:text-is("Author")) > .meta b');
      assert.deepEqual([...new Set(await marked.allTextContents())], ['Amina Noor']);
    },
  );

  stage.test(
    'a discussion of more than one page is there as a whole',
    async ({ wordpress, visit }) => {
      const reader = await visit();
      await reader.openPost(wordpress.posts.crowd, 130);
      const truth = await wordpress.commentsOf(wordpress.posts.crowd);
      const parents = (list) =>
        Object.fromEntries(list.map(({ id, parent }) => [id, parent ? String(parent) : null]));
      assert.deepEqual(parents(await reader.comments()), parents(truth));
    },
  );

  stage.test('the HTML of posts and comments keeps its form', async ({ wordpress, visit }) => {
    const reader = await visit();
    await reader.openPost(wordpress.posts.tree, 34);
    const article = reader.main.locator('article.head .prose');
    await untilCount(article.locator('ol > li'), 3);
    await untilCount(article.getByRole('heading', { name: 'What broke' }), 1);
    await untilCount(article.locator('table td'), 4);
    await untilCount(article.locator('blockquote'), 1);
    assert.equal(await article.locator('pre').innerText(), '160 turns / min < 200');
    const link = article.getByRole('link', { name: 'top cover' });
    assert.equal(await link.getAttribute('href'), 'https://manuals.example/mixer?page=3&lang=en');
    assert.match(await link.getAttribute('rel'), /nofollow.*ugc.*noopener/);
    await untilCount(reader.thread.locator('.prose strong', { hasText: 'brass' }), 1);
    await untilCount(reader.thread.locator('.prose ul > li'), 2);
    const deepest = await reader.comment('wedding cake');
    assert.match(deepest.text, /Sundays & one wedding cake\. 4 < 5 teeth/);
  });

  stage.test(
    'a picture of the site is shown when it is asked for',
    async ({ wordpress, visit }) => {
      const reader = await visit();
      await reader.openPost(wordpress.posts.bicycle);
      await reader.main.getByRole('button', { name: 'Show image: A turning wheel' }).click();
      const picture = reader.main.getByRole('img', { name: 'A turning wheel' });
      await until(
        () => picture.evaluate((image) => image.naturalWidth > 0),
        'the picture is loaded',
      );
    },
  );

  stage.test(
    'behind a password, without comments, gone: each says so',
    async ({ wordpress, visit }) => {
      const reader = await visit();
      reader.visitor.complaints.expectStatus(401, 404);
      await reader.openPost(wordpress.posts.protected);
      await sees(reader.main.getByRole('heading', { level: 1, name: 'Only with the password' }));
      assert.equal(await reader.page.getByText('behind the door').count(), 0);
      await reader.openPost(wordpress.posts.quiet);
      await sees(reader.main.getByText('No replies yet'));
      await reader.visitor.go(`/s/${reader.source}/p/999999`);
      await sees(reader.main.getByText('Not here'));
    },
  );

  stage.test(
    'what a hostile site puts into posts and comments never runs',
    async ({ wordpress, visit }) => {
      const reader = await visit();
      await reader.openFeed();
      await reader.openPost(wordpress.posts.hostile, 1);
      for (const text of ['press me', 'a link that runs', 'here']) {
        await reader.main.locator('.prose').getByText(text, { exact: true }).click();
      }
      const found = await reader.page.evaluate(() => {
        const all = [...document.querySelectorAll('.prose, .prose *')];
        const attributes = all.flatMap((element) => [...element.attributes]);
        const count = (test) => attributes.filter(test).length;
        return {
          fired: window.__fired ?? null,
          elements: all.filter((e) =>
            e.matches('script, iframe, form, input, style, object, embed'),
          ).length,
          handlers: count(({ name }) => name.startsWith('on')),
          named: count(({ name }) => name === 'id' || name === 'name'),
          styled: count(({ name }) => name === 'style'),
          runs: count(({ value }) => /^\s*javascript:/i.test(value)),
        };
      });
      assert.deepEqual(found, {
        fired: null,
        elements: 0,
        handlers: 0,
        named: 0,
        styled: 0,
        runs: 0,
      });
      assert.notEqual(await reader.page.title(), 'taken over');
      const good = reader.main.getByRole('link', { name: 'a link that leads' });
      assert.equal(await good.getAttribute('href'), 'https://fine.example/');
      await sees(reader.main.getByText('Still just a paragraph.'));
    },
  );
}

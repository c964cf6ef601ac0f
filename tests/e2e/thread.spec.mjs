// The discussion below a post: all of it is there, it folds, and each comment has an address.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { loses, sees, until, untilCount, useSite } from './harness.mjs';

/** The sample has one thread that is twelve levels deep. */
const deepest = async (api) => {
  const threads = await Promise.all((await api.posts()).map(async (post) => {
    const comments = await api.comments(post.id);
    return { post, comments, depth: Math.max(0, ...depths(comments).values()) };
  }));
  return threads.sort((a, b) => b.depth - a.depth)[0];
};

function depths(comments) {
  const known = new Map();
  for (const { id, parent_id: parent } of comments) known.set(id, (known.get(parent) ?? 0) + 1);
  return known;
}

/** Letters and digits alone, so that markup and spaces do not count. */
const letters = (text) => text.replace(/\]\([^)]*\)/g, '').replace(/[^\p{L}\p{N}]/gu, '');

describe('a discussion', () => {
  const site = useSite();

  site.test('shows every comment at its level, with its author and its words', async ({ api, open }) => {
    const { post, comments, depth } = await deepest(api);
    assert.equal(depth, 12);
    for (const device of ['smallPhone', 'desktop']) {
      const visitor = await open({ device, path: `/s/box/p/${post.id}` });
      await untilCount(visitor.comments, comments.length);
      await sees(visitor.main.getByRole('heading', { name: `${comments.length} replies` }));
      const levels = depths(comments);
      const rows = await visitor.comments.evaluateAll((all) => all.map((row) => ({
        id: row.id,
        level: Number(row.getAttribute('aria-level')),
        author: row.querySelector('.meta b').textContent,
        text: row.querySelector(':scope > .prose')?.textContent,
      })));
      const shown = new Map(rows.map((row) => [row.id, row]));
      for (const { id, author, body } of comments) {
        const row = shown.get(`c-${id}`);
        assert.ok(row, `comment ${id} is in the page`);
        assert.equal(row.level, levels.get(id));
        assert.equal(row.author, author.name);
        assert.ok(letters(row.text).includes(letters(body).slice(0, 30)), body);
      }
      assert.equal(await visitor.overflows(), 0, `${device} scrolls sideways`);
    }
  });

  site.test('keeps every comment reachable by scrolling, down to the twelfth level', async ({ api, open }) => {
    const { post, comments } = await deepest(api);
    const levels = depths(comments);
    const deep = comments.find(({ id }) => levels.get(id) === 12);
    const visitor = await open({ device: 'smallPhone', path: `/s/box/p/${post.id}` });
    const row = visitor.page.locator(`#c-${deep.id}`);
    await row.scrollIntoViewIfNeeded();
    const box = await row.locator(':scope > .prose').boundingBox();
    assert.ok(box.width > 180, `a text ${box.width} px wide is hard to read`);
    assert.ok(box.x >= 0 && box.x + box.width <= 360);
  });

  site.test('opens at the comment that the address names', async ({ api, open }) => {
    const { post, comments } = await deepest(api);
    const target = comments.at(-4);
    for (const device of ['phone', 'desktop']) {
      const visitor = await open({ device, path: `/s/box/p/${post.id}/c/${target.id}` });
      const row = visitor.page.locator(`#c-${target.id}`);
      await until(() => isInView(row), 'the comment is in view');
      assert.equal(await row.getAttribute('data-target'), '');
    }
  });

  site.test('hands out the address of a comment', async ({ api, open, server }) => {
    const { post, comments } = await deepest(api);
    const [first] = comments;
    const visitor = await open({ path: null, permissions: ['clipboard-read', 'clipboard-write'] });
    await visitor.go(`/s/box/p/${post.id}`);
    const row = visitor.page.locator(`#c-${first.id}`);
    await visitor.button('Copy the link to this comment', row).click();
    await sees(visitor.toast('Link copied.'));
    const copied = await visitor.page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, `${server.url}/s/box/p/${post.id}/c/${first.id}`);
    await row.locator('a.when').click();
    await until(() => visitor.page.url() === copied, 'the time of a comment leads to it');
  });

  site.test('says in words that a comment is not there any more', async ({ api, open }) => {
    const author = await api.signUp();
    const post = await author.createPost('Gone soon', 'Wait for it.');
    const comment = await author.comment(post.id, 'This goes away.');
    await author.comment(post.id, 'This stays.', comment.id);
    await author.ask('DELETE', `/comments/${comment.id}`);
    const visitor = await open({ path: `/s/box/p/${post.id}` });
    const row = visitor.page.locator(`#c-${comment.id}`);
    await sees(row.getByText('Deleted by its author'));
    await sees(visitor.comment('This stays.'));
  });

  site.test('folds a comment with all under it, and opens again', async ({ api, open }) => {
    const { visitor, root, under } = await openedAtRoot(api, open);
    const fold = root.locator('button.fold');
    assert.equal(await fold.getAttribute('aria-expanded'), 'true');
    await fold.click();
    for (const row of under) await isFolded(row);
    assert.equal(await fold.getAttribute('aria-expanded'), 'false');
    await sees(fold.getByText(`${under.length} repl`));
    await loses(root.locator(':scope > .prose'));
    await fold.click();
    for (const row of under) await isOpen(row);
    await sees(root.locator(':scope > .prose'));
    assert.equal(await visitor.main.locator('[hidden="until-found"]').count(), 0);
  });

  site.test('folds at the line that leads down from a comment', async ({ api, open }) => {
    const { root, under } = await openedAtRoot(api, open);
    const indented = under.at(-1);
    const rails = indented.locator(':scope > .rails');
    await rails.scrollIntoViewIfNeeded();
    await rails.click({ position: { x: 4, y: 12 } });
    for (const row of under) await isFolded(row);
    await until(() => isInView(root), 'the folded comment is in view');
    await root.locator('button.fold').click();
    for (const row of under) await isOpen(row);
  });

  site.test('lets the browser find words in what is folded, and opens it there', async ({ api, open }) => {
    const { visitor, root, under } = await openedAtRoot(api, open);
    await root.locator('button.fold').click();
    const hidden = under.at(-1);
    await isFolded(hidden);
    assert.equal(await hidden.getAttribute('hidden'), 'until-found');
    // Going to a fragment reveals what is hidden until found, as the browser's own find does.
    await visitor.page.evaluate((id) => { location.hash = id; }, await hidden.getAttribute('id'));
    await isOpen(hidden);
    await until(() => isInView(hidden), 'what was found is in view');
    assert.equal(await root.locator('button.fold').getAttribute('aria-expanded'), 'true');
    for (const row of under) await isOpen(row);
  });

  site.test('shows its comments in the order that was chosen', async ({ api, open }) => {
    const { post } = await deepest(api);
    const visitor = await open({ path: `/s/box/p/${post.id}` });
    const orders = visitor.main.getByRole('navigation', { name: 'Order of the replies' });
    for (const sort of ['new', 'old']) {
      await visitor.link(sort === 'new' ? /^New/ : /^Old/, orders).click();
      await visitor.arrives();
      await until(async () => {
        const times = await visitor.comments.evaluateAll((all) => all
          .filter((row) => row.getAttribute('aria-level') === '1')
          .map((row) => row.querySelector('time').dateTime));
        const sorted = [...times].sort();
        if (sort === 'new') sorted.reverse();
        return times.length > 2 && times.join() === sorted.join();
      }, `the order ${sort}`);
    }
  });

  site.test('shows what came in while it was read', async ({ api, open }) => {
    const author = await api.signUp();
    const post = await author.createPost('A quiet place', 'For now.');
    const visitor = await open({ path: `/s/box/p/${post.id}` });
    await sees(visitor.main.getByText('No replies yet'));
    await author.comment(post.id, 'Here I am.');
    await visitor.button('Look for new replies').click();
    await sees(visitor.comment('Here I am.'));
    await loses(visitor.main.getByText('No replies yet'));
  });
});

/** The deepest thread, and the comments under its first branch. */
async function openedAtRoot(api, open) {
  const { post, comments } = await deepest(api);
  const parents = new Map(comments.map(({ id, parent_id: parent }) => [id, parent]));
  const rootOf = (id) => (parents.get(id) ? rootOf(parents.get(id)) : id);
  const rootId = comments.map(({ id }) => id).find((id) => (
    comments.filter((other) => rootOf(other.id) === id).length > 3
  ));
  const visitor = await open({ path: `/s/box/p/${post.id}` });
  await untilCount(visitor.comments, comments.length);
  const row = (id) => visitor.page.locator(`#c-${id}`);
  const under = await visitor.comments.evaluateAll((all, first) => {
    const start = all.findIndex((each) => each.id === first) + 1;
    const end = all.findIndex((each, index) => index >= start && each.getAttribute('aria-level') === '1');
    return all.slice(start, end < 0 ? undefined : end).map((each) => each.id.slice(2));
  }, `c-${rootId}`);
  return { visitor, root: row(rootId), under: under.map(row) };
}

const text = (row) => row.locator(':scope > .prose, :scope > .gone');

/** Waits until a comment is hidden and takes no room. */
async function isFolded(row) {
  await loses(text(row));
  await until(async () => (await row.boundingBox()).height < 1, 'a folded comment takes no room');
}

const isOpen = (row) => sees(text(row));

function isInView(locator) {
  return locator.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight && !element.hidden;
  });
}

// The client against a real json-server 0.17, in Chromium: what a person reads, writes and is told.

import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';

import { sees, until } from '../harness.mjs';
import { useServed } from './support/served.mjs';

/** Posts of which the third one is discussed. */
const POSTS = Array.from({ length: 25 }, (_, n) => ({
  id: n + 1,
  title: `Post ${n + 1}`,
  body: 'Words.',
}));
const COMMENTS = [
  { id: 1, postId: 3, name: 'Ann', body: 'First' },
  { id: 2, postId: 3, parentId: 1, name: 'Bob', body: 'Second' },
  { id: 3, postId: 3, name: 'Cy', body: 'Third' },
  { id: 4, postId: 3, parentId: 2, name: 'Ann', body: 'Fourth' },
];

/** `flags` are those of json-server. Without any it is open to all sites. */
function useJsonServer(...flags) {
  return useServed(
    {
      name: 'json-server',
      program: 'BARAZA_JSON_SERVER',
      ready: '/posts/1',
      prepare({ folder, port }) {
        const file = join(folder, 'db.json');
        // Started again, it has what it had.
        if (!existsSync(file)) {
          writeFileSync(file, JSON.stringify({ posts: POSTS, comments: COMMENTS }));
        }
        return ['--host', '127.0.0.1', '--port', String(port), '--quiet', ...flags, file];
      },
    },
    'json-server',
  );
}

describe('a json-server', () => {
  const stage = useJsonServer();
  const kept = (there, post) => there.ask('GET', `/comments?postId=${post}`);

  stage.test('is a list, in its orders, page by page, and searched', async ({ visit }) => {
    const numbers = Array.from({ length: 25 }, (_, n) => n + 1);
    const reader = await visit();
    await reader.openFeed();
    await reader.seesPosts(numbers.toReversed().slice(0, 20));
    await reader.main.getByRole('button', { name: 'Show more' }).click();
    await reader.seesPosts(numbers.toReversed());
    await reader.main.getByRole('link', { name: 'Oldest' }).click();
    await reader.seesPosts(numbers.slice(0, 20));
    await reader.page.locator('nav.rail').getByRole('link', { name: 'Search' }).click();
    const field = reader.main.getByRole('searchbox');
    await field.fill('Post 17');
    await field.press('Enter');
    await reader.seesPosts([17]);
  });

  stage.test('is a thread, as deep as its answers go', async ({ visit }) => {
    const reader = await visit({ device: 'phone' });
    await reader.openPost(3, 4);
    assert.deepEqual(
      (await reader.comments()).map(({ name, level, text }) => [name, level, text]),
      [['Ann', 1, 'First'], ['Bob', 2, 'Second'], ['Ann', 3, 'Fourth'], ['Cy', 1, 'Third']],
    );
  });

  stage.test('takes comments of guests, who change and delete their own', async ({ there, visit }) => {
    const reader = await visit();
    const { visitor } = reader;
    await reader.openPost(7);
    await visitor.startComment();
    await visitor.composer.getByRole('textbox', { name: 'Name' }).fill('Dee');
    await reader.write('Hello <b>all</b> & **more**');
    await reader.sendWell();
    const first = await reader.comment('Hello');
    assert.equal(first.text, 'Hello <b>all</b> & **more**', 'it takes plain text');
    await reader.answer(first.id);
    await reader.write('To myslef');
    await reader.sendWell();
    const answer = await reader.comment('To myslef');
    assert.equal(answer.parent, first.id);
    const [, stored] = await kept(there, 7);
    assert.deepEqual([stored.postId, stored.parentId], [7, Number(first.id)], 'numbers stay numbers');

    await reader.reload(2);
    await reader.edit(answer.id);
    assert.equal(await reader.written(), 'To myslef');
    await reader.write('To myself');
    await reader.sendWell('Save');
    const changed = { ...stored, body: 'To myself' };
    assert.deepEqual((await kept(there, 7))[1], changed, 'and nothing else has changed');
    const row = reader.row(answer.id);
    await visitor.button('Delete', row).click();
    await visitor.button('Delete for good', row).click();
    await sees(row.getByText('Deleted by its author'));
    await reader.reload(1);
    assert.equal((await kept(there, 7)).length, 1);
    await reader.openPost(3, 4);
    assert.equal(await reader.main.getByRole('button', { name: 'Edit', exact: true }).count(), 0);
  });

  stage.test('takes a new discussion', async ({ there, visit }) => {
    const reader = await visit();
    await reader.openFeed();
    await reader.page.locator('nav.rail').getByRole('link', { name: 'Write' }).click();
    await reader.page.getByLabel('Title').fill('A title of mine');
    await reader.write('A text of mine.');
    await reader.visitor.send('Post');
    await sees(reader.main.getByRole('heading', { level: 1, name: 'A title of mine' }));
    const { body } = await there.ask('GET', '/posts/26');
    assert.equal(body, 'A text of mine.');
    await there.ask('DELETE', '/posts/26');
  });

  stage.test('has no such post, which is said', async ({ visit }) => {
    const reader = await visit();
    reader.visitor.complaints.expectStatus(404);
    await reader.visitor.go(`/s/${reader.source}/p/99`);
    await sees(reader.main.getByText('It was removed, or the address has a mistake.'));
  });

  stage.test('is away for a while, and no text is lost', async ({ there, visit, restart }) => {
    const text = 'Written while nobody was there';
    const reader = await visit();
    reader.visitor.complaints.expectNoServer();
    await reader.openPost(9);
    await reader.visitor.startComment();
    await reader.write(text);
    await there.halt();
    const told = await reader.sendInVain('No answer');
    assert.match(told, /Your text is kept on this device/);
    await reader.visitor.reload();
    await sees(reader.main.getByText('No answer'));
    await restart();
    await reader.visitor.button('Try again').click();
    await reader.visitor.startComment();
    assert.equal(await reader.written(), text);
    await reader.sendWell();
    await until(async () => (await kept(there, 9)).length === 1, 'it is there once');
  });
});

describe('a json-server that is for reading', () => {
  const stage = useJsonServer('--read-only');

  stage.test('says so to who writes, and the text stays', async ({ visit }) => {
    const text = 'May I?';
    const reader = await visit();
    reader.visitor.complaints.expectStatus(403);
    await reader.openPost(3, 4);
    await reader.visitor.startComment();
    await reader.write(text);
    const told = await reader.sendInVain('You may not do this');
    assert.match(told, /Your text is kept on this device/);
    assert.equal(await reader.written(), text);
    await reader.reload(4);
    await reader.visitor.startComment();
    assert.equal(await reader.written(), text);
  });
});

describe('a json-server that is closed to other sites', () => {
  const stage = useJsonServer('--nc');

  stage.test('cannot be read, and its owner is named as the one to help', async ({ visit }) => {
    const reader = await visit();
    reader.visitor.complaints.expect(/blocked by CORS policy|ERR_FAILED/);
    await reader.visitor.go('/');
    await sees(reader.main.getByText('This site does not let other sites read it'));
    await sees(reader.main.getByText(/Its owner has to allow requests from other sites/));
  });
});

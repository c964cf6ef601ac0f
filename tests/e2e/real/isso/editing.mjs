// What a guest does to their own comments at an Isso, which knows them by a cookie.

import assert from 'node:assert/strict';

import { loses, sees } from '../../harness.mjs';
import { kept, say } from './stage.mjs';

/** Registers the tests of a stage. */
export function editing(stage) {
  stage.test('a guest comments, answers, edits and deletes', async ({ there, visit }) => {
    const page = '/guests/';
    const welcome = await say(there, page, 'Ann', 'Welcome');
    const texts = async () => (await kept(there, page)).map(({ text }) => text);
    const reader = await visit({ device: 'phone' });
    const { visitor } = reader;
    await reader.openPost(page, 1);
    await visitor.startComment();
    await visitor.introduce('Dee', 'dee@guests.example');
    await reader.write('A comment with *stress*');
    await reader.sendWell();
    await sees(visitor.comment('A comment with stress').locator('em'));
    await reader.answer(welcome);
    await visitor.introduce('Dee', 'dee@guests.example');
    await reader.write('An ansewr');
    await reader.sendWell();
    const sent = await reader.comment('An ansewr');
    assert.deepEqual([sent.name, sent.parent], ['Dee', String(welcome)]);
    assert.deepEqual(await texts(), ['Welcome', 'An ansewr', 'A comment with *stress*']);

    // Only one's own can be changed, here and after a reload.
    const others = visitor.comment('Welcome');
    assert.equal(await visitor.button('Edit', others).count(), 0);
    assert.equal(await visitor.button('Delete', others).count(), 0);
    await reader.edit(sent.id);
    assert.equal(await reader.written(), 'An ansewr');
    await reader.write('An answer');
    await reader.sendWell('Save');
    await sees(visitor.comment('An answer').getByText('edited'));
    assert.equal((await texts())[1], 'An answer');
    await reader.reload(3);
    assert.equal(await visitor.button('Edit', others).count(), 0);
    await reader.edit(sent.id);
    await reader.write('A good answer');
    await reader.sendWell('Save');
    await visitor.button('Delete', visitor.comment('A good answer')).click();
    await visitor.button('Delete for good', visitor.comment('A good answer')).click();
    await sees(visitor.toast('Deleted.'));
    await loses(visitor.comment('A good answer'));
    assert.deepEqual(await texts(), ['Welcome', 'A comment with *stress*']);

    const stranger = await visit();
    await stranger.openPost(page, 2);
    assert.equal(await stranger.main.getByRole('button', { name: 'Edit', exact: true }).count(), 0);
  });

  stage.test('what was deleted keeps the place of its answers', async ({ there, visit }) => {
    const page = '/places/';
    await say(there, page, 'Ann', 'Welcome');
    const reader = await visit();
    const { visitor } = reader;
    await reader.openPost(page, 1);
    await visitor.startComment();
    await reader.write('Soon gone');
    await reader.sendWell();
    const { id } = await reader.comment('Soon gone');
    await say(there, page, 'Bob', 'I answer all the same', Number(id));
    await reader.reload(3);
    await visitor.button('Delete', visitor.comment('Soon gone')).click();
    await visitor.button('Delete for good', visitor.comment('Soon gone')).click();
    const gone = reader.row(id).getByText('Deleted by its author');
    await sees(gone);
    await reader.reload(3);
    await sees(gone);
    assert.equal((await reader.comment('I answer all the same')).parent, id);
  });

  stage.test('a page without comments takes its first one', async ({ there, visit }) => {
    const reader = await visit();
    await reader.openPost('/empty/', 0);
    await reader.visitor.startComment();
    await reader.write('The first of all');
    await reader.sendWell();
    assert.equal((await kept(there, '/empty/')).length, 1);
  });
}

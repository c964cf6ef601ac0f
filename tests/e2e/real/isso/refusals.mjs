// What a person is told when an Isso refuses, or is not there; and that the text is kept.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { loses, sees } from '../../harness.mjs';
import { kept, say, useIsso } from './stage.mjs';

/** Words that are for developers. */
const JARGON = /undefined|null|\[object|panicked|40[0-9]|500|<|Bad Request|Traceback/;

/** Registers the tests. */
export function refusals() {
  describe('an Isso that does not take everything', () => {
    const stage = useIsso();
    taking(stage);
    leaving(stage);
  });

  describe('an Isso with its own limits', () => {
    limits(useIsso({ general: { 'latest-enabled': false }, guard: { ratelimit: 2 } }));
  });

  describe('an Isso that wants names', () => {
    const guard = { ratelimit: 1000, 'require-author': true };
    names(useIsso({ guard }));
  });

  describe('an Isso that has not been told of this site', () => {
    strangers(useIsso({ knows: false }));
  });
}

/** Opens a page to comment on, with the box open. */
async function openBox(reader, page, count) {
  await reader.openPost(page, count);
  await reader.visitor.startComment();
}

/** Sends what is refused, and insists on the words and that the text stays. */
async function isRefused(reader, text, title, words) {
  await reader.write(text);
  const told = await reader.sendInVain(title);
  assert.match(told, words);
  assert.match(told, /Your text is kept on this device\./);
  assert.doesNotMatch(told, JARGON);
  assert.equal(await reader.written(), text);
}

function taking(stage) {
  stage.test('what is too short is said, and can be made longer', async ({ there, visit }) => {
    const page = '/short/';
    await say(there, page, 'Ann', 'Welcome');
    const reader = await visit();
    reader.visitor.complaints.expectStatus(400);
    await openBox(reader, page, 1);
    await isRefused(reader, 'no', 'Something has to be changed', /Text is too short \(minimum length: 3\)\./);
    await reader.reload(1);
    await reader.visitor.startComment();
    assert.equal(await reader.written(), 'no');
    await reader.write('no, thanks');
    await reader.sendWell();
    assert.equal((await kept(there, page)).at(-1).text, 'no, thanks');
  });

  stage.test('what was deleted in another window is not changed any more', async ({ there, visit }) => {
    const page = '/windows/';
    await say(there, page, 'Ann', 'Welcome');
    const reader = await visit();
    reader.visitor.complaints.expectStatus(403, 500);
    await openBox(reader, page, 1);
    await reader.write('In two windows');
    await reader.sendWell();
    const { id } = await reader.comment('In two windows');
    const other = await reader.visitor.newTab(`/s/${reader.source}/p/${encodeURIComponent(page)}`);
    await other.button('Delete', other.comment('In two windows')).click();
    await other.button('Delete for good', other.comment('In two windows')).click();
    await loses(other.comment('In two windows'));
    await reader.edit(id);
    await isRefusedEdit(reader, 'In one window');
  });

  stage.test('an answer to what is gone is taken all the same', async ({ there, visit }) => {
    const page = '/gone/';
    await say(there, page, 'Ann', 'Welcome');
    const reader = await visit();
    await openBox(reader, page, 1);
    await reader.write('Here for a moment');
    await reader.sendWell();
    const { id } = await reader.comment('Here for a moment');
    const other = await reader.visitor.newTab(`/s/${reader.source}/p/${encodeURIComponent(page)}`);
    await other.button('Delete', other.comment('Here for a moment')).click();
    await other.button('Delete for good', other.comment('Here for a moment')).click();
    await loses(other.comment('Here for a moment'));
    await reader.answer(id);
    await reader.write('But I was here');
    await reader.sendWell();
    assert.equal((await kept(there, page)).at(-1).text, 'But I was here');
  });
}

async function isRefusedEdit(reader, text) {
  await reader.write(text);
  const told = await reader.sendInVain('You may not do this', 'Save');
  assert.match(told, /Your text is kept on this device\./);
  assert.doesNotMatch(told, JARGON);
  assert.equal(await reader.written(), text);
}

function leaving(stage) {
  stage.test('a server that is away takes nothing, and gets it when it is back', async ({ there, visit, restart }) => {
    const page = '/away/';
    await say(there, page, 'Ann', 'Welcome');
    const reader = await visit({ device: 'phone' });
    reader.visitor.complaints.expectNoServer();
    await openBox(reader, page, 1);
    await there.halt();
    await isRefused(reader, 'Is anybody there?', 'No answer', /look at the thread before you send it again/);
    const stranger = await visit();
    stranger.visitor.complaints.expectNoServer();
    await stranger.visitor.go('/');
    await sees(stranger.main.getByText('No answer'));
    await restart();
    await stranger.visitor.button('Try again').click();
    await sees(stranger.visitor.posts);
    await reader.sendWell();
    assert.equal((await kept(there, page)).at(-1).text, 'Is anybody there?');
  });
}

function limits(stage) {
  stage.test('a list that it does not give is asked of its owner, in words', async ({ visit }) => {
    const reader = await visit();
    reader.visitor.complaints.expectStatus(404);
    await reader.visitor.go('/');
    await sees(reader.main.getByText(/latest-enabled.*not set by site admin\./));
  });

  stage.test('who is too fast is told so, and loses nothing', async ({ there, visit }) => {
    const page = '/fast/';
    const reader = await visit();
    reader.visitor.complaints.expectStatus(403);
    await reader.openPost(page);
    for (const text of ['One comment', 'Two comments']) {
      await reader.visitor.startComment();
      await reader.write(text);
      await reader.sendWell();
    }
    await reader.visitor.startComment();
    await isRefused(reader, 'Three comments', 'Too fast', /Try again in a little while/);
    assert.equal((await kept(there, page)).length, 2);
  });
}

function names(stage) {
  stage.test('what it asks for and did not get is named', async ({ there, visit }) => {
    const page = '/names/';
    await say(there, page, 'Ann', 'Welcome');
    const reader = await visit();
    reader.visitor.complaints.expectStatus(403);
    await openBox(reader, page, 1);
    await isRefused(reader, 'Who am I?', 'Something has to be changed', /author.* required/i);
    await reader.visitor.introduce('Dee', '');
    await reader.sendWell();
    assert.equal((await reader.comment('Who am I?')).name, 'Dee');
  });
}

function strangers(stage) {
  stage.test('it cannot be read, and its owner is named as the one to help', async ({ there, visit }) => {
    await say(there, '/a/', 'Ann', 'Welcome');
    const reader = await visit();
    // The client asks once more in a way that shows only whether the server is there.
    reader.visitor.complaints.expect(/blocked by CORS policy|ERR_FAILED/);
    reader.visitor.complaints.expectStatus(400);
    await reader.visitor.go('/');
    await sees(reader.main.getByText('This site does not let other sites read it'));
    await sees(reader.main.getByText(/Its owner has to allow requests from other sites/));
  });
}

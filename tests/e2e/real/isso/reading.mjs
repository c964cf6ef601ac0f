// Reading and voting on the comments of an Isso.

import assert from 'node:assert/strict';

import { loses, sees, until, untilCount } from '../../harness.mjs';
import { kept, say } from './stage.mjs';

/** Registers the tests of a stage. */
export function reading(stage) {
  stage.test('the pages that were commented last are the list', async ({ there, visit }) => {
    await say(there, '/quiet/', 'Ann', 'One');
    await say(there, '/loud/', 'Bob', 'Two');
    await say(there, '/quiet/', 'Cy', 'Three');
    const reader = await visit();
    await reader.openFeed();
    const cards = await reader.cards();
    assert.deepEqual(cards.map(({ title }) => title), ['/quiet/', '/loud/']);
    await reader.visitor.openPost('/loud/');
    await sees(reader.visitor.comment('Two'));
  });

  stage.test('answers stand below what they answer', async ({ there, visit }) => {
    const page = '/nested/';
    const first = await say(there, page, 'Ann', 'First');
    const second = await say(there, page, 'Bob', 'Second', first);
    await say(there, page, 'Cy', 'Third', second);
    await say(there, page, 'Dee', '**Fourth** <script>alert(1)</script>');
    const reader = await visit();
    await reader.openPost(page, 4);
    const shown = await reader.comments();
    // Isso itself puts an answer to an answer beside it.
    assert.deepEqual(
      shown.map(({ name, level, text }) => [name, level, text.slice(0, 6)]),
      [['Ann', 1, 'First'], ['Bob', 2, 'Second'], ['Cy', 2, 'Third'], ['Dee', 1, 'Fourth']],
    );
    await sees(reader.visitor.comment('Fourth').locator('strong'));
  });

  stage.test('what a long discussion leaves out comes on request', async ({ there, visit }) => {
    const page = '/long/';
    const first = await say(there, page, 'Ann', 'First');
    for (let n = 1; n <= 13; n += 1) await say(there, page, 'Bob', `Answer ${n}`, first);
    for (let n = 1; n <= 54; n += 1) await say(there, page, 'Cy', `Comment ${n}`);
    const reader = await visit({ device: 'phone' });
    await reader.openPost(page, 65);
    const more = reader.main.getByRole('button', { name: 'Show 3 more replies' });
    await more.click();
    await loses(more);
    await untilCount(reader.thread.locator('> li.comment'), 68);
    const below = (await reader.comments()).filter(({ parent }) => parent === String(first));
    const answers = Array.from({ length: 13 }, (_, n) => `Answer ${n + 1}`);
    assert.deepEqual(below.map(({ text }) => text).toSorted(), answers.toSorted());
  });

  stage.test('a like and a dislike count, once for each person', async ({ there, visit }) => {
    const page = '/votes/';
    await say(there, page, 'Ann', 'Good');
    await say(there, page, 'Bob', 'Bad');
    const reader = await visit();
    await reader.openPost(page, 2);
    const score = (text) => reader.visitor.comment(text).locator('.vote .score');
    const shows = (text, number) =>
      until(async () => (await score(text).innerText()) === number, `${text} has ${number}`);
    await reader.visitor.button('Vote for', reader.visitor.comment('Good')).click();
    await reader.visitor.button('Vote against', reader.visitor.comment('Bad')).click();
    await shows('Good', '1');
    await shows('Bad', '-1');
    const votes = async () =>
      (await kept(there, page)).map(({ likes, dislikes }) => `${likes}-${dislikes}`).join();
    await until(async () => (await votes()) === '1-0,0-1', 'Isso has the votes');
    await reader.visitor.button('Vote for', reader.visitor.comment('Good')).click();
    await sees(reader.visitor.toast('Votes cannot be taken back here.'));
    await shows('Good', '1');

    await reader.reload(2);
    await shows('Good', '1');
    await reader.visitor.button('Vote for', reader.visitor.comment('Good')).click();
    await sees(reader.visitor.toast(/Your vote was not counted.*already been registered/));
    await shows('Good', '1');
    assert.equal(await votes(), '1-0,0-1');
  });
}

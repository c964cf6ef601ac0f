// Commenting on a WordPress with an account and an application password.

import assert from 'node:assert/strict';

import { loses, sees } from '../../harness.mjs';
import { words } from '../support/reader.mjs';

/** Registers the tests of a stage. */
export function members(stage) {
  const stored = async (wordpress, id) =>
    (await wordpress.rest(`/wp/v2/comments/${id}`, { as: 'warden', query: { context: 'edit' } }))
      .body;

  stage.test('a wrong password is explained', async ({ wordpress, visit }) => {
    const reader = await visit();
    reader.visitor.complaints.expectStatus(401);
    const { login } = wordpress.accounts.lucia;
    for (const wrong of [
      { login, password: 'abcd efgh ijkl mnop qrst uvwx' },
      { login: 'nobody', password: 'x' },
    ]) {
      await reader.signIn(wrong);
      await sees(reader.main.getByRole('alert').getByText('Name or password do not match'));
    }
    assert.deepEqual(await reader.visitor.kept('baraza:session'), {});
  });

  stage.test(
    'signed in, comments are public at once, and answers to answers stand below them',
    async ({ wordpress, visit }) => {
      const { lucia } = wordpress.accounts;
      const reader = await visit();
      await reader.signIn(lucia);
      await reader.openPost(wordpress.posts.reply);
      await reader.visitor.startComment();
      await reader.write('Said by Lucía — 🙂\n\nIn two paragraphs.');
      assert.equal(
        await reader.composer.getByLabel(/^E-mail/).count(),
        0,
        'nobody asks who she is',
      );
      await reader.sendWell();
      const shown = await reader.comment('Said by Lucía');
      assert.deepEqual([shown.level, shown.held, shown.name], [1, null, lucia.name]);
      const { status, author, parent: root } = await stored(wordpress, shown.id);
      assert.deepEqual([status, author, root], ['approved', lucia.id, 0]);

      // Answers to answers, three in a row.
      let parent = String(wordpress.comments.second);
      for (const text of ['An answer to an answer.', 'And one to that.', 'One to that as well.']) {
        await reader.answer(parent);
        await reader.write(text);
        await reader.sendWell();
        const answer = await reader.comment(text);
        assert.equal(answer.parent, parent);
        const truth = await stored(wordpress, answer.id);
        assert.deepEqual(
          [truth.parent, truth.status, truth.post],
          [Number(parent), 'approved', wordpress.posts.reply],
        );
        parent = answer.id;
      }
      const nesting = async (one) =>
        Object.fromEntries((await one.comments()).map(({ id, parent: of }) => [id, of]));
      const before = await nesting(reader);
      await reader.reload(Object.keys(before).length);
      assert.deepEqual(await nesting(reader), before);
      const visitor = await visit();
      await visitor.openPost(wordpress.posts.reply);
      assert.equal((await visitor.comment('Said by Lucía')).name, lucia.name);
    },
  );

  stage.test(
    'a newcomer’s first comment waits, and its author sees it also after a reload',
    async ({ wordpress, visit }) => {
      const text = 'My first words here.';
      const reader = await visit();
      await reader.signIn(wordpress.accounts.newcomer);
      await reader.openPost(wordpress.posts.reply);
      await reader.visitor.startComment();
      await reader.write(text);
      await reader.sendWell();
      const sent = await reader.comment(text);
      assert.match(sent.held, /waiting for a moderator/);
      assert.equal((await stored(wordpress, sent.id)).status, 'hold');
      await reader.reload();
      assert.match((await reader.comment(text)).held, /waiting for a moderator/);
    },
  );

  stage.test('who does not ask to be remembered is not', async ({ wordpress, visit }) => {
    const { lucia } = wordpress.accounts;
    const reader = await visit();
    await reader.signIn({ ...lucia, login: lucia.email }, { remember: false });
    const kept = await reader.page.evaluate(() =>
      JSON.stringify({ ...localStorage, ...sessionStorage }),
    );
    assert.ok(!kept.includes(lucia.password.slice(0, 4)), 'the password is nowhere on the device');
    await reader.visitor.reload();
    await reader.seesAccount('Account');
  });

  stage.test(
    'the same words twice: “This was said already”, and the text is kept',
    async ({ wordpress, visit }) => {
      const text = `These words, "quoted" & <so>, are said once.`;
      const reader = await visit();
      reader.visitor.complaints.expectStatus(409);
      await reader.signIn(wordpress.accounts.lucia);
      await reader.openPost(wordpress.posts.quiet);
      await reader.visitor.startComment();
      await reader.write(text);
      await reader.sendWell();
      await reader.visitor.startComment();
      await reader.write(text);
      assert.match(await reader.sendInVain('This was said already'), /kept on this device/);
      assert.equal(await reader.written(), text);
      assert.equal((await wordpress.commentsOf(wordpress.posts.quiet)).length, 1);
    },
  );

  stage.test(
    'too fast: the person is told how long it waits, and it is sent in the end, once',
    async ({ wordpress, visit }) => {
      const text = 'Two, a moment later.';
      const reader = await visit();
      reader.visitor.complaints.expectStatus(400);
      await reader.signIn(wordpress.accounts.joseph);
      await reader.openPost(wordpress.posts.sewing);
      wordpress.limitPace(true);
      try {
        await reader.visitor.startComment();
        await reader.write('One.');
        await reader.sendWell();
        await reader.visitor.startComment();
        await reader.write(text);
        await reader.visitor.send();
        await sees(reader.waiting(text).getByText(/^Too fast\. Next try in \d+ s\.$/));
        await loses(reader.composer);
      } finally {
        wordpress.limitPace(false);
      }
      await reader.waiting(text).getByRole('button', { name: 'Send now' }).click();
      await sees(reader.visitor.comment(text));
      await loses(reader.waiting(text));
      assert.equal((await wordpress.commentsOf(wordpress.posts.sewing)).length, 2);
    },
  );

  stage.test(
    'a closed discussion offers no box; one that closes meanwhile keeps the text',
    async ({ wordpress, visit }) => {
      const reader = await visit();
      reader.visitor.complaints.expectStatus(403);
      await reader.signIn(wordpress.accounts.lucia);
      await reader.openPost(wordpress.posts.closed, 2);
      await sees(reader.main.getByText('The discussion is closed'));
      assert.equal(
        await reader.main.getByRole('button', { name: /^(Reply|Write a comment)$/ }).count(),
        0,
      );

      const text = 'Written while it was open.';
      const change = (status) =>
        wordpress.rest(`/wp/v2/posts/${wordpress.posts.bicycle}`, {
          as: 'warden',
          method: 'POST',
          body: { comment_status: status },
        });
      await reader.openPost(wordpress.posts.bicycle);
      await reader.visitor.startComment();
      await reader.write(text);
      await change('closed');
      await reader.sendInVain('The discussion is closed');
      assert.equal(await reader.written(), text);
      await change('open');
    },
  );

  stage.test('one’s own comment can be changed and taken away', async ({ wordpress, visit }) => {
    const reader = await visit();
    await reader.signIn(wordpress.accounts.warden);
    await reader.openPost(wordpress.posts.arabic, 1);
    await reader.visitor.startComment();
    await reader.write('First version.\n\nWith 1 < 2 & more.');
    await reader.sendWell();
    const { id } = await reader.comment('First version.');
    await reader.edit(id);
    assert.equal(words(await reader.written()), 'First version. With 1 < 2 & more.');
    await reader.write('Second version, 2 > 1, **not** bold.');
    await reader.sendWell('Save');
    assert.equal(
      (await reader.comment('Second version')).text,
      'Second version, 2 > 1, **not** bold.',
    );
    assert.match(
      (await stored(wordpress, id)).content.rendered,
      /Second version, 2 (&gt;|>) 1, \*\*not\*\* bold/,
    );

    await reader.row(id).getByRole('button', { name: 'Delete', exact: true }).click();
    await reader.row(id).getByRole('button', { name: 'Delete for good' }).click();
    await loses(reader.page.getByText('Second version'));
    const { code, status } = await stored(wordpress, id);
    assert.ok(code === 'rest_comment_invalid_id' || status === 'trash', `${code} ${status}`);
    await reader.reload(1);
  });

  stage.test(
    'what WordPress lets nobody but editors do is explained, and the text is kept',
    async ({ wordpress, visit }) => {
      const text = 'Congratulations to all!';
      const reader = await visit();
      reader.visitor.complaints.expectStatus(403);
      await reader.signIn(wordpress.accounts.lucia);
      await reader.openPost(wordpress.posts.closed, 2);
      const { id } = await reader.comment('Congratulations');
      await reader.edit(id);
      await reader.write(text);
      assert.match(
        await reader.sendInVain('You may not do this', 'Save'),
        /not allowed to edit this comment/,
      );
      assert.equal(await reader.written(), text);
    },
  );

  stage.test(
    'a password that was taken back is not mistaken for a guest',
    async ({ wordpress, visit }) => {
      const { amina } = wordpress.accounts;
      const passwords = `/wp/v2/users/${amina.id}/application-passwords`;
      const text = 'Written with a password that ends.';
      for (const allowed of [false, true]) {
        wordpress.allowGuests(allowed);
        const body = { name: `for a while, guests ${allowed}` };
        const made = await wordpress.rest(passwords, { as: 'warden', method: 'POST', body });
        const { password, uuid } = made.body;
        const reader = await visit();
        reader.visitor.complaints.expectStatus(400, 401);
        await reader.signIn({ ...amina, password });
        await reader.openPost(wordpress.posts.radio);
        await reader.visitor.startComment();
        await reader.write(text);
        await wordpress.rest(`${passwords}/${uuid}`, { as: 'warden', method: 'DELETE' });
        const told = await reader.sendInVain(/sign.in/i);
        assert.doesNotMatch(told, /guests/);
        assert.equal(await reader.written(), text);
      }
    },
  );
}

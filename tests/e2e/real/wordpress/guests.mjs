// Commenting on a WordPress without an account.

import assert from 'node:assert/strict';

import { sees } from '../../harness.mjs';

const NAME = 'Ada Oduya';
const EMAIL = 'ada@guests.example';

/** Registers the tests of a stage. */
export function guests(stage) {
  const stored = async (wordpress, text, status = 'all') => {
    const query = { status, context: 'edit' };
    const all = await wordpress.commentsOf(wordpress.posts.reply, { as: 'warden', query });
    return all.filter(({ content }) => content.raw.includes(text));
  };

  stage.test(
    'a guest whom the site refuses is told why, and keeps the text',
    async ({ wordpress, visit }) => {
      wordpress.allowGuests(false);
      const text = 'A question that the site will not take.';
      const reader = await visit();
      reader.visitor.complaints.expectStatus(401);
      await reader.openPost(wordpress.posts.reply);
      await reader.visitor.startComment();
      await reader.visitor.introduce(NAME, EMAIL);
      await reader.write(text);
      const told = await reader.sendInVain('This site takes no comments from guests');
      assert.match(told, /Its owner has to allow.*sign in.*kept on this device/s);
      assert.equal(await reader.written(), text);

      await reader.reload();
      await reader.visitor.startComment();
      assert.equal(await reader.written(), text);
      assert.equal((await stored(wordpress, text)).length, 0);
      // What helps is one click away, and the text waits.
      await reader.visitor.introduce(NAME, EMAIL);
      await reader.sendInVain('This site takes no comments from guests');
      await reader.alert.getByRole('link', { name: 'Sign in' }).click();
      await sees(reader.main.locator('input[autocomplete=username]'));
      await reader.page.waitForURL('**/account');
      await reader.page.goBack();
      await reader.visitor.startComment();
      assert.equal(await reader.written(), text);
    },
  );

  stage.test(
    'on a phone, a guest’s comment waits for a moderator and only its author sees it',
    async ({ wordpress, visit }) => {
      wordpress.allowGuests(true);
      const text = 'May I come with a lamp on Saturday?';
      const parent = wordpress.comments.second;
      const reader = await visit({ device: 'smallPhone' });
      await reader.openPost(wordpress.posts.reply);
      await reader.answer(parent);
      await reader.visitor.introduce(NAME, EMAIL);
      await reader.write(text);
      await reader.sendWell();
      const sent = await reader.comment(text);
      assert.match(sent.held, /Only you can see this: waiting for a moderator/);
      assert.deepEqual([sent.name, sent.parent], [NAME, String(parent)]);

      const [held, ...more] = await stored(wordpress, text, 'hold');
      assert.equal(more.length, 0, 'it is there once');
      assert.deepEqual(
        [String(held.id), held.parent, held.author_name, held.author_email],
        [sent.id, parent, NAME, EMAIL],
      );

      const isPublic = (await wordpress.commentsOf(wordpress.posts.reply)).length;
      await reader.reload(isPublic + 1);
      assert.match((await reader.comment(text)).held, /waiting for a moderator/);
      await reader.answer(parent);
      assert.equal(await reader.written(), '', 'what was sent is no draft any more');

      const stranger = await visit();
      await stranger.openPost(wordpress.posts.reply, isPublic);
      assert.equal(await stranger.page.getByText(text).count(), 0);

      const body = { status: 'approved' };
      await wordpress.rest(`/wp/v2/comments/${held.id}`, { as: 'warden', method: 'POST', body });
      await reader.reload(isPublic + 1);
      assert.equal((await reader.comment(text)).held, null, 'once approved it is like any other');
      await stranger.reload(isPublic + 1);
      assert.equal((await stranger.comment(text)).parent, String(parent));
    },
  );

  stage.test(
    'a guest who leaves something out reads what is missing',
    async ({ wordpress, visit }) => {
      wordpress.allowGuests(true);
      const text = 'Written before the name was.';
      const reader = await visit();
      reader.visitor.complaints.expectStatus(400);
      await reader.openPost(wordpress.posts.reply);
      await reader.visitor.startComment();
      await reader.write(text);
      await reader.visitor.send();
      // The browser itself points at the field, or the client says it.
      const invalid = await reader.composer.locator('input:invalid').count();
      assert.ok(invalid > 0 || (await reader.alert.innerText()).includes('your name'));
      // An address that a browser accepts and WordPress does not: its own words are shown.
      await reader.visitor.introduce(NAME, 'ada@localhost');
      assert.match(await reader.sendInVain('Something has to be changed'), /email/i);
      assert.equal(await reader.written(), text);
      assert.equal((await stored(wordpress, text)).length, 0);
    },
  );

  stage.test(
    'a guest may write what looks like HTML, and it stays text',
    async ({ wordpress, visit }) => {
      wordpress.allowGuests(true);
      const text = `if a < b && c > d then <script>alert("it's")</script> \\ & **done**`;
      const reader = await visit();
      await reader.openPost(wordpress.posts.reply);
      await reader.visitor.startComment();
      await reader.visitor.introduce(NAME, EMAIL);
      await reader.write(text);
      await reader.sendWell();
      const straight = (string) => string.replace(/[“”]/g, '"').replace(/[‘’]/g, "'");
      const { id, text: shown } = await reader.comment('if a < b');
      assert.equal(straight(shown), text);
      await wordpress.rest(`/wp/v2/comments/${id}`, {
        as: 'warden',
        method: 'POST',
        body: { status: 'approved' },
      });
      await reader.reload();
      assert.equal(straight((await reader.comment('if a < b')).text), text);
    },
  );
}

// Taking part: as a guest, with an account, as a moderator.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { loses, sees, until, untilCount, useSite } from './harness.mjs';

const PASSWORD = 'correct horse battery';

/** A post to write under, by somebody else. */
async function aPost(api, title = 'What do you think?') {
  const author = await api.signUp();
  const post = await author.createPost(title, 'Say it here.');
  return { author, post, path: `/s/box/p/${post.id}` };
}

describe('a guest', () => {
  const site = useSite();

  site.test('is asked for name and e-mail, and alone sees the comment until it is approved', async ({ api, open }) => {
    const { post, path } = await aPost(api);
    const text = 'Greetings from somebody without an account.';
    const guest = await open({ device: 'phone', path });
    await guest.startComment();
    await guest.write(text);
    await guest.send();
    await sees(guest.alert.getByText('Please add your name.').or(guest.main.locator('input:invalid')));
    assert.equal(await guest.editor.inputValue(), text);
    await guest.introduce('Wanjiku', 'wanjiku@example.org');
    await guest.sendAndSee(text);
    await sees(guest.toast(/A moderator will look at it/));
    await sees(guest.comment(text).getByText('Only you can see this: waiting for a moderator.'));
    await guest.reload();
    await sees(guest.comment(text).getByText('Only you can see this: waiting for a moderator.'));
    const other = await open({ path });
    await sees(other.main.getByText('No replies yet'));
    assert.equal(await other.comment(text).count(), 0);

    const [held] = (await (await api.moderator()).ask('GET', '/moderation')).body.items
      .filter((comment) => comment.post_id === post.id);
    await (await api.moderator()).approve(held.id);
    await other.reload();
    await sees(other.comment(text));
    await guest.reload();
    await untilCount(guest.comments, 1);
    await sees(guest.comment(text));
    await loses(guest.main.getByText('waiting for a moderator'));
  });

  site.test('is remembered only if asked to, and can be forgotten', async ({ api, open }) => {
    const { path } = await aPost(api);
    const guest = await open({ path });
    await guest.startComment();
    await guest.write('One of two.');
    await guest.introduce('Noor', 'noor@example.org');
    await guest.sendAndSee('One of two.');
    await guest.startComment();
    const name = guest.composer.getByRole('textbox', { name: 'Name' });
    assert.equal(await name.inputValue(), '');
    await guest.write('Two of two.');
    await guest.introduce('Noor', 'noor@example.org');
    await guest.page.getByLabel('Remember me on this device').check();
    await guest.sendAndSee('Two of two.');
    await guest.reload();
    await guest.startComment();
    assert.equal(await name.inputValue(), 'Noor');
    await guest.go('/settings');
    await guest.button('Forget them').click();
    await sees(guest.toast('Your guest details are forgotten.'));
    assert.deepEqual(await guest.kept('baraza:guest'), {});
  });

  site.test('waits for a moderator, who reads the comment in its place and approves it', async ({ api, open }) => {
    const { path } = await aPost(api);
    const guest = await open({ path });
    await guest.startComment();
    await guest.write('Please let me in.');
    await guest.introduce('Ayo', 'ayo@example.org');
    await guest.sendAndSee('Please let me in.');
    const moderator = await open();
    await moderator.signIn('demo', 'demo-demo-demo', { remember: true });
    await moderator.go(path);
    const held = moderator.comment('Please let me in.');
    await moderator.button('Approve', held).click();
    await sees(moderator.toast('Approved.'));
    await loses(moderator.button('Approve', held));
    const other = await open({ path });
    await sees(other.comment('Please let me in.'));
    await moderator.button('Remove', moderator.comment('Please let me in.')).click();
    await moderator.button('Remove for good').click();
    await sees(moderator.main.getByText('Removed by a moderator').or(moderator.main.getByText('No replies yet')));
    await other.reload();
    await loses(other.comment('Please let me in.'));
  });
});

describe('an account', () => {
  const site = useSite();

  site.test('is made, left and entered again', async ({ api, open }) => {
    const visitor = await open({ device: 'phone' });
    const name = api.newName();
    await visitor.signUp(name, PASSWORD);
    const bar = visitor.page.getByRole('navigation', { name: 'Main, short' });
    await visitor.link('Account', bar).click();
    await sees(visitor.main.getByText(`You are commenting as ${name}.`));
    await visitor.button(`Sign out of ${name}`).click();
    await sees(visitor.toast('Signed out.'));
    await sees(visitor.main.getByRole('heading', { name: 'Sign in' }));
    await visitor.signIn(name, PASSWORD);
    assert.deepEqual(await visitor.kept('baraza:session'), {}, 'the secret stays in memory');
    await visitor.signIn(name, PASSWORD, { remember: true });
    await visitor.reload();
    await visitor.go('/account');
    await sees(visitor.main.getByText(`You are commenting as ${name}.`));
    await visitor.button(`Sign out of ${name}`).click();
    await until(async () => Object.keys(await visitor.kept('baraza:session')).length === 0, 'the secret is gone');
  });

  site.test('is refused with the wrong password or a name that is taken, in words', async ({ api, open }) => {
    const { name } = await api.signUp();
    const visitor = await open({ path: '/account' });
    visitor.complaints.expectStatus(401, 409, 422);
    await visitor.page.getByLabel('Name').fill(name);
    await visitor.page.getByLabel('Password').fill('not this one');
    await visitor.main.locator('form').getByRole('button', { name: 'Sign in' }).click();
    await sees(visitor.alert.getByText('Name or password do not match'));
    await visitor.button('Create account', visitor.main.getByRole('group')).click();
    await visitor.main.locator('form').getByRole('button', { name: 'Create account' }).click();
    await sees(visitor.alert.getByText(/another account has this name/i));
    assert.equal(await visitor.page.getByLabel('Name').inputValue(), name);
  });

  site.test('replies, and replies to the reply, each in its place', async ({ api, open }) => {
    const { author, post, path } = await aPost(api);
    await author.comment(post.id, 'Who agrees?');
    await author.comment(post.id, 'A later one.');
    const me = await api.signUp();
    const visitor = await open();
    await visitor.signIn(me.name, me.password, { remember: true });
    await visitor.go(path);
    await visitor.startReply('Who agrees?');
    await sees(visitor.composer.getByText(`Replying to ${author.name}`));
    await visitor.write('I do.');
    await visitor.sendAndSee('I do.');
    await visitor.startReply('I do.');
    await visitor.write('And **strongly** so.');
    await visitor.send();
    await sees(visitor.comment('And strongly so.').locator('strong'));
    const texts = async () => (await visitor.comments.locator(':scope > .prose').allInnerTexts());
    const expected = ['Who agrees?', 'I do.', 'And strongly so.', 'A later one.'];
    assert.deepEqual(await texts(), expected);
    await visitor.reload();
    assert.deepEqual(await texts(), expected);
    const levels = await visitor.comments.evaluateAll((all) => all.map((row) => row.ariaLevel));
    assert.deepEqual(levels, ['1', '2', '3', '1']);
  });

  site.test('changes and deletes its own comments and nobody else’s', async ({ api, open }) => {
    const { author, post, path } = await aPost(api);
    const others = await author.comment(post.id, 'Not yours.');
    const me = await api.signUp();
    const mine = await me.comment(post.id, 'With a mistkae.', others.id);
    await me.comment(post.id, 'Without an answer.');
    await author.comment(post.id, 'An answer.', mine.id);
    const visitor = await open();
    await visitor.signIn(me.name, me.password, { remember: true });
    await visitor.go(path);
    assert.equal(await visitor.button('Edit', visitor.comment('Not yours.')).count(), 0);
    assert.equal(await visitor.button('Delete', visitor.comment('Not yours.')).count(), 0);

    await visitor.startEdit('With a mistkae.');
    assert.equal(await visitor.editor.inputValue(), 'With a mistkae.');
    await visitor.write('Without a mistake.');
    await visitor.sendAndSee('Without a mistake.', 'Save');
    await sees(visitor.comment('Without a mistake.').getByText('edited'));

    await visitor.button('Delete', visitor.comment('Without a mistake.')).click();
    await visitor.button('Keep', visitor.comment('Without a mistake.')).click();
    await visitor.button('Delete', visitor.comment('Without a mistake.')).click();
    await visitor.button('Delete for good', visitor.comment('Without a mistake.')).click();
    await sees(visitor.main.getByText('Deleted by its author'));
    await sees(visitor.comment('An answer.'));
    await visitor.button('Delete', visitor.comment('Without an answer.')).click();
    await visitor.button('Delete for good', visitor.comment('Without an answer.')).click();
    await loses(visitor.comment('Without an answer.'));
    await visitor.reload();
    await sees(visitor.comment('An answer.'));
    await loses(visitor.comment('Without a mistake.'));
  });

  site.test('votes for, against and not at all, and the score follows', async ({ api, open }) => {
    const { author, post, path } = await aPost(api);
    await author.comment(post.id, 'Rate this.');
    const me = await api.signUp();
    const visitor = await open();
    await visitor.signIn(me.name, me.password, { remember: true });
    await visitor.go(path);
    const items = [visitor.main.locator('article.head'), visitor.comment('Rate this.')];
    for (const item of items) {
      const [up, down] = [visitor.button('Vote for', item), visitor.button('Vote against', item)];
      const score = item.locator('.vote .score');
      const start = Number(await score.innerText());
      const shows = async (vote, offset) => {
        await until(async () => Number(await score.innerText()) === start + offset, `score ${offset}`);
        await until(async () => (await up.getAttribute('aria-pressed')) === String(vote > 0), 'for');
        await until(async () => (await down.getAttribute('aria-pressed')) === String(vote < 0), 'against');
      };
      await up.click();
      await shows(1, 1);
      await up.click();
      await shows(0, 0);
      await down.click();
      await shows(-1, -1);
      await up.click();
      await shows(1, 1);
    }
    const mine = async () => {
      const [comment] = await me.comments(post.id);
      return [(await me.post(post.id)).my_vote, comment.my_vote].join();
    };
    await until(async () => (await mine()) === '1,1', 'the server has the votes');
    await visitor.reload();
    await until(
      async () => (await visitor.button('Vote for').first().getAttribute('aria-pressed')) === 'true',
      'the vote is there after a reload',
    );
  });

  site.test('is what a vote needs, which is said to those without one', async ({ api, open }) => {
    const { path } = await aPost(api);
    const visitor = await open({ path });
    const up = visitor.button('Vote for').first();
    if (await up.isVisible()) {
      await up.click();
      await sees(visitor.toast(/Sign in to vote/));
      assert.equal(await up.getAttribute('aria-pressed'), 'false');
    } else {
      await sees(visitor.main.locator('article.head .score'));
    }
  });

  site.test('starts a discussion, changes its post and takes it away', async ({ api, open }) => {
    const me = await api.signUp();
    const visitor = await open({ path: '/write' });
    await sees(visitor.main.getByText('Sign in to start a discussion'));
    await visitor.signIn(me.name, me.password, { remember: true });
    await visitor.link('Write', visitor.page.getByRole('navigation', { name: 'Main' }).first()).click();
    await visitor.page.getByLabel('Title').fill('A title of mine');
    await visitor.write('A text with a [link](https://example.org/).');
    await visitor.page.getByLabel(/^Tags/).fill('mentoring visas');
    await visitor.send('Post');
    await sees(visitor.main.getByRole('heading', { level: 1, name: 'A title of mine' }));
    await sees(visitor.main.locator('.head .prose a[href="https://example.org/"]'));
    const post = await api.find((each) => each.title === 'A title of mine');
    assert.deepEqual(post.tags.sort(), ['mentoring', 'visas']);

    await visitor.link('Edit', visitor.main.locator('.head')).click();
    await visitor.page.getByLabel('Title').fill('A better title');
    await visitor.send('Save');
    await sees(visitor.main.getByRole('heading', { level: 1, name: 'A better title' }));
    await sees(visitor.main.locator('.head').getByText('edited'));
    await until(async () => Object.keys(await visitor.kept('baraza:draft')).length === 0, 'no draft is left');

    await visitor.button('Delete', visitor.main.locator('.head')).click();
    await visitor.button('Delete for good').click();
    await sees(visitor.toast('Deleted.'));
    await until(async () => !(await visitor.postTitles()).includes('A better title'), 'it is gone from the list');
  });
});

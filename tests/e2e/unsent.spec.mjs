// What is not sent: in two places on the device, in several tabs, in one list, in the trash.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { loses, sees, until, untilCount, useSite } from './harness.mjs';

async function aThread(api) {
  const author = await api.signUp();
  const post = await author.createPost('Write here', 'Go on.');
  await author.comment(post.id, 'First voice.');
  return { post, path: `/s/box/p/${post.id}` };
}

/** The text is in the database, as far as it was typed. */
function inDatabase(visitor, text) {
  const has = ([, record]) => JSON.parse(record).text === text;
  return until(async () => (await visitor.records('drafts:v1')).some(has), `the database has “${text}”`);
}

/** Takes back what was thrown away last. */
function undo(visitor) {
  return visitor.page.locator('.toast', { hasText: 'Thrown away.' }).last().getByRole('button', { name: 'Undo' }).click();
}

/** One of the two places to keep texts in refuses. */
const BROKEN = {
  'local storage': () => {
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
  },
  'local storage, even to look at': () => {
    Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });
  },
  'the database': () => {
    IDBFactory.prototype.open = () => { throw new DOMException('no', 'UnknownError'); };
  },
  'a write to the database': () => {
    IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
  },
  'the database, in silence': () => {
    IDBFactory.prototype.open = () => new EventTarget();
  },
};

describe('an unsent text', () => {
  const site = useSite();

  site.test('is in the database too, and comes back from there alone', async ({ api, open }) => {
    const { path } = await aThread(api);
    const visitor = await open({ path });
    await visitor.startReply('First voice.');
    await visitor.editor.pressSequentially('Twice is safer.');
    await inDatabase(visitor, 'Twice is safer.');
    await visitor.page.evaluate(() => localStorage.clear());
    await visitor.reload();
    await visitor.startReply('First voice.');
    await until(async () => (await visitor.editor.inputValue()) === 'Twice is safer.', 'it is back');
  });

  for (const [what, spoil] of Object.entries(BROKEN)) {
    site.test(`is kept where there is room when ${what} refuses`, async ({ api, open }) => {
      const { path } = await aThread(api);
      const visitor = await open({ path: null });
      await visitor.context.addInitScript(spoil);
      visitor.complaints.expect(/SecurityError|indexedDB/);
      await visitor.go(path);
      await visitor.startComment();
      await visitor.editor.pressSequentially('Room enough.');
      await sees(visitor.composer.getByText('Saved', { exact: true }));
      await loses(visitor.alert.getByText('This text is not saved'));
      await visitor.reload();
      await visitor.startComment();
      await until(async () => (await visitor.editor.inputValue()) === 'Room enough.', 'it is back');
    });
  }

  site.test('that two tabs go on with apart is there twice, and one chooses', async ({ api, open }) => {
    const { path } = await aThread(api);
    const one = await open({ path: null });
    // Neither hears of the other, as when both are typed in at once.
    await one.context.addInitScript(() => addEventListener('storage', (event) => event.stopImmediatePropagation(), true));
    await one.go(path);
    await one.startComment();
    await one.editor.pressSequentially('Common. ');
    const two = await one.newTab(path);
    await two.startComment();
    assert.equal(await two.editor.inputValue(), 'Common. ');
    await one.editor.pressSequentially('First.');
    await two.editor.pressSequentially('Second.');
    await inDatabase(two, 'Common. Second.');
    await two.reload();
    await two.startComment();
    assert.equal(await two.editor.inputValue(), 'Common. Second.');
    await sees(two.composer.getByText('Common. First.'));
    await two.button('Go on with this one').click();
    assert.equal(await two.editor.inputValue(), 'Common. First.');
    await sees(two.composer.getByText('Common. Second.'));
    await one.page.close();
    await two.reload();
    await two.startComment();
    assert.equal(await two.editor.inputValue(), 'Common. First.');
    await sees(two.composer.getByText('Common. Second.'));
    await two.button('Throw it away').click();
    await loses(two.composer.getByText('Common. Second.'));
    await undo(two);
    await two.reload();
    await two.startComment();
    await sees(two.composer.getByText('Common. Second.'));
  });

  site.test('that one tab has finished is taken over by the other', async ({ api, open }) => {
    const { path } = await aThread(api);
    const one = await open({ path });
    await one.startComment();
    const two = await one.newTab(path);
    await two.startComment();
    await one.editor.pressSequentially('Only here.');
    await until(async () => (await two.editor.inputValue()) === 'Only here.', 'the idle tab shows it');
    assert.equal(await two.page.locator('.copies').count(), 0);
  });

  site.test('is in one list, opens where it belongs, and has a way back from the trash', async ({ api, open }) => {
    const { post, path } = await aThread(api);
    const visitor = await open({ path });
    await visitor.go('/unsent');
    await sees(visitor.main.getByText('Nothing is unsent', { exact: true }));
    await visitor.go(path);
    await visitor.startReply('First voice.');
    await visitor.write('To the voice.');
    await visitor.startComment();
    await visitor.write('To the post.');
    await visitor.go('/settings');
    await visitor.link('Show them').click();
    const rows = visitor.main.locator('.unsent-list > li');
    await untilCount(rows, 2);
    await rows.filter({ hasText: 'To the voice.' }).getByRole('button', { name: 'Go on' }).click();
    await sees(visitor.editor);
    assert.equal(await visitor.editor.inputValue(), 'To the voice.');
    assert.ok(new URL(visitor.page.url()).pathname.startsWith(`/s/box/p/${post.id}/c/`));
    await visitor.go('/unsent');
    await rows.filter({ hasText: 'To the post.' }).getByRole('button', { name: 'Throw away' }).click();
    await untilCount(rows.filter({ hasText: 'Put back' }), 1);
    await visitor.reload();
    await rows.getByRole('button', { name: 'Put back' }).click();
    await untilCount(rows.getByRole('button', { name: 'Go on' }), 2);
    await rows.filter({ hasText: 'To the post.' }).getByRole('button', { name: 'Throw away' }).click();
    await undo(visitor);
    await untilCount(rows.getByRole('button', { name: 'Go on' }), 2);
  });

  site.test('is asked about when its account signs out, and stays or goes as one says', async ({ api, open }) => {
    const { path } = await aThread(api);
    const [me, other] = [await api.signUp(), await api.signUp()];
    const visitor = await open({ path });
    const leave = async () => {
      await visitor.go('/account');
      await visitor.button(`Sign out of ${me.name}`).click();
    };
    const texts = async () => (await visitor.records('drafts:v1')).map(([, record]) => JSON.parse(record).text).sort();
    const isNotAsked = () => untilCount(visitor.main.locator('.notice'), 0);
    await visitor.startReply('First voice.');
    await visitor.write('Of a guest.');
    await inDatabase(visitor, 'Of a guest.');
    await visitor.signIn(me.name, me.password, { remember: true });
    await visitor.go(path);
    await visitor.startComment();
    await visitor.write('Never mind.');
    await inDatabase(visitor, 'Never mind.');
    await visitor.button('Discard').click();
    await visitor.startComment();
    await visitor.write('To the post.');
    await inDatabase(visitor, 'To the post.');
    await leave();
    await sees(visitor.main.getByText('1 text of yours here is not sent.'));
    await until(() => visitor.page.evaluate(() => document.activeElement.textContent.startsWith('Keep')), 'focus is there');
    await visitor.button('Cancel').click();
    await isNotAsked();
    await sees(visitor.main.getByText(`You are commenting as ${me.name}.`));
    assert.deepEqual(await texts(), ['Of a guest.', 'To the post.']);
    assert.equal((await visitor.records('trash:v1')).length, 1);
    await leave();
    await visitor.button('Keep it on this device').click();
    await sees(visitor.toast('What you had thrown away is deleted.'));
    await sees(visitor.main.getByRole('heading', { name: 'Sign in' }));
    assert.deepEqual(await texts(), ['Of a guest.', 'To the post.']);
    assert.equal((await visitor.records('trash:v1')).length, 0);
    // Another account is asked about nothing.
    await visitor.signIn(other.name, other.password, { remember: true });
    await visitor.go('/account');
    await visitor.button(`Sign out of ${other.name}`).click();
    await sees(visitor.main.getByRole('heading', { name: 'Sign in' }));
    await visitor.signIn(me.name, me.password, { remember: true });
    await visitor.go(path);
    await visitor.startComment();
    await until(async () => (await visitor.editor.inputValue()) === 'To the post.', 'it was kept');
    await visitor.startReply('First voice.');
    await visitor.write('To the voice.');
    await inDatabase(visitor, 'To the voice.');
    await leave();
    await sees(visitor.main.getByText('2 texts of yours here are not sent.'));
    await visitor.button('Delete them and sign out').click();
    await sees(visitor.toast('Signed out.'));
    // The reply had been begun as a guest, and was gone on with as the account.
    await until(async () => (await texts()).length === 0, 'the database is empty');
    assert.deepEqual(await visitor.kept('baraza:draft'), {});
    await visitor.signIn(me.name, me.password, { remember: true });
    await leave();
    await sees(visitor.main.getByRole('heading', { name: 'Sign in' }));
    await isNotAsked();
  });

  for (const what of ['the database', 'the database, in silence']) {
    site.test(`does not keep anybody signed in when ${what} refuses`, async ({ api, open }) => {
      const { path } = await aThread(api);
      const me = await api.signUp();
      const visitor = await open({ path: null });
      await visitor.context.addInitScript(BROKEN[what]);
      visitor.complaints.expect(/SecurityError|indexedDB/);
      await visitor.signIn(me.name, me.password, { remember: true });
      await visitor.go(path);
      await visitor.startComment();
      await visitor.write('To the post.');
      await visitor.go('/account');
      await visitor.button(`Sign out of ${me.name}`).click();
      await visitor.button('Delete it and sign out').click();
      await sees(visitor.main.getByRole('heading', { name: 'Sign in' }));
      await sees(visitor.toast('this browser did not delete all of your texts'));
      assert.deepEqual(await visitor.kept('baraza:draft'), {});
      assert.deepEqual(await visitor.kept('baraza:session'), {});
    });
  }

  site.test('of an earlier version of the app is taken along', async ({ api, open }) => {
    const { post, path } = await aThread(api);
    const visitor = await open({ path });
    await visitor.page.evaluate((id) => localStorage.setItem(`baraza:draft:v1:box:post:${id}`, 'From before.'), post.id);
    await visitor.startComment();
    assert.equal(await visitor.editor.inputValue(), 'From before.');
    assert.equal(Object.keys(await visitor.kept('baraza:draft:v1')).length, 0);
  });
});

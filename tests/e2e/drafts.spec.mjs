// No lost word: what was typed survives whatever happens to the page, the network and the server.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { Api, Server, loses, sees, until, useSite } from './harness.mjs';

async function aThread(api) {
  const author = await api.signUp();
  const post = await author.createPost('Write here', 'Go on.');
  await author.comment(post.id, 'First voice.');
  await author.comment(post.id, 'Second voice.');
  return { author, post, path: `/s/box/p/${post.id}` };
}

/** No draft is on the device any more. */
async function nothingKept(visitor) {
  await until(async () => Object.keys(await visitor.kept('baraza:draft')).length === 0, 'local storage is empty');
  await until(async () => (await visitor.records('drafts:v1')).length === 0, 'the database is empty');
}

describe('a draft', () => {
  const site = useSite();

  site.test('is kept from the first key, per place, through a reload', async ({ api, open }) => {
    const { path } = await aThread(api);
    const visitor = await open({ path });
    await visitor.startReply('First voice.');
    await visitor.editor.press('a');
    await visitor.reload();
    await visitor.startReply('First voice.');
    assert.equal(await visitor.editor.inputValue(), 'a');
    await visitor.write('To the first.');
    await sees(visitor.composer.getByText('Saved'));
    await visitor.startReply('Second voice.');
    assert.equal(await visitor.editor.inputValue(), '');
    await visitor.write('To the second.');
    await visitor.button('Close, the text is kept').click();
    await visitor.startComment();
    await visitor.write('To the post.');
    await visitor.go('/');
    await visitor.go(path);
    await visitor.startReply('First voice.');
    assert.equal(await visitor.editor.inputValue(), 'To the first.');
    await visitor.startReply('Second voice.');
    assert.equal(await visitor.editor.inputValue(), 'To the second.');
    await visitor.button('Close, the text is kept').click();
    await visitor.startComment();
    assert.equal(await visitor.editor.inputValue(), 'To the post.');
  });

  site.test('survives a crash of the tab after a single key', async ({ api, open }) => {
    const { path } = await aThread(api);
    const visitor = await open({ path });
    // A worker that was being installed crashes along with the tab that asked for it.
    visitor.complaints.expect(/the page crashed/, /service worker: Failed to register/);
    for (const [words, key] of [['First voice.', 'x'], ['Second voice.', 'Q']]) {
      await visitor.startReply(words);
      await visitor.editor.press(key);
      const crashed = visitor.page.waitForEvent('crash');
      visitor.page.goto('chrome://crash').catch(() => {});
      await crashed;
      await visitor.page.close();
      visitor.page = await visitor.context.newPage();
      await visitor.go(path);
      await visitor.startReply(words);
      assert.equal(await visitor.editor.inputValue(), key);
      await visitor.button('Close, the text is kept').click();
    }
  });

  site.test('of a new post keeps title and text', async ({ api, open }) => {
    const me = await api.signUp();
    const visitor = await open();
    await visitor.signIn(me.name, me.password, { remember: true });
    await visitor.go('/write');
    await visitor.page.getByLabel('Title').fill('Half a ti');
    await visitor.write('Half a te');
    await visitor.go('/');
    await visitor.go('/write');
    assert.equal(await visitor.page.getByLabel('Title').inputValue(), 'Half a ti');
    assert.equal(await visitor.editor.inputValue(), 'Half a te');
  });

  site.test('goes when the server has taken the text, and with “Discard”', async ({ api, open }) => {
    const { path } = await aThread(api);
    const me = await api.signUp();
    const visitor = await open();
    await visitor.signIn(me.name, me.password, { remember: true });
    await visitor.go(path);
    await visitor.startComment();
    await visitor.write('Sent and done.');
    await visitor.sendAndSee('Sent and done.');
    await nothingKept(visitor);
    await visitor.startComment();
    assert.equal(await visitor.editor.inputValue(), '');
    await visitor.write('Never mind.');
    await visitor.button('Discard').click();
    await loses(visitor.composer);
    await nothingKept(visitor);
  });

  site.test('is not mixed up between two tabs', async ({ api, open }) => {
    const { path } = await aThread(api);
    const one = await open({ path });
    const two = await one.newTab(path);
    await one.startReply('First voice.');
    await two.startReply('Second voice.');
    await one.editor.pressSequentially('From the first tab.');
    await two.editor.pressSequentially('From the second tab.');
    const drafts = Object.values(await one.kept('baraza:draft')).map((record) => JSON.parse(record).text);
    assert.deepEqual(drafts.sort(), ['From the first tab.', 'From the second tab.']);
    await one.reload();
    await one.startReply('First voice.');
    assert.equal(await one.editor.inputValue(), 'From the first tab.');
  });

  site.test('that cannot be kept is said at once', async ({ api, open }) => {
    const { path } = await aThread(api);
    const visitor = await open({ path: null });
    await visitor.context.addInitScript(() => {
      const { setItem } = Storage.prototype;
      Storage.prototype.setItem = function refuse(key, value) {
        if (String(key).startsWith('baraza:draft')) throw new DOMException('full', 'QuotaExceededError');
        return setItem.call(this, key, value);
      };
      IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
    });
    await visitor.go(path);
    await visitor.startComment();
    await visitor.editor.press('q');
    await sees(visitor.alert.getByText('This text is not saved'));
    assert.equal(await visitor.editor.inputValue(), 'q');
    await sees(visitor.button('Copy the text'));
    await sees(visitor.button('Download it'));
  });
});

describe('the box to write in', () => {
  const site = useSite();

  site.test('sends with Ctrl+Enter and closes with Escape, keeping the text', async ({ api, open }) => {
    const { path } = await aThread(api);
    const me = await api.signUp();
    const visitor = await open();
    await visitor.signIn(me.name, me.password, { remember: true });
    await visitor.go(path);
    await visitor.startReply('First voice.');
    await visitor.write('Not yet.');
    await visitor.editor.press('Escape');
    await loses(visitor.composer);
    await visitor.startReply('First voice.');
    assert.equal(await visitor.editor.inputValue(), 'Not yet.');
    await visitor.editor.press('Control+Enter');
    await sees(visitor.comment('Not yet.'));
    await loses(visitor.composer);
  });

  site.test('marks words by button and by key, and shows what will come of it', async ({ api, open }) => {
    const { path } = await aThread(api);
    const visitor = await open({ path });
    await visitor.startComment();
    await visitor.write('loud');
    await visitor.editor.press('Control+a');
    await visitor.editor.press('Control+b');
    assert.equal(await visitor.editor.inputValue(), '**loud**');
    await visitor.button('Preview', visitor.composer).click();
    await sees(visitor.composer.getByRole('region', { name: 'Preview' }).locator('strong', { hasText: 'loud' }));
    await visitor.button('Preview', visitor.composer).click();
    await sees(visitor.editor);
  });

  site.test('does not send nothing, nor twice', async ({ api, open }) => {
    const { post, path } = await aThread(api);
    const me = await api.signUp();
    const visitor = await open();
    await visitor.signIn(me.name, me.password, { remember: true });
    await visitor.go(path);
    await visitor.startComment();
    await visitor.write('   ');
    await visitor.send();
    await sees(visitor.alert.getByText('Please add a few words.'));
    await visitor.write('Just once.');
    await visitor.page.evaluate(() => {
      const form = document.querySelector('form.composer');
      for (let times = 0; times < 5; times += 1) form.requestSubmit();
    });
    await sees(visitor.comment('Just once.'));
    const same = (await api.comments(post.id)).filter(({ body }) => body === 'Just once.');
    assert.equal(same.length, 1);
  });

  site.test('is a sheet on a phone that gets small while reading on', async ({ api, open }) => {
    const { path } = await aThread(api);
    const visitor = await open({ device: 'phone', path });
    await visitor.startReply('First voice.');
    await visitor.write('Wait, what did they say?');
    const large = await visitor.composer.boundingBox();
    assert.ok(large.y + large.height >= 910, 'it sits at the lower edge');
    await visitor.button('Make smaller').click();
    await until(async () => (await visitor.composer.boundingBox()).height < large.height * 0.6, 'it is small');
    await loses(visitor.editor);
    await sees(visitor.comment('Second voice.'));
    await visitor.button('Make larger').click();
    await sees(visitor.editor);
    assert.equal(await visitor.editor.inputValue(), 'Wait, what did they say?');
  });
});

describe('a refused text', () => {
  const site = useSite();

  /** Somebody signed in, with a text in the box. */
  async function ready({ api, open, server = site.server }, text) {
    const client = new Api(server);
    const { path, post } = await aThread(client);
    const me = await client.signUp();
    const visitor = await open({ server });
    await visitor.signIn(me.name, me.password, { remember: true });
    await visitor.go(path);
    await visitor.startComment();
    await visitor.write(text);
    return { visitor, me, post, client, api };
  }

  site.test('waits in the thread when the server is away, and is sent once when it is back', async ({ api, open }) => {
    const server = await Server.start();
    try {
      const { visitor, client, post } = await ready({ api, open, server }, 'Into the void.');
      visitor.complaints.expectNoServer();
      await server.stop();
      await visitor.send();
      const waiting = visitor.main.locator('.unsent-row', { hasText: 'Into the void.' });
      await sees(waiting.getByText(/^No answer\. Next try in \d+ s\.$/));
      await loses(visitor.composer);
      await server.start();
      await visitor.button('Send now', waiting).click();
      await sees(visitor.comment('Into the void.'));
      const same = (await client.comments(post.id)).filter(({ body }) => body === 'Into the void.');
      assert.equal(same.length, 1);
    } finally {
      await server.close();
    }
  });

  site.test('says how long it waits when it came too fast', async ({ api, open }) => {
    const server = await Server.start({ flags: ['--rate-limit', '60/min'] });
    try {
      const { visitor, me, post } = await ready({ api, open, server }, 'Too much of me.');
      visitor.complaints.expectStatus(429);
      await until(async () => (await me.ask('POST', `/posts/${post.id}/comments`, { body: `x ${Math.random()}` })).status === 429, 'the limit');
      await visitor.send();
      const waiting = visitor.main.locator('.unsent-row', { hasText: 'Too much of me.' });
      await sees(waiting.getByText(/^Too fast\. Next try in \d+ s\.$/));
      await sees(visitor.button('Take back', waiting));
    } finally {
      await server.close();
    }
  });

  site.test('says what to change when it does not fit', async ({ api, open }) => {
    const long = 'A long story. '.repeat(2600);
    const { visitor } = await ready({ api, open }, long);
    visitor.complaints.expectStatus(413, 422);
    await visitor.send();
    await sees(visitor.alert.getByText(/Something has to be changed|Too long/));
    assert.equal(await visitor.editor.inputValue(), long);
    await sees(visitor.composer.getByText('Saved'));
  });

  site.test('asks to sign in again when the session has ended, and is there afterwards', async ({ api, open }) => {
    const { visitor, me, post } = await ready({ api, open }, 'Still me.');
    visitor.complaints.expectStatus(401);
    const [session] = Object.values(await visitor.kept('baraza:session'));
    const token = /"token":"([^"]+)"/.exec(session)[1];
    await new Api(site.server, token).signOut();
    await visitor.send();
    await sees(visitor.alert.getByText(/Your sign-in is no longer valid|Sign in to send this/));
    assert.equal(await visitor.editor.inputValue(), 'Still me.');
    await visitor.link('Sign in', visitor.alert).click();
    await visitor.arrives();
    if (await visitor.button('Sign out').isVisible()) await visitor.button('Sign out').click();
    await visitor.signIn(me.name, me.password, { from: 'here' });
    await visitor.page.goBack().then(() => visitor.go(`/s/box/p/${post.id}`));
    await visitor.startComment();
    assert.equal(await visitor.editor.inputValue(), 'Still me.');
  });

  site.test('of a guest is explained where guests are not welcome', async ({ api, open }) => {
    const server = await Server.start({ flags: ['--guests', 'off'] });
    try {
      const { path } = await aThread(new Api(server));
      const visitor = await open({ server, path });
      visitor.complaints.expectStatus(401, 403);
      await visitor.startComment();
      await visitor.write('May I?');
      await visitor.introduce('Guest', 'guest@example.org');
      await visitor.send();
      await sees(visitor.alert.getByText('This site takes no comments from guests'));
      await sees(visitor.link('Sign in', visitor.alert));
      assert.equal(await visitor.editor.inputValue(), 'May I?');
    } finally {
      await server.close();
    }
  });
});

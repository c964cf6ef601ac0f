// Images in a text: pasted, dropped or chosen, on their way, there, or refused.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe } from 'node:test';

import { loses, root, sees, until, useSite } from './harness.mjs';
import { check } from './support/axe.mjs';
import { Backend } from './support/backend.mjs';

/** One pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const ADDRESS = /^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/images\/[0-9a-f]{64}$/;

/** Somebody with an account, in a discussion. */
async function aMember(api, open, settings = {}) {
  const author = await api.signUp();
  const { id } = await author.createPost('Show us your garden', 'With pictures, please.');
  const me = await api.signUp();
  const visitor = await open(settings);
  await visitor.signIn(me.name, me.password, { remember: true });
  const path = `/s/box/p/${id}`;
  await visitor.go(path);
  return { visitor, path, id };
}

const box = (visitor) => visitor.composer.locator('textarea');
const text = (visitor) => box(visitor).inputValue();
const field = (visitor) => visitor.composer.getByLabel('Images for the text');
const notice = (visitor) => visitor.composer.getByRole('alert');

/** Waits until the text is as a pattern says, and hands out what it captures. */
const reads = (visitor, pattern) => until(async () => pattern.exec(await text(visitor)), `the text is ${pattern}`);

/** Pastes or drops a file, as the browser would. What becomes of the event, if nobody takes it. */
const bring = (visitor, way, { name = 'cat.png', type = 'image/png', words } = {}) => box(visitor).evaluate(
  (area, [kind, base64, file, media, said]) => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    data.items.add(new File([bytes], file, { type: media }));
    if (said) data.setData('text/plain', said);
    area.focus();
    const more = { bubbles: true, cancelable: true };
    const event = kind === 'paste'
      ? new ClipboardEvent('paste', { ...more, clipboardData: data })
      : new DragEvent('drop', { ...more, dataTransfer: data });
    return area.dispatchEvent(event);
  },
  [way, PNG, name, type, words],
);

/** Chooses a file, as on a phone. */
const choose = (visitor, name = 'cat.png') => field(visitor).setInputFiles(
  { name, mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') },
);

/** Keeps images on their way until somebody lets them go. */
async function hold(visitor) {
  const waiting = [];
  await visitor.context.route('**/api/v1/images', async (route) => {
    await new Promise((go) => { waiting.push(go); });
    await route.continue();
  });
  return () => waiting.splice(0).forEach((go) => go());
}

/** The selected words of the box. */
const selected = (visitor) => box(visitor).evaluate(
  (area) => area.value.slice(area.selectionStart, area.selectionEnd),
);

describe('an image', () => {
  const site = useSite();

  site.test('that is pasted is sent, described, and shown to everybody', async ({ api, open }) => {
    const { visitor, id } = await aMember(api, open);
    await visitor.startComment();
    await visitor.write('Look: ');
    assert.equal(await bring(visitor, 'paste'), false, 'the browser does nothing of its own');
    const [, words, address] = await reads(visitor, /^Look: !\[(.*)\]\((.+)\)$/);
    assert.equal(words, 'cat');
    assert.match(address, ADDRESS);
    await until(async () => (await selected(visitor)) === 'cat', 'its words are selected');
    await visitor.page.keyboard.type('My cat asleep');
    await reads(visitor, /^Look: !\[My cat asleep\]\(http/);
    await visitor.send();
    await sees(visitor.comment('Look:'));
    await loses(visitor.composer);
    const [{ body }] = await api.comments(id);
    assert.equal(body, `Look: ![My cat asleep](${address})`);
    await visitor.comment('Look:').getByRole('button', { name: 'Show image: My cat asleep' }).click();
    const image = visitor.comment('Look:').getByRole('img', { name: 'My cat asleep' });
    await until(() => image.evaluate((each) => each.naturalWidth === 1), 'the image shows');
  });

  site.test('is dropped just as well, and chosen by a button', async ({ api, open }) => {
    const { visitor } = await aMember(api, open);
    await visitor.startComment();
    await visitor.write('Dropped: ');
    assert.equal(await bring(visitor, 'drop', { name: 'a (b).png' }), false);
    await reads(visitor, /^Dropped: !\[a b\]\(http\S+\)$/);
    await visitor.page.keyboard.press('Control+End');
    const [chooser] = await Promise.all([
      visitor.page.waitForEvent('filechooser'),
      visitor.button('Image', visitor.composer).click(),
    ]);
    await chooser.setFiles({ name: 'dog.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') });
    await reads(visitor, /^Dropped: !\[a b\]\(http\S+\)!\[dog\]\(http\S+\)$/);
    await until(async () => (await selected(visitor)) === 'dog', 'its words are selected');
    assert.deepEqual((await check(visitor.page)).violations, []);
  });

  site.test('waits in the text while one writes on, and is not sent half', async ({ api, open }) => {
    const { visitor, path } = await aMember(api, open);
    const release = await hold(visitor);
    await visitor.startComment();
    await visitor.write('A ');
    await bring(visitor, 'paste');
    await bring(visitor, 'paste');
    await reads(visitor, /^A !\[Uploading cat…\]\(\)!\[Uploading cat 2…\]\(\)$/);
    await sees(visitor.composer.getByText('Uploading…', { exact: true }));
    await visitor.page.keyboard.type(' and more');
    await visitor.send();
    await sees(notice(visitor).getByText('An image is still on its way'));
    release();
    await reads(visitor, /^A !\[cat\]\(http\S+\)!\[cat\]\(http\S+\) and more$/);
    await box(visitor).press('Control+End');
    await visitor.page.keyboard.type(' words');
    await reads(visitor, / and more words$/);
    await until(async () => (await Object.values(await visitor.kept('baraza:draft')).join()).includes('more words'), 'it is kept');
    await visitor.go(path);
    await visitor.startComment();
    await reads(visitor, /^A !\[cat\]\(http\S+\)!\[cat\]\(http\S+\) and more words$/);
  });

  site.test('is undone by the browser, and given up with its place', async ({ api, open }) => {
    const { visitor } = await aMember(api, open);
    await visitor.startComment();
    await visitor.write('Mine.');
    await bring(visitor, 'paste');
    await reads(visitor, /^Mine\.!\[cat\]\(http\S+\)$/);
    await until(async () => {
      await visitor.page.keyboard.press('Control+z');
      return (await text(visitor)) === 'Mine.';
    }, 'the image is undone');

    const release = await hold(visitor);
    await bring(visitor, 'paste');
    await reads(visitor, /Uploading/);
    await box(visitor).fill('Something else.');
    release();
    await loses(visitor.composer.getByText('Uploading…', { exact: true }));
    assert.equal(await text(visitor), 'Something else.');
  });

  site.test('of words that were copied is left to the words', async ({ api, open }) => {
    const { visitor } = await aMember(api, open);
    await visitor.startComment();
    assert.equal(await bring(visitor, 'paste', { words: 'a table' }), true, 'the browser pastes the words');
    assert.equal(await text(visitor), '');
  });

  site.test('goes into a new discussion too', async ({ api, open }) => {
    const { visitor } = await aMember(api, open);
    await visitor.go('/s/box/new');
    await choose(visitor);
    await reads(visitor, /^!\[cat\]\(http\S+\)$/);
  });

  site.test('is chosen on a small phone, where all has its room', async ({ api, open }) => {
    const { visitor } = await aMember(api, open, { device: 'smallPhone' });
    await visitor.startComment();
    await sees(visitor.button('Image', visitor.composer));
    await choose(visitor);
    await reads(visitor, /^!\[cat\]\(http\S+\)$/);
    assert.equal(await visitor.overflows(), 0);
  });
});

describe('an image that does not arrive', () => {
  const site = useSite({ flags: ['--image-limit', '1'] });

  site.test('leaves the text as it was and says why', async ({ api, open }) => {
    const { visitor } = await aMember(api, open);
    await visitor.startComment();
    await visitor.write('Look: ');
    await visitor.context.route('**/api/v1/images', (route) => route.fulfill({
      status: 413,
      contentType: 'application/problem+json',
      body: JSON.stringify({ title: 'Payload Too Large', code: 'too_large', detail: 'this is larger than 1 KB' }),
    }));
    visitor.complaints.expectStatus(413);
    await bring(visitor, 'paste');
    await sees(notice(visitor).getByText('The image was not taken'));
    await sees(notice(visitor).getByText('This is larger than 1 KB. Your text is as it was, without the image.'));
    assert.equal(await text(visitor), 'Look: ');
    await visitor.context.unroute('**/api/v1/images');
    await bring(visitor, 'paste');
    await reads(visitor, /^Look: !\[cat\]\(http\S+\)$/);
    await loses(notice(visitor));
  });

  site.test('without a network says so', async ({ api, open }) => {
    const { visitor } = await aMember(api, open);
    await visitor.startComment();
    await visitor.write('Look: ');
    // The part of the app that sends images is here once the first was sent.
    await bring(visitor, 'paste');
    await reads(visitor, /^Look: !\[cat\]\(http\S+\)$/);
    await visitor.write('Again: ');
    visitor.complaints.expect(/ERR_INTERNET_DISCONNECTED/);
    await visitor.context.setOffline(true);
    await bring(visitor, 'paste');
    await sees(notice(visitor).getByText('You are offline'));
    assert.equal(await text(visitor), 'Again: ');
    await visitor.context.setOffline(false);
  });

  site.test('because it is none says so', async ({ api, open }) => {
    const { visitor } = await aMember(api, open);
    await visitor.startComment();
    await visitor.write('Look: ');
    assert.equal(await bring(visitor, 'drop', { name: 'notes.txt', type: 'text/plain' }), false);
    await sees(notice(visitor).getByText(/Only images can be put into a text here/));
    await bring(visitor, 'drop', { name: 'drawing.svg', type: 'image/svg+xml' });
    await sees(notice(visitor).getByText(/This site takes png, jpeg, gif, webp, avif/));
    assert.equal(await text(visitor), 'Look: ');
  });

  site.test('is not even asked of guests', async ({ api, open }) => {
    const author = await api.signUp();
    const { id } = await author.createPost('Hello', 'All.');
    const visitor = await open({ path: `/s/box/p/${id}` });
    await visitor.startComment();
    await sees(visitor.button('Bold', visitor.composer));
    assert.equal(await visitor.button('Image', visitor.composer).count(), 0);
    assert.equal(await bring(visitor, 'paste'), true);
    assert.equal(await text(visitor), '');
  });
});

describe('a backend of plain texts', () => {
  let backend;
  const site = useSite(async () => {
    backend = await Backend.start();
    const file = JSON.parse(await readFile(join(root, 'public/connectors/baraza.json'), 'utf8'));
    const plain = JSON.stringify({ ...file, write: { format: 'text' } });
    backend.fault = ({ path }) => (path === '/plain.json' ? { body: plain } : undefined);
    const source = { id: 'box', name: 'Plain', connector: `${backend.url}/plain.json`, params: { site: '/' } };
    return { config: { name: 'Test', sources: [source] } };
  });
  after(() => backend?.close());

  site.test('is offered no images', async ({ api, open }) => {
    const { visitor } = await aMember(api, open);
    await visitor.startComment();
    await sees(visitor.button('Quote', visitor.composer));
    assert.equal(await visitor.button('Image', visitor.composer).count(), 0);
    assert.equal(await bring(visitor, 'paste'), true, 'the browser does as it does');
    assert.equal(await text(visitor), '');
  });
});

// What is on its way: it waits to be taken back, for a network, for its turn, or for a person.

import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';

import { loses, sees, until, untilCount, useSite } from './harness.mjs';
import { Backend, comment, post } from './support/backend.mjs';

/** A thread of the box, and somebody signed in who stands in it. */
async function standing(api, open, settings = {}) {
  const author = await api.signUp();
  const thread = await author.createPost('Write here', 'Go on.');
  await author.comment(thread.id, 'First voice.');
  const me = await api.signUp();
  const visitor = await open(settings);
  await visitor.signIn(me.name, me.password, { remember: true });
  await visitor.go(`/s/box/p/${thread.id}`);
  await sees(visitor.comment('First voice.'));
  const bodies = async () => {
    const { items } = (await api.ask('GET', `/posts/${thread.id}/comments`)).body;
    return items.map((each) => each.body);
  };
  return { visitor, thread, bodies };
}

const row = (visitor, words) => visitor.main.locator('.unsent-row', { hasText: words });

async function hand(visitor, text) {
  await visitor.write(text);
  await visitor.send();
  await loses(visitor.composer);
}

describe('a comment that is on its way', () => {
  const site = useSite();

  site.test('can be taken back for a while, and stands in its box again', async ({ api, open }) => {
    const { visitor, bodies } = await standing(api, open, { undo: 30 });
    await visitor.startReply('First voice.');
    await hand(visitor, 'Too quick.');
    await sees(row(visitor, 'Too quick.').getByText(/^Leaves in \d+ s\./));
    await visitor.button('Undo', row(visitor, 'Too quick.')).click();
    await until(async () => (await visitor.editor.inputValue()) === 'Too quick.', 'the text is back');
    await loses(row(visitor, 'Too quick.'));
    assert.deepEqual(await bodies(), ['First voice.']);
  });

  site.test('leaves when its time is over, or at once when told to', async ({ api, open }) => {
    const { visitor } = await standing(api, open, { undo: 2 });
    await visitor.startComment();
    await hand(visitor, 'By itself.');
    await sees(row(visitor, 'By itself.'));
    await sees(visitor.comment('By itself.'));
    await loses(row(visitor, 'By itself.'));
    await visitor.page.evaluate(() => localStorage.setItem('baraza:undo:v1', '30'));
    await visitor.startComment();
    await hand(visitor, 'Right now.');
    await visitor.button('Send now', row(visitor, 'Right now.')).click();
    await sees(visitor.comment('Right now.'));
    await visitor.reload();
    await untilCount(visitor.comments, 3);
  });

  site.test('waits for the network, with the answer to it, and both arrive in order', async ({ api, open }) => {
    const { visitor, bodies } = await standing(api, open);
    await visitor.startReply('First voice.');
    await visitor.context.setOffline(true);
    await hand(visitor, 'From a tunnel.');
    const first = row(visitor, 'From a tunnel.');
    await sees(first.getByText('Waits for a network.'));
    await visitor.button('Reply', first).click();
    await hand(visitor, 'And one thing more.');
    await sees(row(visitor, 'And one thing more.').getByText('Goes right after what it answers.'));
    assert.deepEqual(await bodies(), ['First voice.']);
    await visitor.context.setOffline(false);
    await sees(visitor.comment('And one thing more.'));
    assert.deepEqual(await bodies(), ['First voice.', 'From a tunnel.', 'And one thing more.']);
    assert.equal(await visitor.comment('And one thing more.').getAttribute('aria-level'), '3');
  });

  site.test('leaves from another page, after the browser’s tab was closed', async ({ api, open }) => {
    const { visitor, thread, bodies } = await standing(api, open);
    await visitor.startComment();
    await visitor.context.setOffline(true);
    await hand(visitor, 'Do not wait for me.');
    await sees(row(visitor, 'Do not wait for me.').getByText('Waits for a network.'));
    await visitor.page.close();
    await visitor.context.setOffline(false);
    const later = await visitor.newTab('/');
    await until(async () => (await bodies()).includes('Do not wait for me.'), 'it arrives');
    await later.go(`/s/box/p/${thread.id}`);
    await untilCount(later.comments, 2);
  });

  site.test('is listed with what is unsent, with what can be done', async ({ api, open }) => {
    const { visitor, bodies } = await standing(api, open, { undo: 30, device: 'phone' });
    await visitor.startComment();
    await hand(visitor, 'On the list.');
    await visitor.go('/unsent');
    await sees(visitor.main.getByRole('heading', { name: 'On its way' }));
    await visitor.button('Undo', row(visitor, 'On the list.')).click();
    await until(async () => (await visitor.editor.inputValue()) === 'On the list.', 'the box opens with it');
    assert.deepEqual(await bodies(), ['First voice.']);
  });

  site.test('is sent once by several tabs, and all of them show it', async ({ api, open }) => {
    const { visitor, thread, bodies } = await standing(api, open, { undo: 2 });
    const other = await visitor.newTab(`/s/box/p/${thread.id}`);
    await visitor.startComment();
    await hand(visitor, 'For both of you.');
    await sees(row(other, 'For both of you.'));
    await sees(visitor.comment('For both of you.'));
    await sees(other.comment('For both of you.'));
    assert.equal((await bodies()).filter((body) => body === 'For both of you.').length, 1);
  });

  site.test('is sent by hand where no browser can say which tab sends', async ({ api, open }) => {
    const { visitor } = await standing(api, open, { path: null });
    await visitor.context.addInitScript(() => {
      Object.defineProperty(navigator, 'locks', { value: undefined });
    });
    await visitor.reload();
    await visitor.startComment();
    await hand(visitor, 'By hand.');
    await visitor.button('Send now', row(visitor, 'By hand.')).click();
    await sees(visitor.comment('By hand.'));
    await loses(row(visitor, 'By hand.'));
  });
});

describe('a comment that may have arrived', () => {
  let backend;
  const site = useSite(async () => {
    backend = await Backend.start();
    return { config: backend.config() };
  });
  before(() => backend.clear());
  after(() => backend.close());

  /** Takes what is sent, but the answer is lost, the first so many times. */
  function losing(times, says) {
    let left = times;
    backend.fault = ({ method, path, text, headers }) => {
      if (method !== 'POST' || !path.endsWith('/comments')) return undefined;
      const key = headers['idempotency-key'];
      const all = backend.comments.get('1');
      if (key && all.some((each) => each.key === key)) {
        return { status: 201, body: all.find((each) => each.key === key) };
      }
      all.push(comment(`n${all.length}`, '1', { ...JSON.parse(text), key }));
      left -= 1;
      return left >= 0 ? says : { status: 201, body: all.at(-1) };
    };
  }

  site.test('is sent again with its key, which the server knows', async ({ open }) => {
    backend.thread(post(1), [comment('c1', 1)]);
    losing(1, 'reset');
    const visitor = await open({ path: '/s/there/p/1' });
    visitor.complaints.expect(/ERR_|Failed to load/);
    await visitor.startComment();
    await visitor.write('Once is enough.');
    if (await visitor.composer.getByRole('textbox', { name: 'Name' }).count()) {
      await visitor.introduce('Noor', 'noor@example.org');
    }
    await visitor.send();
    await sees(visitor.comment('Once is enough.'));
    const sent = backend.requests.filter(({ method }) => method === 'POST');
    assert.equal(sent.length, 2);
    assert.equal(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size, 1);
    assert.equal(backend.comments.get('1').length, 2);
  });
});

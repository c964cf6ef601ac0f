// When a part of the app itself fails: what one sees, and that what was typed is still there.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { sees, useSite } from './harness.mjs';

describe('a fault of the app', () => {
  const site = useSite();

  site.test('stops it with a notice, and a reload brings back what was typed', async ({ api, open }) => {
    const [post] = await api.posts();
    const visitor = await open({ path: `/s/box/p/${post.id}` });
    visitor.complaints.expect(/unreachable/);
    await visitor.startComment();
    await visitor.write('Before the fault.');
    // What a panic of the release is: a trap, in a task that nobody waits for.
    await visitor.page.evaluate(() => { Promise.reject(new WebAssembly.RuntimeError('unreachable')); });
    const notice = visitor.page.getByRole('dialog');
    await sees(notice.getByRole('heading', { name: 'Baraza has stopped' }));
    const arrived = visitor.page.waitForEvent('load');
    await notice.getByRole('button', { name: 'Reload', exact: true }).click();
    await arrived;
    await visitor.arrives();
    await visitor.startComment();
    assert.equal(await visitor.editor.inputValue(), 'Before the fault.');
  });

  site.test('that keeps a later part from arriving is told, and the next try works', async ({ api, open }) => {
    const [post] = await api.posts();
    // Without a service worker, which would have fetched the part already.
    const visitor = await open({ path: null, serviceWorkers: 'block' });
    visitor.complaints.expect(/ERR_FAILED|Failed to fetch|Service Worker registration blocked/i);
    await visitor.context.route(/\/later-.*\.wasm$/, (route) => route.abort());
    await visitor.go(`/s/box/p/${post.id}`);
    await visitor.button('Write a comment').click();
    await sees(visitor.alert.getByText('A part of the app did not arrive'));
    await visitor.context.unroute(/\/later-.*\.wasm$/);
    await visitor.button('Try again').click();
    await sees(visitor.editor);
    await visitor.write('It is here.');
  });
});

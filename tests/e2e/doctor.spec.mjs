// The check of a source: says in plain words whether it works from here, and what helps if not.

import assert from 'node:assert/strict';
import { after, describe } from 'node:test';

import { loses, sees, untilCount, useSite } from './harness.mjs';
import { Backend, post } from './support/backend.mjs';

describe('the check of a source', () => {
  let backend;
  const site = useSite(async () => {
    backend = await Backend.start();
    return { config: backend.config() };
  });
  after(() => backend.close());

  const finding = (visitor, title) => visitor.main.locator('.finding').filter({ hasText: title });

  site.test('tells in plain words that it is closed to other sites, with a text for its owner', async ({ open }) => {
    backend.clear();
    backend.isOpen = false;
    const visitor = await open({ path: null, permissions: ['clipboard-read', 'clipboard-write'] });
    visitor.complaints.expect(/CORS|ERR_FAILED|status of 404/);
    await visitor.go('/');
    await visitor.link('What is wrong?').click();
    const bad = finding(visitor, 'The site does not let other sites read it');
    await sees(bad);
    assert.equal(await bad.getAttribute('data-level'), 'bad');
    await visitor.button('Copy for the owner', bad).click();
    await sees(visitor.toast('Copied.'));
    const text = await visitor.page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, new RegExp(`Access-Control-Allow-Origin: ${visitor.server.url}\n`));
    backend.isOpen = true;
    backend.posts = [post(1)];
    await visitor.button('Check again').click();
    await sees(finding(visitor, 'It answers'));
    await loses(bad);
  });

  site.test('tells that one has to sign in, and leads there', async ({ open }) => {
    backend.clear();
    backend.fault = () => ({ status: 401, body: { title: 'Members only', code: 'sign_in_required' } });
    const visitor = await open({ path: null });
    visitor.complaints.expectStatus(401);
    await visitor.go('/s/there/check');
    const bad = finding(visitor, 'One has to sign in to read');
    await sees(bad.getByText(/Members only/));
    await visitor.link('Sign in', bad).click();
    await sees(visitor.page.getByLabel('Password'));
  });

  site.test('tells what works: posts, further pages, comments, and how often it may be asked', async ({ open }) => {
    backend.clear();
    const headers = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '57' };
    const said = ['c1', 'c2'].map((id) => ({ id, post_id: '1', body: 'A word.', format: 'markdown' }));
    backend.fault = ({ path, query }) => {
      if (path.endsWith('/comments')) return { headers, body: { items: said, next: null } };
      if (!path.endsWith('/posts')) return undefined;
      const isSecond = query.get('cursor') || query.get('after') || query.get('page');
      const items = isSecond ? [post(3)] : [post(1, { comment_count: 2 }), post(2)];
      return { headers, body: { items, next: isSecond ? null : 'second' } };
    };
    const visitor = await open({ path: '/sources' });
    await visitor.button('More about Elsewhere').click();
    await visitor.link('Check').click();
    await sees(finding(visitor, `2 posts were read from ${backend.url}`));
    await sees(finding(visitor, 'One more post is on the second one.'));
    await sees(finding(visitor, /2 were read/));
    await sees(finding(visitor, '57 of 60 requests are left'));
    await sees(finding(visitor, 'Comments can be sent'));
    assert.equal(await visitor.main.locator('.finding[data-level=bad]').count(), 0);
    assert.ok(backend.requests.every(({ method }) => method === 'GET'), 'nothing is written');
    await visitor.link('Go to its posts').click();
    await untilCount(visitor.posts, 2);
  });
});

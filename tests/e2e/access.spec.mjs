// For everybody: by the rules that a machine can check, with the keyboard alone, narrow and zoomed.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { DEVICES, loses, sees, until, useSite } from './harness.mjs';
import { check } from './support/axe.mjs';

/** What is looked at: how to get there, signed in or not. */
const SCREENS = {
  'the feed': { path: () => '/' },
  'the feed of a tag': { path: (post) => `/?tag=${post.tags[0]}` },
  'a thread': { path: (post) => `/s/box/p/${post.id}` },
  'the unsent texts': {
    path: (post) => `/s/box/p/${post.id}`,
    then: async (visitor) => {
      await visitor.startComment();
      await visitor.write('Not yet.');
      await visitor.go('/unsent');
      await sees(visitor.button('Go on'));
    },
  },
  'a permalink': { path: (post, comment) => `/s/box/p/${post.id}/c/${comment.id}` },
  'a folded thread': {
    path: (post) => `/s/box/p/${post.id}`,
    then: (visitor) => visitor.comments.first().locator('button.fold').click(),
  },
  'a thread from right to left': { path: (_post, _comment, arabic) => `/s/box/p/${arabic.id}` },
  'the box of a guest': { path: (post) => `/s/box/p/${post.id}`, then: (visitor) => visitor.startComment() },
  'the box of a member': {
    path: (post) => `/s/box/p/${post.id}`, as: 'demo', then: (visitor) => openReply(visitor),
  },
  'a failed send': {
    path: (post) => `/s/box/p/${post.id}`,
    then: async (visitor) => {
      await visitor.startComment();
      await visitor.send();
      await visitor.page.getByRole('alert').or(visitor.main.locator('input:invalid')).first().waitFor();
    },
  },
  'the sign-in': { path: () => '/account' },
  'the account': { path: () => '/account', as: 'demo' },
  'the sign-up': {
    path: () => '/account',
    then: (visitor) => visitor.button('Create account', visitor.main.getByRole('group')).click(),
  },
  'the search': { path: () => '/search?q=visa' },
  'a search without a result': { path: () => '/search?q=zyzzyva' },
  'the settings': { path: () => '/settings' },
  'the sources': { path: () => '/sources', then: (visitor) => withDetails(visitor) },
  'a source to change': {
    path: () => '/sources',
    then: async (visitor) => {
      await withDetails(visitor);
      await visitor.button('Rename').click();
    },
  },
  'one more source': { path: () => '/add', then: (visitor) => sees(visitor.main.locator('.presets > li')) },
  'a source from a link': {
    path: () => `/add#${Buffer.from('{"name":"A","connector":"discourse"}').toString('base64url')}`,
    then: async (visitor) => {
      await visitor.button('Add this source').click();
      await sees(visitor.main.getByText('Please enter an address.'));
    },
  },
  'a connector with problems': {
    path: () => '/add',
    then: async (visitor) => {
      await visitor.main.getByLabel('Connector file, as JSON').fill('{"format": 1, "titel": 3}');
      await visitor.button('Check and go on').click();
      await sees(visitor.alert);
    },
  },
  'a new post': { path: () => '/write', as: 'demo' },
  'an address that leads nowhere': { path: () => '/nowhere' },
  'a new source': {
    path: () => '/add',
    then: async (visitor) => {
      await visitor.page.getByLabel('Address of a site or API').fill('no address');
      await visitor.button('Find').click();
      await visitor.page.getByLabel('Connector file, as JSON').fill('{"formt": 1}');
      await visitor.button('Check and go on').click();
      await sees(visitor.alert);
    },
  },
  'the form of a new source': {
    path: () => '/add',
    then: async (visitor) => {
      await visitor.button(/^WordPress/).click();
      await visitor.button('Add this source').click();
      await sees(visitor.main.getByText('Please enter an address.'));
    },
  },
  'the check of a source': {
    path: () => '/s/box/check', then: (visitor) => sees(visitor.main.getByText('Comments are read')),
  },
  'an API to be described': {
    path: () => '/describe',
    then: async (visitor) => {
      await visitor.page.getByLabel('Address of a list of posts').fill(`${visitor.server.url}/api/v1/posts`);
      await visitor.button('Look at it').click();
      await visitor.button('Pick a value for Title').click();
    },
  },
};

async function withDetails(visitor) {
  await visitor.button(/^More about/).first().click();
  await sees(visitor.button('Remove'));
  await until(() => visitor.page.getByLabel(/^Link to share it/).inputValue(), 'the link is there');
}

async function openReply(visitor) {
  await visitor.button('Reply').first().click();
  await sees(visitor.editor);
  await visitor.write('With **marks** and all.');
}

describe('the look', () => {
  const site = useSite();

  site.test('the first style sheet is the first, for it says how the layers follow each other', async ({ open }) => {
    const visitor = await open({ path: '/account' });
    const sheets = await until(async () => {
      const all = await visitor.page.evaluate(() => [...document.styleSheets].map(({ href }) => href));
      return all.length > 1 && all;
    }, 'the styles of later pages are here');
    assert.match(sheets[0], /\/style-/);
    const button = visitor.main.locator('button.primary');
    const [colour, ink] = await button.evaluate((element) => {
      const { color } = getComputedStyle(element);
      return [color, getComputedStyle(document.body).color];
    });
    assert.notEqual(colour, ink, 'what resets the browser’s looks does not override the app’s');
  });
});

const WIDTHS = { 360: DEVICES.smallPhone, 1280: DEVICES.desktop };

describe('the rules of WCAG 2.2 AA', () => {
  const site = useSite();

  for (const [name, { path, then, as }] of Object.entries(SCREENS)) {
    site.test(`hold on ${name}, light and dark, at 360 and 1280 pixels`, async ({ api, open, diagnostic }) => {
      const post = await api.find(({ lang, comment_count: count }) => lang === 'en' && count > 60);
      const arabic = await api.find(({ lang }) => lang === 'ar');
      const comments = await api.comments(post.id);
      const unsure = new Set();
      for (const width of Object.keys(WIDTHS)) {
        for (const colours of ['light', 'dark']) {
          const visitor = await open({ path: null, colours, ...WIDTHS[width] });
          if (as) await visitor.signIn('demo', 'demo-demo-demo', { remember: true });
          await visitor.go(path(post, comments.at(-1), arabic));
          await then?.(visitor);
          const found = await check(visitor.page);
          assert.deepEqual(found.violations, [], `${colours}, ${width} px`);
          found.unsure.forEach((rule) => unsure.add(rule));
          assert.equal(await visitor.overflows(), 0, `${width} px scrolls sideways`);
          await visitor.context.close();
        }
      }
      if (unsure.size) diagnostic(`${name}: a person has to look at ${[...unsure].join(', ')}`);
    });
  }
});

/** What has the focus, in words. */
const focused = (visitor) => visitor.page.evaluate(() => {
  const element = document.activeElement;
  return { name: element.getAttribute('aria-label') ?? element.textContent.trim(), tag: element.localName };
});

/** Presses Tab until the focus is where it should be; everything on the way has to show it. */
async function tabTo(visitor, wanted, most = 400) {
  for (let steps = 0; steps < most; steps += 1) {
    await visitor.page.keyboard.press('Tab');
    const { shows, html } = await visitor.page.evaluate(showsFocus);
    assert.ok(shows, `the focus does not show on ${html}`);
    if (wanted(await focused(visitor))) return steps + 1;
  }
  throw new Error(`not reached with ${most} presses of Tab`);
}

/** In the page: whether one sees where the focus is: something about it looks different without. */
function showsFocus() {
  const element = document.activeElement;
  const looks = () => {
    const around = [element, element.parentElement, element.closest('form, label')].filter(Boolean);
    return around.flatMap((each) => ['', '::before', '::after'].map((part) => {
      const { outline, border, boxShadow, background } = getComputedStyle(each, part);
      return [outline, border, boxShadow, background].join();
    })).join();
  };
  const { width, height } = element.getBoundingClientRect();
  const html = element.outerHTML.slice(0, 120);
  const focused = looks();
  element.blur();
  const shows = width > 0 && height > 0 && looks() !== focused;
  element.focus({ preventScroll: true, focusVisible: true });
  return { shows, html };
}

describe('with the keyboard alone', () => {
  const site = useSite();

  site.test('one skips to the content', async ({ open }) => {
    const visitor = await open();
    await visitor.page.keyboard.press('Tab');
    assert.equal((await focused(visitor)).name, 'Skip to content');
    await visitor.page.keyboard.press('Enter');
    await until(() => visitor.page.evaluate(() => document.activeElement.id === 'main'), 'the content has the focus');
    await visitor.page.keyboard.press('Tab');
    assert.ok(await visitor.page.evaluate(() => document.activeElement.closest('main') !== null));
  });

  site.test('one opens a post, replies to a comment, sends, and votes', async ({ api, open }) => {
    const author = await api.signUp();
    const post = await author.createPost('For the keyboard', 'No mouse here.');
    await author.comment(post.id, 'Answer me.');
    const visitor = await open();
    await visitor.signIn('demo', 'demo-demo-demo', { remember: true });
    await visitor.go('/?sort=new');
    const { keyboard } = visitor.page;
    await tabTo(visitor, ({ name }) => name === 'For the keyboard');
    await keyboard.press('Enter');
    await sees(visitor.comment('Answer me.'));
    await until(async () => (await focused(visitor)).tag === 'main', 'the focus goes along');
    await tabTo(visitor, ({ name, tag }) => tag === 'button' && name === 'Reply');
    await keyboard.press('Enter');
    await until(async () => (await focused(visitor)).tag === 'textarea', 'the box has the focus');
    await keyboard.type('By key.');
    await tabTo(visitor, ({ name }) => name === 'Send');
    await keyboard.press('Enter');
    await sees(visitor.comment('By key.'));
    await loses(visitor.composer);
    const stays = await visitor.page.evaluate(() => document.activeElement !== document.body);
    assert.ok(stays, 'the focus is not lost when the box goes');
    await visitor.go(`/s/box/p/${post.id}`);
    await tabTo(visitor, ({ name }) => name === 'Vote for');
    await keyboard.press('Space');
    await until(async () => (await visitor.button('Vote for').first().getAttribute('aria-pressed')) === 'true', 'a vote');
    await tabTo(visitor, ({ name }) => name?.startsWith('Fold the comment'));
    await keyboard.press('Enter');
    await loses(visitor.comment('By key.'));
  });

  site.test('one goes from discussion to discussion, writes and searches by single keys', async ({ api, open }) => {
    const post = await api.find(({ comment_count: count }) => count > 60);
    const visitor = await open({ path: `/s/box/p/${post.id}` });
    const { keyboard } = visitor.page;
    const current = () => visitor.page.evaluate(() => document.activeElement.closest('li.comment')?.id);
    await keyboard.press('j');
    const first = await until(current, 'a discussion has the focus');
    await keyboard.press('j');
    await until(async () => (await current()) !== first, 'the next one');
    await keyboard.press('k');
    await until(async () => (await current()) === first, 'back to the one before');
    await keyboard.press('c');
    await sees(visitor.editor);
    await keyboard.type('jk/c');
    assert.equal(await visitor.editor.inputValue(), 'jk/c', 'letters are letters while writing');
    await keyboard.press('Escape');
    await loses(visitor.composer);
    await keyboard.press('/');
    await until(async () => (await visitor.page.evaluate(() => document.activeElement.type)) === 'search', 'the search');
  });
});

describe('when there is little room', () => {
  const site = useSite();

  const PLACES = [
    '/', '/account', '/search?q=visa', '/settings', '/write', '/unsent', '/sources', '/add', '/describe',
    'deepest', 'table', 'long words',
  ];
  const WINDOWS = {
    '320 pixels': { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true },
    'a zoom of 200 %': { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
    'a zoom of 400 %': { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 },
  };
  for (const [name, window] of Object.entries(WINDOWS)) {
    site.test(`nothing scrolls sideways at ${name}`, async ({ api, open }) => {
      const deepest = await api.find(({ comment_count: count }) => count > 60);
      const table = await api.find(({ body }) => body.includes('\n|---'));
      const author = await api.signUp();
      const long = await author.createPost('Donaudampfschifffahrtsgesellschaft'.repeat(5), 'x'.repeat(500));
      await author.comment(long.id, `https://example.org/${'a'.repeat(400)}\n\n\`${'c'.repeat(300)}\``);
      const addresses = { deepest: deepest.id, table: table.id, 'long words': long.id };
      const visitor = await open({ path: null, ...window });
      for (const place of PLACES) {
        await visitor.go(addresses[place] ? `/s/box/p/${addresses[place]}` : place);
        assert.equal(await visitor.overflows(), 0, place);
      }
      await visitor.go(`/s/box/p/${deepest.id}`);
      await openReply(visitor);
      assert.equal(await visitor.overflows(), 0, 'with the box open');
      await sees(visitor.button('Send', visitor.composer));
    });
  }

  site.test('everything to touch is large enough for a finger', async ({ api, open }) => {
    const post = await api.find(({ comment_count: count }) => count > 60);
    const visitor = await open({ device: 'smallPhone', path: `/s/box/p/${post.id}` });
    await visitor.startComment();
    const small = await visitor.page.evaluate(() => [...document.querySelectorAll('button, .pill, .icon-button, nav a, input, textarea')]
      .filter((element) => element.checkVisibility() && !element.closest('.prose, label.check, [aria-hidden]'))
      .map((element) => [element, element.getBoundingClientRect()])
      .filter(([, { width, height }]) => width > 0 && (width < 43.5 || height < 43.5))
      .map(([element, { width, height }]) => `${Math.round(width)}×${Math.round(height)} ${element.outerHTML.slice(0, 90)}`));
    assert.deepEqual([...new Set(small)], []);
  });
});

// Pictures of the app as it is, for the documentation and the manifest:
// `node tests/e2e/screenshots.mjs [FOLDER]`, docs/screenshots when none is named.

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { Api, Server, root, sees, visit } from './harness.mjs';
import { launch } from './support/chromium.mjs';

const folder = resolve(process.argv[2] ?? join(root, 'docs/screenshots'));
const forManifest = join(root, 'public/screenshots');

const RTL = {
  name: 'بَرازا',
  lang: 'ar',
  dir: 'rtl',
  sources: [{ id: 'box', name: 'Field notes', connector: 'baraza', params: { site: '/' } }],
};

/** What is shown: how to get there. */
const SCREENS = {
  feed: (visitor) => visitor.go('/'),
  thread: (visitor, { post }) => visitor.go(`/s/box/p/${post.id}`),
  composer: async (visitor, { post, answered }) => {
    await visitor.go(`/s/box/p/${post.id}`);
    const comment = visitor.page.locator(`#c-${answered.id}`);
    await visitor.button('Reply', comment).click();
    await visitor.write('We tried this in Kisumu, and what helped was asking *one* question per message.');
    await comment.evaluate((element) => element.scrollIntoView({ block: 'start' }));
    await visitor.page.evaluate(() => scrollBy(0, -72));
  },
  'sign-in': (visitor) => visitor.go('/account'),
};

/** Everything is there that will be: fonts, Markdown, icons. */
async function isReady(visitor) {
  await visitor.arrives();
  await visitor.page.evaluate(() => document.fonts.ready.then(() => true));
  await visitor.page.evaluate(async () => {
    const { loadMarkdown } = globalThis.baraza;
    await loadMarkdown();
    await new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
  });
}

async function take(browser, server, facts, { device, colours, name, show }) {
  const visitor = await visit(browser, server, { device, colours, reducedMotion: 'reduce' });
  await show(visitor, facts);
  await isReady(visitor);
  const path = join(folder, `${name}-${device}-${colours}.png`);
  await visitor.page.screenshot({ path, caret: 'hide', animations: 'disabled' });
  const complaints = visitor.complaints.unexpected();
  if (complaints.length) throw new Error(`${name}: ${complaints.join('\n')}`);
  const forWhom = { 'feed-phone-light': 'feed-phone.png', 'thread-desktop-light': 'thread-desktop.png' };
  const extra = forWhom[`${name}-${device}-${colours}`];
  if (extra) await visitor.page.screenshot({ path: join(forManifest, extra), caret: 'hide', animations: 'disabled' });
  await visitor.context.close();
  console.log(path);
}

await mkdir(folder, { recursive: true });
await mkdir(forManifest, { recursive: true });
const browser = await launch();
const server = await Server.start();
const rtlServer = await Server.start({ config: RTL });
try {
  const api = new Api(server);
  const post = await api.find(({ lang, comment_count: count }) => lang === 'en' && count > 20 && count < 40);
  const [answered] = (await api.comments(post.id)).filter(({ parent_id: parent }) => !parent);
  for (const device of ['phone', 'desktop']) {
    for (const colours of ['light', 'dark']) {
      for (const [name, show] of Object.entries(SCREENS)) {
        await take(browser, server, { post, answered }, { device, colours, name, show });
      }
      const arabic = await new Api(rtlServer).find(({ lang }) => lang === 'ar');
      const show = async (visitor) => {
        await visitor.go(`/s/box/p/${arabic.id}`);
        await sees(visitor.comments);
      };
      await take(browser, rtlServer, {}, { device, colours, name: 'right-to-left', show });
    }
  }
} finally {
  await browser.close();
  await server.close();
  await rtlServer.close();
}

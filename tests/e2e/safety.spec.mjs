// Everything from a backend is hostile: attacks as texts, titles and names, in HTML and Markdown.
//
// First the control: the same attacks on a page without defence do run, so the traps work.

import assert from 'node:assert/strict';
import { after, describe } from 'node:test';

import { sees, until, untilCount, useSite } from './harness.mjs';
import { Undefended, collection, own, provoke, residue, trap } from './support/attacks.mjs';
import { Backend, comment, post } from './support/backend.mjs';

/** How many attacks are comments of one thread. */
const BATCH = 100;

const ownHtml = own.filter(({ format }) => format === 'html').map(({ text }) => text);
const ownMarkdown = own.filter(({ format }) => format === 'markdown').map(({ text }) => text);
const others = collection();
const attacks = [...ownHtml, ...ownMarkdown, ...others];

const batches = (list) => Array.from(
  { length: Math.ceil(list.length / BATCH) },
  (_, index) => list.slice(index * BATCH, (index + 1) * BATCH),
);

/** An author who is an attack in every field. */
const attacker = (text) => ({ id: text, name: text, url: text, avatar: 'javascript:alert(1)', roles: [text] });

describe('attacks in what a backend says', () => {
  let backend;
  const site = useSite(async () => {
    backend = await Backend.start();
    return { config: backend.config() };
  });
  after(() => backend.close());

  /** Somebody with the traps set, and what they may not ask for. */
  async function wary(open) {
    const visitor = await open({ path: null });
    await visitor.context.addInitScript(trap);
    const known = new Set([site.server.url, backend.url]);
    visitor.foreign = [];
    visitor.context.on('request', (request) => {
      const { origin } = new URL(request.url());
      if (!known.has(origin)) visitor.foreign.push(request.url());
    });
    return visitor;
  }

  /** Nothing ran, nothing stayed, nobody was asked, nobody was led away. */
  async function assertUnharmed(visitor, address) {
    const { page } = visitor;
    await page.evaluate(provoke, 'main .prose *, .post-card *, .head .meta *, .comment > .meta *');
    const found = await page.evaluate(residue);
    const executed = await page.evaluate(() => globalThis.__executed);
    assert.deepEqual(executed, [], 'executed');
    assert.deepEqual(found, [], 'left in the page');
    assert.deepEqual(visitor.foreign, [], 'asked of other hosts');
    assert.equal(page.url(), address);
    assert.equal(page.frames().length, 1);
  }

  site.test('would do harm in a page without defence', async ({ browser, diagnostic }) => {
    const undefended = await Undefended.start();
    try {
      const ran = await undefended.run(browser, ownHtml);
      diagnostic(`own vectors: ${ran.size} of ${ownHtml.length} run without defence`);
      assert.ok(ran.size >= 40, `only ${ran.size} of the own vectors ran`);
      if (others.length) {
        const more = await undefended.run(browser, others);
        diagnostic(`collection: ${more.size} of ${others.length} run without defence`);
        assert.ok(more.size >= 115, `only ${more.size} of ${others.length} ran`);
      }
    } finally {
      await undefended.close();
    }
  });

  for (const [format, title] of [['html', 'HTML'], ['markdown', 'Markdown']]) {
    site.test(`do nothing as ${title} of posts and comments`, async ({ open, diagnostic }) => {
      backend.clear();
      for (const [number, batch] of batches(attacks).entries()) {
        const comments = batch.map((text, index) => comment(`${index} ${text.slice(0, 40)}`, `p${number}`, {
          body: text, format, author: attacker(text), lang: text.slice(0, 20),
          parent_id: null,
        }));
        const [text] = batch;
        backend.thread(post(`p${number}`, {
          title: text, body: batch.slice(0, 20).join('\n\n'), format, author: attacker(text), tags: [text],
          url: 'javascript:alert(1)', lang: text.slice(0, 20), comment_count: batch.length,
        }), comments);
      }
      const visitor = await wary(open);
      let seen = 0;
      for (const { id } of backend.posts) {
        const path = `/s/there/p/${id}`;
        const count = backend.comments.get(id).length;
        await visitor.go(path);
        await untilCount(visitor.comments, count);
        await until(() => visitor.page.evaluate(isSettled), 'all texts are there');
        await assertUnharmed(visitor, site.server.url + path);
        seen += count;
      }
      diagnostic(`${seen} attacks as ${title} body and author`);
      assert.equal(seen, attacks.length);
    });
  }

  site.test('do nothing as titles, beginnings, names and tags in a list', async ({ open, diagnostic }) => {
    backend.clear();
    backend.posts = attacks.map((text, index) => post(`p${index}`, {
      title: text, excerpt: text, author: attacker(text), tags: [text], lang: text.slice(0, 20),
    }));
    const visitor = await wary(open);
    await visitor.go('/');
    await untilCount(visitor.posts, attacks.length);
    await assertUnharmed(visitor, `${site.server.url}/`);
    // A title is shown as it was written, not as what it might mean.
    const titles = await visitor.posts.locator('h2').evaluateAll((all) => all.map((each) => each.textContent));
    assert.deepEqual(titles.map(visible), attacks.map((text) => visible(text) || 'Untitled'));
    diagnostic(`${titles.length} attacks as titles`);
  });

  site.test('do nothing with images that load by themselves', async ({ open }) => {
    backend.clear();
    const images = attacks.filter((text) => /im(g|age)|!\[/i.test(text)).slice(0, 2 * BATCH);
    for (const format of ['html', 'markdown']) {
      backend.thread(post(format), images.map((body, index) => comment(index, format, { body, format })));
    }
    const visitor = await wary(open);
    visitor.complaints.expect(/Failed to load resource/);
    await visitor.go('/settings');
    await visitor.button('Always').click();
    for (const format of ['html', 'markdown']) {
      await visitor.go(`/s/there/p/${format}`);
      await untilCount(visitor.comments, images.length);
      await until(() => visitor.page.evaluate(isSettled), 'all texts are there');
      await visitor.page.evaluate(provoke, 'main .prose *');
      assert.deepEqual(await visitor.page.evaluate(residue), []);
      assert.deepEqual(await visitor.page.evaluate(() => globalThis.__executed), []);
      const rules = await visitor.main.locator('.prose img').evaluateAll((all) => all.map(
        (image) => `${image.referrerPolicy} ${image.loading} ${new URL(image.src).protocol.slice(0, 4)}`,
      ));
      assert.deepEqual([...new Set(rules)], ['no-referrer lazy http']);
    }
  });

  site.test('cannot smuggle a scheme into a link, however it is written', async ({ open, diagnostic }) => {
    backend.clear();
    const schemes = `javascript vbscript livescript mocha data blob file filesystem about view-source jar feed
      res resource chrome chrome-extension moz-extension edge opera ms-its mhtml mk vnd.ms.radio shell
      search-ms ms-settings ms-word ms-excel ms-powerpoint ms-officecmd ms-msdt ms-appinstaller intent
      android-app itms-services itms-apps market steam slack zoommtg tel sms facetime skype callto whatsapp
      bitcoin magnet ftp sftp ssh telnet gopher ldap smb nfs ws wss irc news nntp cid`.split(/\s+/);
    assert.ok(schemes.length >= 60);
    const disguises = [
      (s) => `${s}:x`, (s) => `${s.toUpperCase()}:x`, (s) => `${s[0]}\t${s.slice(1)}:x`,
      (s) => ` ${s}:x`, (s) => `&#1;${s}:x`, (s) => `${s}&colon;x`, (s) => `&#x${s.charCodeAt(0).toString(16)};${s.slice(1)}:x`,
      (s) => `${s}\u200b:x`, (s) => `\u00a0${s}:x`, (s) => `${s}:%0ax`, (s) => `${s}://example.org/x`, (s) => `\\${s}:x`,
    ];
    const forms = [(u) => `[a](<${u}>)`, (u) => `<${u}>`, (u) => `![b](<${u}>)`, (u) => `[c]\n\n[c]: <${u}>`];
    backend.thread(post('links'), schemes.map((scheme, index) => comment(index, 'links', {
      body: disguises.flatMap((hide) => forms.map((form) => form(hide(scheme)))).join('\n\n'),
    })));
    const visitor = await wary(open);
    await visitor.go('/s/there/p/links');
    await untilCount(visitor.comments, schemes.length);
    await until(() => visitor.page.evaluate(isSettled), 'all texts are there');
    await assertUnharmed(visitor, `${site.server.url}/s/there/p/links`);
    await sees(visitor.comments.first());
    diagnostic(`${schemes.length} schemes in ${disguises.length} disguises and ${forms.length} forms`);
  });
});

/** The characters of a text that a browser shows, without the space around them. */
const visible = (text) => text.trim().replaceAll('\u0000', '\ufffd').replace(/\s+/g, ' ');

/** In the page: every text stands, none waits for the Markdown module. */
async function isSettled() {
  const size = () => document.querySelectorAll('.prose *').length;
  const before = size();
  await new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
  await new Promise((done) => { requestIdleCallback(done, { timeout: 500 }); });
  return size() === before;
}

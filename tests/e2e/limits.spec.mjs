// What the page refuses by itself, and what must not bring it down: bombs of markup and JSON,
// and backends that answer with anything but what was asked.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, describe } from 'node:test';

import { sees, until, untilCount, useSite } from './harness.mjs';
import { Backend, comment, post } from './support/backend.mjs';

describe('the security policy of the page', () => {
  const site = useSite();

  const CANARIES = {
    'an inline script': () => {
      const script = document.createElement('script');
      script.append('globalThis.__sang = true');
      document.body.append(script);
    },
    'an inline handler': () => {
      const button = document.createElement('button');
      button.setAttribute('onclick', 'globalThis.__sang = true');
      document.body.append(button);
      button.click();
    },
    'a link to a script': () => {
      const link = document.createElement('a');
      link.href = 'javascript:void(globalThis.__sang = true)';
      document.body.append(link);
      link.click();
    },
    'a text made into code': () => { (0, eval)('globalThis.__sang = true'); },
    'a script from elsewhere': (foreign) => {
      const script = document.createElement('script');
      script.src = foreign;
      document.body.append(script);
    },
    'a second policy': () => {
      const policy = trustedTypes.createPolicy('other', { createHTML: (html) => html });
      document.createElement('div').innerHTML = policy.createHTML('<b></b>');
      globalThis.__sang = true;
    },
    'a second policy of the same name': () => {
      trustedTypes.createPolicy('app', { createHTML: (html) => html });
      globalThis.__sang = true;
    },
    'a string as markup': () => {
      const element = document.createElement('div');
      element.innerHTML = '<b></b>';
      globalThis.__sang = Boolean(element.firstChild);
    },
    'a frame': (foreign) => {
      const frame = document.createElement('iframe');
      frame.src = foreign;
      document.body.append(frame);
    },
    'a worker of its own': () => {
      new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
      globalThis.__sang = true;
    },
  };

  site.test('stops every canary, and the app goes on', async ({ open, diagnostic }) => {
    const asked = [];
    const foreign = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(200, { 'content-type': 'text/javascript' }).end('globalThis.__sang = true');
    });
    await new Promise((done) => { foreign.listen(0, '127.0.0.1', done); });
    const address = `http://127.0.0.1:${foreign.address().port}/canary.js`;
    try {
      const visitor = await open({ path: null });
      visitor.complaints.expect(/policy|Trusted|javascript:/i);
      for (const [name, sing] of Object.entries(CANARIES)) {
        await visitor.go('/');
        visitor.complaints.forget();
        await visitor.page.evaluate(fromATimer(sing, address));
        await until(() => visitor.complaints.violations().length > 0, `${name} is reported`);
        assert.equal(await visitor.page.evaluate(() => globalThis.__sang), undefined, name);
        assert.equal(visitor.page.url(), `${site.server.url}/`, name);
        await visitor.openFirstPost();
      }
      assert.deepEqual(asked, [], 'nothing was fetched from elsewhere');
      diagnostic(`${Object.keys(CANARIES).length} canaries stopped`);
    } finally {
      foreign.closeAllConnections();
      foreign.close();
    }
  });
});

/** Runs a function as the page would: a debugger may do at once what the page may not. */
const fromATimer = (run, argument) => `new Promise((done) => setTimeout(() => {
  try { (${run})(${JSON.stringify(argument)}); } catch { /* that is the point */ }
  setTimeout(done, 150);
}))`;

const times = (count, text) => text.repeat(count);

const BOMBS = {
  '10,000 quotes in each other': ['markdown', `${times(10_000, '>')} deep`],
  '10,000 elements in each other': ['html', `${times(10_000, '<div>')}deep`],
  '10,000 lists in each other': ['html', `${times(10_000, '<ul><li>')}deep`],
  'a table of 14 KB': ['markdown', `${times(3500, '|a')}\n${times(3500, '|-')}\n${times(100, '|\n')}`],
  '5,000 images': ['markdown', times(5000, '![x](https://example.org/x.png) ')],
  '5,000 images in HTML': ['html', times(5000, '<img src="https://example.org/x.png" alt="x">')],
  '100,000 elements': ['html', times(100_000, '<b>x</b>')],
  'one word of a million letters': ['text', times(1_000_000, 'x')],
  '20,000 links': ['text', times(20_000, 'https://example.org/ ')],
  '10,000 opened brackets': ['markdown', times(10_000, '[')],
  '10,000 stars': ['markdown', times(5000, '*a **')],
  '5,000 footnotes': ['markdown', times(1700, '[^')],
  '30,000 backticks': ['markdown', times(200, '`') + Array.from({ length: 200 }, (_, n) => times(n, '`')).join(' ')],
  '10,000 entities': ['html', times(10_000, '&zwj;&#x202e;')],
  'marks upon marks': ['text', `z${times(20_000, '\u0336\u034f')}`],
  '60,000 line ends': ['text', times(60_000, '\n')],
};

describe('a text made to bring the page down', () => {
  let backend;
  const site = useSite(async () => {
    backend = await Backend.start();
    return { config: backend.config() };
  });
  after(() => backend.close());

  for (const [name, [format, body]] of Object.entries(BOMBS)) {
    site.test(`does not: ${name}`, async ({ open, diagnostic }) => {
      backend.clear();
      backend.thread(post('bomb'), [
        comment('before', 'bomb', { body: 'Before it.' }),
        comment('bomb', 'bomb', { body, format }),
        comment('after', 'bomb', { body: 'After it.' }),
      ]);
      const visitor = await open({ path: null });
      const start = Date.now();
      await visitor.go('/s/there/p/bomb');
      await untilCount(visitor.comments, 3);
      await sees(visitor.comment('After it.'));
      const shown = Date.now() - start;
      const fold = visitor.comment('Before it.').locator('button.fold');
      const time = await visitor.page.evaluate(clickAndPaint, await fold.elementHandle());
      diagnostic(`${name}: shown after ${shown} ms, answers a click after ${Math.round(time)} ms`);
      assert.ok(time < 1000, `a click took ${time} ms`);
      const { depth, count } = await visitor.page.evaluate(measure);
      assert.ok(depth <= 64 + 12, `depth ${depth}`);
      assert.ok(count <= 5200, `${count} elements`);
    });
  }

  site.test('does not: JSON 1,000 levels deep, and deeper is told in words', async ({ open }) => {
    const answer = (depth) => {
      const items = JSON.stringify([post('deep')]);
      return `{"extra":${times(depth, '[')}${times(depth, ']')},"items":${items},"next":null}`;
    };
    const visitor = await open({ path: null });
    backend.clear();
    backend.fault = () => ({ body: answer(1000) });
    await visitor.go('/');
    await sees(visitor.link('Post deep'));
    backend.fault = () => ({ body: answer(200_000) });
    await visitor.go('/');
    await sees(visitor.alert.getByText('The answer could not be read'));
    backend.fault = () => ({ body: answer(1) });
    await visitor.button('Try again').click();
    await sees(visitor.link('Post deep'));
  });
});

/** In the page: clicks, and waits until the browser has painted what came of it. */
function clickAndPaint(element) {
  const start = performance.now();
  element.click();
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(() => {
      if (element.getAttribute('aria-expanded') !== 'false') throw new Error('the click did nothing');
      done(performance.now() - start);
    }));
  });
}

/** In the page: how deep and how large the text is. */
function measure() {
  const text = document.querySelector('#c-bomb > .prose');
  let depth = 0;
  for (const element of text.querySelectorAll('*')) {
    let above = 0;
    for (let at = element; at !== text; at = at.parentElement) above += 1;
    depth = Math.max(depth, above);
  }
  return { depth, count: text.querySelectorAll('*').length };
}

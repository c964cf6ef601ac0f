// Attacks, and how to tell whether one got through.
//
// `trap` stands in every page before its own scripts, `provoke` does what a reader might do by
// accident, and `residue` looks for anything that must not be in the page. The control shows that
// the traps work: the same attacks on a page without any defence.

import { readFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { resolve } from 'node:path';

import { root } from './server.mjs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** The vectors written for this project: one per class of attack. */
export const own = read(new URL('../vectors.json', import.meta.url));

/** A larger collection that may lie beside the checkout. */
export function collection() {
  const path = resolve(root, process.env.BARAZA_VECTORS ?? '../shared/vectors/xss.json');
  return existsSync(path) ? read(path).map(({ html }) => html) : [];
}

/** Runs first in every frame: counts calls that only an attack makes. */
export function trap() {
  const hit = (what) => {
    try {
      top.__executed.push(`${what} in ${globalThis.__vector ?? location.pathname}`);
    } catch { /* a frame of another origin cannot tell, nor do harm here */ }
  };
  if (top === globalThis) globalThis.__executed = [];
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) {
    globalThis[name] = () => { hit(name); return null; };
  }
  for (const name of ['xss', 'xssed', 'pwned']) {
    Object.defineProperty(globalThis, name, { get() { hit(name); return () => {}; }, set() { hit(name); } });
  }
}

/** Does to all that is in `scope` what people do: moves, focuses, types, clicks; stays here. */
export function provoke(scope) {
  const stay = (event) => event.preventDefault();
  addEventListener('click', stay, true);
  addEventListener('submit', stay, true);
  const events = ['load', 'error', 'mouseover', 'mouseenter', 'mousemove', 'focus', 'focusin', 'blur',
    'input', 'change', 'keydown', 'pointerdown', 'pointerover', 'touchstart', 'toggle', 'beforetoggle',
    'animationstart', 'animationend', 'transitionend', 'scroll', 'wheel', 'copy', 'paste', 'drag', 'start',
    'begin', 'end', 'finish', 'bounce', 'beforematch', 'contentvisibilityautostatechange', 'click'];
  const make = (name) => {
    const kind = { key: KeyboardEvent, foc: FocusEvent, poi: PointerEvent }[name.slice(0, 3)] ?? MouseEvent;
    return new kind(name, { bubbles: name !== 'load', cancelable: true, key: 'x' });
  };
  for (const element of document.querySelectorAll(scope)) {
    const isLoader = element.matches('.image-placeholder');
    for (const name of events) if (name !== 'click' || !isLoader) element.dispatchEvent(make(name));
  }
  removeEventListener('click', stay, true);
  removeEventListener('submit', stay, true);
}

/** Everything in the page that an attack may have left, in words. */
export function residue() {
  const found = [];
  const say = (what, element) => found.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
  const rich = new Set(`p div br hr blockquote pre code em strong del ins sub sup kbd mark small q cite abbr
    ul ol li dl dt dd a img button table thead tbody tr th td details summary figure figcaption span`.split(/\s+/));
  const allowed = new Set(`href rel target title src alt loading decoding referrerpolicy class type role
    aria-label aria-level tabindex start data-align data-lang open lang dir`.split(/\s+/));
  const classes = new Set(['task', 'table-scroll', 'image-placeholder']);
  const plain = '.post-card h2 a, .excerpt, .tag, .badge, .meta b, h1, .top bdi, .answers bdi, .score, .gone';
  const safe = (element, name, schemes) => {
    const { protocol } = new URL(element.getAttribute(name), location.href);
    if (!schemes.includes(protocol)) say(`address with ${protocol}`, element);
  };
  for (const element of document.querySelectorAll('#app .prose *')) {
    if (element.namespaceURI !== 'http://www.w3.org/1999/xhtml' || !rich.has(element.localName)) {
      say('element that no text may have', element);
    }
    for (const { name } of element.attributes) if (!allowed.has(name)) say(`attribute ${name}`, element);
    for (const name of element.classList) if (!classes.has(name)) say(`class ${name}`, element);
    if (element.localName === 'a' && !/nofollow/.test(element.rel)) say('link without rel', element);
  }
  for (const element of document.querySelectorAll(plain)) {
    if (element.closest('.prose')) continue;
    const inner = [...element.children].filter((child) => !child.matches('bdi') || child.children.length);
    if (inner.length) say('markup in plain text', element);
  }
  for (const element of document.querySelectorAll('#app, #app *, body > :not(script)')) {
    for (const { name } of element.attributes) {
      if (/^on/i.test(name) || ['srcdoc', 'formaction', 'action', 'ping', 'background'].includes(name)) {
        say(`attribute ${name}`, element);
      }
      if (name === 'name') say('name', element);
    }
    if (element.matches('script, iframe, object, embed, base, meta, link, style, frame, form[action]')) {
      say('dangerous element', element);
    }
    if (element.hasAttribute('href')) safe(element, 'href', ['http:', 'https:', 'mailto:']);
    if (element.hasAttribute('src')) safe(element, 'src', ['http:', 'https:']);
    const isOwn = ['app', 'main', 'recovery'].includes(element.id) || element.matches('li.comment[id^="c-"]');
    if (element.id && (!isOwn || element.closest('.prose'))) say('id', element);
  }
  for (const name of ['body', 'cookie', 'forms', 'location', 'getElementById', 'createElement']) {
    if (Object.hasOwn(document, name) || document[name] instanceof HTMLCollection) {
      if (name !== 'forms' && name !== 'location') found.push(`document.${name} is not what it was`);
    }
  }
  return found;
}

/** A page without any defence, to see which attacks would work. */
export class Undefended {
  static async start() {
    const undefended = new Undefended();
    undefended.http = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><title>control</title><body></body>');
    });
    await new Promise((done) => { undefended.http.listen(0, '127.0.0.1', done); });
    undefended.url = `http://127.0.0.1:${undefended.http.address().port}/`;
    return undefended;
  }

  /** Puts each attack into a frame of its own as raw HTML; hands out which of them ran. */
  async run(browser, vectors, batch = 108) {
    const ran = new Set();
    const context = await browser.newContext();
    for (let start = 0; start < vectors.length; start += batch) {
      const page = await context.newPage();
      await page.goto(this.url);
      await page.evaluate(trap);
      const hits = await page.evaluate(attack, [vectors.slice(start, start + batch), start, `(${trap})()`]);
      for (const hit of hits) ran.add(Number(/ in (\d+)$/.exec(hit)?.[1] ?? NaN));
      await page.close();
    }
    await context.close();
    ran.delete(NaN);
    return ran;
  }

  async close() {
    this.http.closeAllConnections();
    await new Promise((done) => { this.http.close(done); });
  }
}

/** In the page of the control. */
async function attack([vectors, first, setTrap]) {
  const frames = vectors.map((vector, index) => {
    const frame = document.createElement('iframe');
    // All but leading the page around it away, which would end the other attacks.
    frame.sandbox = 'allow-scripts allow-same-origin allow-forms allow-modals allow-popups';
    document.body.append(frame);
    frame.contentWindow.eval(setTrap);
    frame.contentWindow.__vector = first + index;
    frame.contentDocument.body.innerHTML = vector;
    return frame;
  });
  const pause = (time) => new Promise((done) => { setTimeout(done, time); });
  await pause(400);
  for (const frame of frames) {
    try {
      for (const element of frame.contentDocument.body.querySelectorAll('*')) {
        for (const { name } of [...element.attributes]) {
          if (/^on/i.test(name)) element.dispatchEvent(new Event(name.slice(2)));
        }
        if (element.matches('a, button, area')) element.click();
      }
    } catch { /* an attack has led the frame away */ }
  }
  await pause(300);
  return globalThis.__executed;
}

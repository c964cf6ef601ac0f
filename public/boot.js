// Starts Baraza: the few things that must work before the WASM module does, or without it. It runs
// before the first paint, so it is small, needs nothing else, and never waits.
(() => {
  'use strict';
  // The build writes its id here; 'dev' means an edit loop without a service worker.
  const BUILD = 'dev';
  const files = document.currentScript.dataset;
  const workers = navigator.serviceWorker;
  const reload = () => location.reload();

  const stored = (store, key) => {
    try { return store().getItem(key); } catch { return null; }
  };
  for (const [key, name] of [['baraza:theme', 'theme'], ['baraza:text-size', 'text']]) {
    const choice = stored(() => localStorage, key);
    if (/^(light|dark|large|larger)$/.test(choice)) document.documentElement.dataset[name] = choice;
  }

  // The address of a discussion: its part of the app comes beside the rest and not after it.
  if (/^\/s\/[^/]+\/p\//.test(location.pathname)) {
    for (const href of files.thread.split(',').filter(Boolean)) {
      const link = Object.assign(document.createElement('link'), { rel: 'preload', as: 'fetch', crossOrigin: '', href });
      document.head.append(link);
    }
  }

  // The page's only Trusted Types policy; nothing else in the page can reach it or make another.
  const rules = {
    createHTML: (html) => html,
    createScriptURL: (url) => {
      if (url !== '/sw.js') throw new TypeError(`not a script of this app: ${url}`);
      return url;
    },
  };
  const policy = globalThis.trustedTypes?.createPolicy('app', rules) ?? rules;

  // An inert document runs nothing and fetches nothing. It is walked, never inserted. The parser is
  // of a frame that is gone: the page's own reports each style="" of a text, though none is applied.
  let parser;
  const parseInert = (html) => {
    if (!parser) {
      const frame = document.documentElement.appendChild(document.createElement('iframe'));
      parser = new frame.contentWindow.DOMParser();
      frame.remove();
    }
    const inert = parser.parseFromString(policy.createHTML(html), 'text/html');
    // An element called `nodeName` or the like would stand before its form's own property. Names
    // are not shown, so they go, by functions that no element can stand before.
    const walker = Document.prototype.createTreeWalker.call(inert, inert, NodeFilter.SHOW_ELEMENT);
    for (let node; (node = walker.nextNode());) {
      for (const name of ['id', 'name']) Element.prototype.removeAttribute.call(node, name);
    }
    return inert;
  };

  const parsed = new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve));

  const fetched = async (url, integrity) => {
    const response = await fetch(url, integrity ? { integrity } : {});
    if (!response.ok) throw new Error(`${url}: the server answered ${response.status}`);
    return response;
  };

  const load = async (js, wasm, integrity) => {
    const [module, response] = await Promise.all([import(js), fetched(wasm, integrity), parsed]);
    await module.default({ module_or_path: response });
    return module;
  };

  let markdown;
  let failures = 0;
  const loadMarkdown = () => {
    // Some browsers remember a failed import for good, so another try has another address.
    const js = failures ? `${files.markdown}?try=${failures}` : files.markdown;
    markdown ??= load(js, files.markdownWasm, files.markdownIntegrity).then(({ parse }) => parse, (error) => {
      markdown = undefined;
      failures += 1;
      throw error;
    });
    return markdown;
  };

  // Throws the app's own files away, so that a reload fetches them all. Only when the server is
  // there: without it the old files are better than none. What people wrote is never touched.
  const heal = async () => {
    try {
      await fetched('/sw.js');
      for (const name of await caches.keys()) if (name.startsWith('app-')) await caches.delete(name);
      await (await workers.getRegistration())?.unregister();
    } catch { /* offline, or a browser without service workers */ }
    reload();
  };

  const reset = () => {
    try {
      for (const key of Object.keys(localStorage)) if (/^baraza:(?!draft|outbox)/.test(key)) delete localStorage[key];
    } catch { /* storage is blocked: there is nothing to remove */ }
    return heal();
  };

  // Shows one of the notices that are in index.html, in plain words, and what can be done.
  let told = false;
  const tell = async (what, detail, canReset = false) => {
    if (told) return;
    told = true;
    await parsed;
    const notice = document.getElementById('recovery');
    const actions = { reload: what === 'load' ? heal : reload, reset, close: () => notice.close() };
    notice.querySelector(`[data-case="${what}"]`).hidden = false;
    notice.querySelector('[data-detail]').textContent = `${detail}\n${BUILD}`;
    for (const button of notice.querySelectorAll('button')) {
      button.hidden = button.dataset.do === 'reset' && !canReset;
      button.addEventListener('click', actions[button.dataset.do]);
    }
    notice.showModal();
  };

  const panic = (message) => {
    console.error(message);
    const last = Number(stored(() => localStorage, 'baraza:panic'));
    if (!told) try { localStorage.setItem('baraza:panic', Date.now()); } catch { /* nowhere to keep it */ }
    tell('panic', message, Date.now() - last < 60_000);
  };

  // A trap that no panic hook has seen, such as a stack that ran out.
  const watch = (error) => {
    const ranOut = error instanceof RangeError && error.stack?.includes('wasm');
    if (ranOut || error instanceof WebAssembly.RuntimeError) panic(String(error));
  };

  // A new version waits until the person agrees, or until no page is open.
  const followUpdates = async () => {
    if (!workers || BUILD === 'dev') return;
    const registration = await workers.register(policy.createScriptURL('/sw.js'), { updateViaCache: 'none' });
    const announce = () => registration.waiting && workers.controller && dispatchEvent(new Event('baraza:update'));
    registration.onupdatefound = () => registration.installing?.addEventListener('statechange', announce);
    announce();
    setInterval(() => document.hidden || registration.update().catch(() => {}), 3_600_000);
  };

  const applyUpdate = async () => {
    const waiting = (await workers?.getRegistration())?.waiting;
    workers?.addEventListener('controllerchange', reload, { once: true });
    waiting?.postMessage('SKIP_WAITING');
    setTimeout(reload, waiting ? 3000 : 0);
  };

  const start = async () => {
    if (typeof WebAssembly !== 'object') return tell('unsupported', navigator.userAgent);
    addEventListener('error', (event) => watch(event.error));
    addEventListener('unhandledrejection', (event) => watch(event.reason));
    try {
      const app = load(files.js, files.wasm);
      // After the page's first style sheet, which says how the layers follow each other.
      const link = { rel: 'stylesheet', href: files.style, integrity: files.styleIntegrity };
      const add = () => document.head.append(Object.assign(document.createElement('link'), link));
      if (files.style) addEventListener('DOMContentLoaded', add);
      await app;
      (globalThis.requestIdleCallback ?? setTimeout)(() => followUpdates().catch(console.warn));
    } catch (error) {
      // After a deployment the files that this page names may be gone: fetch it once more, once.
      if (told || stored(() => sessionStorage, 'baraza:reloaded') === BUILD) return tell('load', error);
      try { sessionStorage.setItem('baraza:reloaded', BUILD); } catch { return tell('load', error); }
      await heal();
    }
  };

  globalThis.baraza = Object.freeze({ build: BUILD, parseInert, loadMarkdown, panic, applyUpdate });
  start();
})();

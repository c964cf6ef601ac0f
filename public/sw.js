// Keeps one whole build of the app on the device, so that it opens without a network.
//
// Only the app's own files are ever kept: no answer of a backend, nothing of another origin. A
// new build is fetched whole into a cache of its own or not at all, and takes over only when the
// person agrees or when no page is open. To withdraw a release, see sw-kill.js.
'use strict';

// The build writes its id and the list of its files here: [path, integrity or null].
const BUILD = 'dev';
const FILES = [];

const PREFIX = 'app-';
const CACHE = PREFIX + BUILD;
const PATHS = new Set(FILES.map(([path]) => path));
const HASHED = /-[0-9a-f]{16}(_bg)?\.(js|wasm|css)$/;
// How long to wait for a fresh copy of a file that a site's owner may have edited.
const PATIENCE = 1500;

const MIME = { js: 'javascript', wasm: 'application/wasm', css: 'text/css', json: 'json', '/': 'text/html' };
const extension = (path) => path.slice(path.lastIndexOf('.') + 1);

// A host that answers every unknown path with a page must not pass for a script.
const isSound = (path, response) => {
  const type = response.headers.get('content-type') ?? '';
  return response.status === 200 && !response.redirected && type.includes(MIME[extension(path)] ?? '/');
};

// The two files that keep their names in every build say which one they are of.
const isOfThisBuild = async (path, response) =>
  (path !== '/' && path !== '/boot.js') || (await response.clone().text()).includes(BUILD);

const fetchWhole = async ([path, integrity]) => {
  const response = await fetch(path, integrity ? { integrity } : { cache: 'no-cache' });
  if (!isSound(path, response) || !(await isOfThisBuild(path, response))) {
    throw new Error(`${path}: not the file of build ${BUILD} (status ${response.status})`);
  }
  return [path, response];
};

const install = async () => {
  const files = await Promise.all(FILES.map(fetchWhole));
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(files.map(([path, response]) => cache.put(path, response)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
};

// One earlier build stays for pages that are still open with it.
const activate = async () => {
  const names = await caches.keys();
  const earlier = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(earlier.slice(0, -1).map((name) => caches.delete(name)));
};

const kept = async (path) => {
  const cache = await caches.open(CACHE);
  return cache.match(path, { ignoreVary: true });
};

// A hashed name stands for its content, so any build's copy will do.
const keptAnywhere = async (path) =>
  (await kept(path)) ?? (HASHED.test(path) ? caches.match(path, { ignoreVary: true }) : undefined);

const fromCache = async (path, request) => (await keptAnywhere(path)) ?? fetch(request);

// The network's copy if it comes soon, else the one kept; what comes late is kept for next time.
const fromNetwork = async (path, request, event) => {
  const old = await kept(path);
  const fresh = fetch(request).then(async (response) => {
    if (!isSound(path, response)) return old ?? response;
    const cache = await caches.open(CACHE);
    await cache.put(path, response.clone()).catch(() => {});
    return response;
  });
  if (!old) return fresh;
  event.waitUntil(fresh.catch(() => {}));
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, old); });
  return Promise.race([fresh.catch(() => old), late]);
};

// Paths of the app are pages, all with the same document. Anything with a file's name is not, nor
// is what hosts without endings call oauth.html: signing in needs the network, and no old copy.
const isPage = (path) => path.startsWith('/s/') || !path.slice(path.lastIndexOf('/')).includes('.');
const isForeign = (path) => path.startsWith('/api/') || path.startsWith('/.well-known/') || path === '/oauth';
const isEditable = (path) => path === '/config.json' || /^\/connectors\/[^/]+\.json$/.test(path);

const answer = (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || isForeign(pathname)) return;
  if (request.mode === 'navigate') {
    if (isPage(pathname)) event.respondWith(fromCache('/', request));
  } else if (isEditable(pathname)) {
    event.respondWith(fromNetwork(pathname, request, event));
  } else if (PATHS.has(pathname) || HASHED.test(pathname)) {
    event.respondWith(fromCache(pathname, request));
  }
};

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', answer);
self.addEventListener('message', (event) => {
  if (event.data === 'SKIP_WAITING') self.skipWaiting();
});

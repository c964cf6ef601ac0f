// The way out when a release has to be withdrawn: copy this file over sw.js on the host.
//
// Browsers fetch it in place of the service worker that is at fault. It takes over at once,
// removes the app's files from the device and then itself; pages go to the network again from
// the next navigation on. Drafts and everything else that people wrote stay where they are.
'use strict';

const leave = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('app-')).map((name) => caches.delete(name)));
  await self.registration.unregister();
};

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(leave()));

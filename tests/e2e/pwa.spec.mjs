// Installed and offline: the app opens without its server, and new versions come only when asked.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'node:test';

import { Api, DEVICES, Server, loses, sees, until, useSite } from './harness.mjs';
import { launchWithProfile } from './support/chromium.mjs';
import { Deployment } from './support/deployment.mjs';

/** Waits until the service worker keeps the app and stands before the page. */
async function isKept(visitor) {
  await until(
    () => visitor.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'),
    'the service worker is active',
  );
  await until(
    () => visitor.page.evaluate(async () => (await caches.keys()).some((name) => name.startsWith('app-'))),
    'the app is kept',
  );
}

const build = (visitor) => visitor.page.evaluate(() => globalThis.baraza.build);

const checkForUpdate = (visitor) => visitor.page.evaluate(async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update().catch(() => {});
  const { installing } = registration;
  if (installing) {
    await new Promise((done) => {
      installing.addEventListener('statechange', () => installing.state !== 'installing' && done());
    });
  }
  return Boolean(registration.waiting);
});

const caches = (visitor) => visitor.page.evaluate(async () => {
  const names = await globalThis.caches.keys();
  return Promise.all(names.map(async (name) => {
    const requests = await (await globalThis.caches.open(name)).keys();
    return [name, requests.map(({ url }) => new URL(url).pathname)];
  }));
});

describe('the installed app', () => {
  const site = useSite();

  site.test('can be installed: the browser finds nothing wrong with it', async ({ server }) => {
    const folder = await mkdtemp(join(tmpdir(), 'baraza-profile-'));
    const context = await launchWithProfile(folder, DEVICES.phone);
    try {
      const [page] = context.pages();
      await page.goto(server.url);
      await until(() => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.active)), 'a service worker');
      const session = await context.newCDPSession(page);
      const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
      assert.deepEqual(installabilityErrors, []);
      const { errors, data } = await session.send('Page.getAppManifest');
      assert.deepEqual(errors, []);
      const manifest = JSON.parse(data);
      assert.equal(manifest.display, 'standalone');
      assert.ok(manifest.icons.some(({ purpose }) => purpose === 'maskable'));
      for (const { src, sizes } of [...manifest.icons, ...manifest.screenshots]) {
        const size = await page.evaluate(async (address) => {
          const image = new Image();
          image.src = address;
          await image.decode();
          return `${image.naturalWidth}x${image.naturalHeight}`;
        }, src);
        if (sizes !== 'any') assert.equal(size, sizes, src);
      }
      for (const { url } of manifest.shortcuts) {
        await page.goto(server.url + url);
        await sees(page.getByRole('main').locator('h1, h2'));
        assert.equal(await page.getByText('Nothing here').count(), 0, url);
      }
    } finally {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  site.test('keeps the app’s own files and nothing that a backend said', async ({ api, open }) => {
    const visitor = await open();
    await isKept(visitor);
    await visitor.signIn('demo', 'demo-demo-demo', { remember: true });
    await visitor.openPost((await api.posts())[0].title);
    await visitor.reload();
    const kept = await caches(visitor);
    assert.equal(kept.length, 1);
    const [, paths] = kept[0];
    assert.ok(paths.includes('/') && paths.includes('/boot.js') && paths.includes('/config.json'));
    assert.ok(paths.some((path) => path.endsWith('.wasm')));
    assert.deepEqual(paths.filter((path) => path.startsWith('/api')), []);
  });

  for (const device of ['phone', 'desktop']) {
    site.test(`opens without its server on a ${device}, and says what is missing`, async ({ open }) => {
      const server = await Server.start();
      try {
        const visitor = await open({ server, device });
        await isKept(visitor);
        visitor.complaints.expectNoServer();
        await server.stop();
        for (const path of ['/', '/settings', '/s/box/p/1', '/search?q=visa', '/s/box/p/1/c/2']) {
          await visitor.go(path);
          assert.equal(await visitor.page.title().then((title) => title.includes('Baraza')), true, path);
          if (path !== '/settings') {
            const words = await visitor.alert.innerText();
            assert.match(words, /You are offline|No answer/, path);
          }
        }
        await visitor.go('/');
        await server.start();
        await visitor.button('Try again').click();
        await sees(visitor.posts);
        await loses(visitor.alert);
      } finally {
        await server.close();
      }
    });
  }

  site.test('keeps a draft that is written while the server is away', async ({ open }) => {
    const server = await Server.start();
    try {
      const [post] = await new Api(server).posts();
      const visitor = await open({ server, path: `/s/box/p/${post.id}` });
      await isKept(visitor);
      visitor.complaints.expectNoServer();
      await server.stop();
      await visitor.startComment();
      await visitor.write('Written in a tunnel.');
      await visitor.go(`/s/box/p/${post.id}`);
      await server.start();
      await visitor.reload();
      await visitor.startComment();
      assert.equal(await visitor.editor.inputValue(), 'Written in a tunnel.');
    } finally {
      await server.close();
    }
  });
});

describe('a new version', () => {
  let deployment;
  const site = useSite(async () => {
    deployment = await Deployment.of();
    return { dist: deployment.folder };
  });

  site.test('waits, asks, and takes over with what was typed still there', async ({ api, open }) => {
    const first = deployment.build;
    const [post] = await api.posts();
    const visitor = await open({ path: `/s/box/p/${post.id}` });
    await isKept(visitor);
    await visitor.reload();
    await deployment.release('second-build');
    assert.equal(await checkForUpdate(visitor), true);
    const banner = visitor.page.getByText('A new version is ready. What you typed is kept.');
    await sees(banner);
    assert.equal(await build(visitor), first, 'nothing changes under somebody’s hands');
    await visitor.startComment();
    await visitor.write('In the middle of a sen');
    const arrived = visitor.page.waitForEvent('load');
    await visitor.page.getByRole('button', { name: 'Update' }).click();
    await arrived;
    await visitor.arrives();
    await until(async () => (await build(visitor)) === 'second-build', 'the new version');
    await loses(banner);
    await visitor.startComment();
    assert.equal(await visitor.editor.inputValue(), 'In the middle of a sen');
  });

  site.test('that is put off does not come by a reload, nor mix with the old one', async ({ open }) => {
    const visitor = await open();
    await isKept(visitor);
    await visitor.reload();
    const before = await build(visitor);
    await deployment.release('third-build');
    assert.equal(await checkForUpdate(visitor), true);
    await visitor.page.getByRole('button', { name: 'Later' }).click();
    for (let times = 0; times < 3; times += 1) {
      await visitor.reload();
      const builds = await visitor.page.evaluate(() => [
        globalThis.baraza.build, document.querySelector('meta[name="baraza-build"]').content,
      ]);
      assert.deepEqual(builds, [before, before]);
    }
  });

  site.test('reaches every open tab at once', async ({ open }) => {
    const one = await open();
    await isKept(one);
    await one.reload();
    const two = await one.newTab('/settings');
    await deployment.release('fourth-build');
    assert.equal(await checkForUpdate(one), true);
    const arrived = one.page.waitForEvent('load');
    await one.page.getByRole('button', { name: 'Update' }).first().click();
    await arrived;
    await one.arrives();
    await until(async () => (await build(one)) === 'fourth-build', 'the first tab');
    await two.reload();
    assert.equal(await build(two), 'fourth-build');
  });

  const DAMAGE = {
    'lacks a file': async () => deployment.lose(await deployment.renew(/^markdown-.*\.wasm$/)),
    'has a page in place of a script': async () => (
      deployment.put(await deployment.renew(/^baraza-.*\.js$/), '<!doctype html><h1>Not found</h1>')
    ),
    'has a cut file': async () => (
      deployment.put(await deployment.renew(/^baraza-.*\.wasm$/), Buffer.from([0, 97, 115, 109, 1, 0]))
    ),
  };
  for (const [what, damage] of Object.entries(DAMAGE)) {
    site.test(`that ${what} is not taken, and the old one goes on`, async ({ open }) => {
      const broken = await Deployment.of();
      const server = await Server.start({ dist: broken.folder });
      const whole = deployment;
      deployment = broken;
      try {
        const visitor = await open({ server });
        await isKept(visitor);
        await visitor.reload();
        const before = await build(visitor);
        // The worker says so itself, and is not installed.
        visitor.complaints.expect(/Failed to load resource|integrity|not the file of build|service worker: (Uncaught|Failed to update)/i);
        await broken.release('broken-build', damage);
        assert.equal(await checkForUpdate(visitor), false);
        await visitor.reload();
        assert.equal(await build(visitor), before);
        await visitor.openFirstPost();
        assert.equal(await visitor.page.getByText('A new version is ready').count(), 0);
        assert.equal((await caches(visitor)).length, 1);
      } finally {
        deployment = whole;
        await server.close();
        await broken.close();
      }
    });
  }
});

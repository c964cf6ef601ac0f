// Deployments: copies of the built client with another build's id, whole or damaged.

import { cp, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { dist } from './server.mjs';

/** The files that name the build. */
const NAMED = ['index.html', '404.html', 'boot.js', 'sw.js'];

export class Deployment {
  #folders = [];

  /** The folder that is served; a new release replaces what is in it. */
  static async of() {
    const deployment = new Deployment();
    deployment.folder = await mkdtemp(join(tmpdir(), 'baraza-dist-'));
    deployment.#folders.push(deployment.folder);
    await cp(dist, deployment.folder, { recursive: true });
    const [tag] = /<meta[^>]*baraza-build[^>]*>/.exec(await deployment.read('index.html')) ?? [];
    const [, id] = /content="?([^\s">]+)/.exec(tag) ?? [];
    if (!id || id === 'dev') throw new Error('the client is not a release build: `cargo xtask build`');
    deployment.build = id;
    return deployment;
  }

  read(name) {
    return readFile(join(this.folder, name), 'utf8');
  }

  /** Deploys the same client as another build; `damage` may spoil it before it is there. */
  async release(id, damage = async () => {}) {
    for (const name of NAMED) {
      const text = await this.read(name).catch(() => null);
      if (text === null) continue;
      await rm(join(this.folder, `${name}.br`), { force: true });
      await writeFile(join(this.folder, name), text.replaceAll(this.build, id));
    }
    await damage(this.folder);
    this.build = id;
  }

  /** Gives the file whose name is so the name of another content, as in a build that changed it. */
  async renew(pattern) {
    const old = (await readdir(this.folder)).find((name) => pattern.test(name));
    const name = old.replace(/[0-9a-f]{16}/, '0123456789abcdef');
    for (const ending of ['', '.br']) await rename(join(this.folder, old + ending), join(this.folder, name + ending));
    for (const page of NAMED) {
      const text = await this.read(page).catch(() => null);
      if (text !== null) await writeFile(join(this.folder, page), text.replaceAll(old, name));
    }
    return name;
  }

  /** Takes a file away, compressed copies too. */
  async lose(name) {
    await rm(join(this.folder, name));
    await rm(join(this.folder, `${name}.br`), { force: true });
  }

  async put(name, content) {
    await rm(join(this.folder, `${name}.br`), { force: true });
    await writeFile(join(this.folder, name), content);
  }

  async close() {
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
  }
}

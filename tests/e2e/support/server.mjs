// The server in the box, started for a test on a free port with a database of its own.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BINARIES = ['target/release/baraza-server', 'target/debug/baraza-server'];

/** The root of the checkout. */
export const root = ROOT;

/** Where the built client is. */
export const dist = resolve(ROOT, process.env.BARAZA_DIST ?? 'dist');

function binary() {
  const path = [process.env.BARAZA_SERVER, ...BINARIES]
    .filter(Boolean)
    .map((each) => resolve(ROOT, each))
    .find(existsSync);
  if (!path) throw new Error('no baraza-server: build it, or name it in BARAZA_SERVER');
  return path;
}

/** A server that a test starts, stops, and starts again at the same address. */
export class Server {
  #child;
  #folder;
  #log = '';
  port = 0;

  /** `config` stands in for config.json; `flags` are handed on; `dist` is the client to serve. */
  constructor({ config, flags = [], dist: folder = dist } = {}) {
    this.config = config;
    this.flags = flags;
    this.dist = folder;
  }

  static async start(settings) {
    const server = new Server(settings);
    await server.start();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, the second time where it was before. */
  async start() {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'baraza-e2e-'));
    const settings = ['--port', String(this.port), '--data', join(this.#folder, 'data')];
    settings.push('--dist', this.dist, ...this.flags);
    if (!this.flags.includes('--rate-limit')) settings.push('--rate-limit', 'off');
    if (this.config) {
      const file = join(this.#folder, 'config.json');
      await writeFile(file, JSON.stringify(this.config));
      settings.push('--config', file);
    }
    const child = spawn(binary(), settings, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.stderr.on('data', (text) => { this.#log += text; });
    this.port = await new Promise((done, fail) => {
      child.once('error', fail);
      child.once('exit', (code) => fail(new Error(`the server ended (${code}):\n${this.#log}`)));
      createInterface(child.stdout).on('line', (line) => {
        const [, port] = /^listening on http:\/\/.*:(\d+)$/.exec(line) ?? [];
        if (port) done(Number(port));
      });
    });
    child.removeAllListeners('exit');
    return this.url;
  }

  /** Stops it and waits until it has gone; its data stays. */
  async stop() {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((done) => { child.once('exit', done); });
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(patience);
  }

  /** Stops it for good and takes its data away. */
  async close() {
    await this.stop();
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }
}

// Starts the programs that a private server consists of, and ends exactly those again.
//
// Everything of a run lives in one folder whose name carries the process that owns it. Whatever
// happens to that process, the next run finds the folder, ends the programs that name it on their
// command line, and removes it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for this process, with the programs that run in it. */
export class Run {
  #programs = [];
  #onExit = () => this.#end();
  #onSignal = (signal) => {
    this.#end();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };

  /** `system` is what runs, in one word. */
  constructor(system) {
    const prefix = `baraza-${system}-`;
    sweep(prefix);
    this.folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
    process.once('exit', this.#onExit);
    process.once('SIGINT', this.#onSignal);
    process.once('SIGTERM', this.#onSignal);
  }

  /** Starts a program in a process group of its own; what it says goes to `NAME.log`. */
  start(name, command, args, env = {}) {
    const log = openSync(join(this.folder, `${name}.log`), 'w');
    const child = spawn(command, args, {
      cwd: this.folder,
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const program = { name, child, failure: null };
    child.once('error', (error) => (program.failure = error));
    this.#programs.push(program);
    return program;
  }

  /** Runs a program to its end and returns what it printed. */
  async run(name, command, args, env = {}) {
    const child = spawn(command, args, {
      cwd: this.folder,
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const program = { name, child, failure: null };
    this.#programs.push(program);
    const printed = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => (printed[stream] += text));
    }
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    this.#programs = this.#programs.filter((other) => other !== program);
    if (code !== 0) {
      throw new Error(`${name} ended with ${code}: ${printed.stderr || printed.stdout}`.trim());
    }
    return printed.stdout;
  }

  /** Waits until `ready` is true, and says why when a program ends first. */
  async until(program, ready, seconds = 30) {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      if (await ready()) return;
      const { child, failure, name } = program;
      if (failure || child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`${name} did not start: ${failure?.message ?? this.log(name).slice(-2000)}`);
      }
      if (Date.now() > deadline) {
        throw new Error(`${name} was not ready after ${seconds} s: ${this.log(name).slice(-2000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends every program of this run, as a crash does; what they wrote stays. */
  async halt() {
    const running = this.#programs.filter(({ child }) => isRunning(child));
    const ends = running.map(({ child }) => once(child, 'exit'));
    this.#kill();
    await Promise.all(ends);
    this.#programs = [];
  }

  /** Ends every program of this run and removes its folder. */
  async stop() {
    await this.halt();
    this.#end();
    process.removeListener('exit', this.#onExit);
    process.removeListener('SIGINT', this.#onSignal);
    process.removeListener('SIGTERM', this.#onSignal);
  }

  // Nothing of a run outlives it, so there is nothing to save: no program is asked to be tidy.
  #kill() {
    for (const { child } of this.#programs) {
      if (isRunning(child)) signal(-child.pid);
    }
  }

  #end() {
    this.#kill();
    endPrograms(this.folder);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    this.#programs = [];
  }

  /** What a program has said so far. */
  log(name) {
    try {
      return readFileSync(join(this.folder, `${name}.log`), 'utf8').trim();
    } catch {
      return 'it said nothing';
    }
  }
}

/** A port of this machine where nobody listens. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) =>
    server.once('error', reject).listen(0, '127.0.0.1', resolve),
  );
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Clears away what runs left behind whose process is gone. */
function sweep(prefix) {
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(name.match(`^${prefix}(\\d+)-`)?.[1]);
    if (!owner || isAlive(owner)) continue;
    const folder = join(tmpdir(), name);
    endPrograms(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/** Ends the programs that name this very folder on their command line: a run's own, no others. */
function endPrograms(folder) {
  let entries = [];
  try {
    entries = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return; // no /proc on this system: the process groups are all there is
  }
  for (const pid of entries) {
    if (Number(pid) === process.pid) continue;
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (args.some((arg) => arg.includes(`${folder}/`))) signal(Number(pid));
    } catch {
      // it ended by itself
    }
  }
}

function isRunning(child) {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  try {
    // Ended, but its parent has not asked how: "PID (NAME) Z …".
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

function signal(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended by itself
  }
}

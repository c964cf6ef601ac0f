// What the suites have in common: a list of ways in which something may go wrong, one loop through
// them, and pages without protection, at which a suite shows that it would see a loss.

import { createServer } from 'node:http';

/** Goes through the ways in turn, `runs` times in all; hands out what came of each, with its way. */
export async function goThrough(ways, runs, act) {
  const results = [];
  for (let run = 0; run < runs; run += 1) {
    const way = ways[run % ways.length];
    try {
      results.push({ way: way.name, run, ...(await act(way, run)) });
    } catch (error) {
      throw new Error(`run ${run} (${way.name}) did not come to its end`, { cause: error });
    }
  }
  return results;
}

/** The same, several at once: `act` is told the number of its lane, which it has for itself. */
export async function goThroughTogether(ways, runs, lanes, act) {
  const results = [];
  let next = 0;
  const goThroughLane = async (lane) => {
    while (next < runs) {
      const run = next;
      next += 1;
      const way = ways[run % ways.length];
      try {
        results.push({ way: way.name, run, ...(await act(way, run, lane)) });
      } catch (error) {
        next = runs;
        throw new Error(`run ${run} (${way.name}) did not come to its end`, { cause: error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, runs) }, (_, lane) => goThroughLane(lane)));
  return results;
}

/** How many of the results are so, by their ways, in words. */
export function whichWays(results, isSo) {
  const counts = new Map();
  for (const result of results.filter(isSo)) counts.set(result.way, (counts.get(result.way) ?? 0) + 1);
  return [...counts].map(([way, count]) => `${way} (${count})`).join(', ');
}

/** The same numbers for the same seed, each from 0 to below 1 (mulberry32). */
export function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A page without protection: this script and a box to write in, on a site of its own. */
export class Unprotected {
  static async start(script) {
    const unprotected = new Unprotected();
    const page = `<!doctype html><title>control</title><textarea></textarea><p role="alert"></p><script>(${script})()</script>`;
    unprotected.http = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(page);
    });
    await new Promise((done) => { unprotected.http.listen(0, '127.0.0.1', done); });
    unprotected.url = `http://127.0.0.1:${unprotected.http.address().port}`;
    return unprotected;
  }

  async close() {
    this.http.closeAllConnections();
    await new Promise((done) => { this.http.close(done); });
  }
}

/** Where one writes in that page, in the terms of `Visitor`. */
export class UnprotectedVisitor {
  constructor(context, page, unprotected) {
    Object.assign(this, { context, page, server: unprotected });
  }

  static async visit(browser, unprotected) {
    const context = await browser.newContext();
    return new UnprotectedVisitor(context, await context.newPage(), unprotected);
  }

  /** Another tab of the same browser. */
  async newTab(path) {
    const other = new UnprotectedVisitor(this.context, await this.context.newPage(), this.server);
    await other.go(path);
    return other;
  }

  get editor() {
    return this.page.locator('textarea');
  }

  async go(path) {
    await this.page.goto(this.server.url + path);
  }

  async startComment() {
    await this.editor.click();
  }

  async arrives() {
    await this.editor.waitFor();
  }
}

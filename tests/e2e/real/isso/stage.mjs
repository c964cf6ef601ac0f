// The stage of the tests: an Isso, set up as the connector's recipe says, and people before it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { useServed } from '../support/served.mjs';

/** Nobody is too fast. */
const OPEN = { ratelimit: 1000, 'direct-reply': 1000, 'reply-to-self': true };

/**
 * `settings` are sections of isso.cfg. `knows`: whether it lets the client's site read it.
 */
export function useIsso({ knows = true, general = {}, guard = OPEN, ...settings } = {}) {
  return useServed(
    {
      name: 'isso',
      program: 'BARAZA_ISSO',
      ready: '/config',
      prepare(there, client) {
        const sites = knows ? [there.url, client] : [there.url];
        const file = join(there.folder, 'isso.cfg');
        const all = {
          general: {
            dbpath: join(there.folder, 'isso.db'),
            host: sites.map((site) => `\n    ${site}`).join(''),
            'latest-enabled': true,
            ...general,
          },
          // One may not vote on one's own comments, and Isso knows people by their address: those
          // of the tests say that they come from elsewhere.
          server: { listen: there.url, 'trusted-proxies': '127.0.0.1' },
          guard,
          ...settings,
        };
        writeFileSync(file, sections(all));
        return ['-c', file, 'run'];
      },
    },
    'isso',
  );
}

function sections(all) {
  const lines = Object.entries(all).flatMap(([name, settings]) => [
    `[${name}]`,
    ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`),
  ]);
  return `${lines.join('\n')}\n`;
}

/** Somebody elsewhere says something on a page; gives the comment's name. */
export async function say(there, page, author, text, parent = null) {
  const headers = { 'x-forwarded-for': '192.0.2.1' };
  const body = { title: page, author, text, parent };
  return (await there.ask('POST', `/new?uri=${encodeURIComponent(page)}`, { headers, body })).id;
}

/** All comments of a page as Isso has them, in the order of time, each as it was written. */
export async function kept(there, page) {
  const path = `/?uri=${encodeURIComponent(page)}&plain=1`;
  const { replies } = await there.ask('GET', path);
  return replies.flatMap((root) => [root, ...root.replies]);
}

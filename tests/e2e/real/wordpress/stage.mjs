// The stage of the tests: a WordPress, the client that reads it, and people in front of it.

import { after } from 'node:test';

import { useSite } from '../../harness.mjs';
import { startWordPress } from '../wordpress.mjs';
import { Reader } from '../support/reader.mjs';

/** The source's name in addresses of the client. */
const SOURCE = 'wp';

/**
 * A WordPress with a client for the tests of a file. `stage.test(name, body)` hands `body` the
 * WordPress and `visit`, which gives a person with a browser of their own. `options` are those of
 * `startWordPress`; `params` go to the connector beside the site's address.
 */
export function useWordPress({ params = {}, ...options } = {}) {
  let wordpress;
  const site = useSite(async () => {
    wordpress = await startWordPress({ ...options, log: console.log });
    const source = {
      id: SOURCE,
      name: 'Repair Café',
      connector: 'wordpress',
      params: { site: wordpress.url, ...params },
    };
    return { config: { name: 'Baraza', sources: [source] }, flags: ['--no-sample'] };
  });
  after(() => wordpress?.stop());
  return {
    test: (name, body) =>
      site.test(name, ({ open, t }) => {
        const visit = async (settings) =>
          new Reader(await open({ ...settings, path: null }), SOURCE);
        return body({ wordpress, visit, t });
      }),
  };
}

// The client against a real WordPress, in Chromium: what a person reads, writes and is told.
//
// The content policy of production is on; any breach of it fails the test at hand.

import { describe } from 'node:test';

import { guests } from './wordpress/guests.mjs';
import { members } from './wordpress/members.mjs';
import { reading } from './wordpress/reading.mjs';
import { useWordPress } from './wordpress/stage.mjs';

describe('a WordPress with pretty addresses', () => {
  const stage = useWordPress({ permalinks: 'pretty' });
  reading(stage);
  guests(stage);
  members(stage);
});

// As a site is whose server rewrites no addresses: there /wp-json does not exist.
describe('a WordPress with plain addresses', () => {
  reading(useWordPress({ permalinks: 'plain' }));
});

// The client against a real Isso 0.14, in Chromium: what a person reads, writes and is told.

import { describe } from 'node:test';

import { editing } from './isso/editing.mjs';
import { reading } from './isso/reading.mjs';
import { refusals } from './isso/refusals.mjs';
import { useIsso } from './isso/stage.mjs';
import { waiting } from './isso/waiting.mjs';

describe('an Isso', () => {
  const stage = useIsso();
  reading(stage);
  editing(stage);
});

describe('an Isso that has every comment looked at first', () => {
  waiting(useIsso({ moderation: { enabled: true } }));
});

refusals();

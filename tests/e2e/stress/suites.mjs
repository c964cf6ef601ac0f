// The suites: how often each goes by itself, how often its control, and how often in a short run.
// `missed` says which mark the app misses still.

import * as accounts from './accounts.mjs';
import * as close from './drafts-close.mjs';
import * as kill from './drafts-kill.mjs';
import * as storage from './drafts-storage.mjs';
import * as tabs from './drafts-tabs.mjs';
import * as outboxFaults from './outbox-faults.mjs';
import * as outboxTabs from './outbox-tabs.mjs';
import * as tokens from './tokens.mjs';

const MISSED = {
  kill: 'a kill in the first seconds of writing took eleven characters, once in twelve kills',
  tabs: 'an idle tab that showed another text counts it as seen, although it went on from a third one',
  accounts: 'drafts, and what was thrown away, keep the titles of threads after signing out',
};

export const SUITES = {
  'drafts-kill': { runs: 60, control: 3, short: 4, run: kill.draftsKill, say: kill.say, missed: MISSED.kill },
  'drafts-close': { runs: 210, control: 6, short: 6, run: close.draftsClose, say: close.say },
  'drafts-tabs': { runs: 40, control: 2, short: 2, run: tabs.draftsTabs, say: tabs.say, missed: MISSED.tabs },
  'drafts-storage': { runs: 120, control: 1, short: 6, run: storage.draftsStorage, say: storage.say },
  'outbox-faults': { runs: 120, control: 1, short: 9, run: outboxFaults.outboxFaults, say: outboxFaults.say },
  'outbox-tabs': { runs: 3, control: 1, short: 1, run: outboxTabs.outboxTabs, say: outboxTabs.say },
  tokens: { runs: 500, control: 20, short: 30, run: tokens.tokens, say: tokens.say },
  accounts: { runs: 100, control: 1, short: 7, run: accounts.accounts, say: accounts.say, missed: MISSED.accounts },
};

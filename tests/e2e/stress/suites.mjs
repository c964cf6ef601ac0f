// The suites: how often each goes by itself, how often its control, and how often in a short run.

import * as accounts from './accounts.mjs';
import * as close from './drafts-close.mjs';
import * as kill from './drafts-kill.mjs';
import * as storage from './drafts-storage.mjs';
import * as tabs from './drafts-tabs.mjs';
import * as outboxFaults from './outbox-faults.mjs';
import * as outboxTabs from './outbox-tabs.mjs';
import * as tokens from './tokens.mjs';

export const SUITES = {
  'drafts-kill': { runs: 60, control: 3, short: 4, run: kill.draftsKill, say: kill.say },
  'drafts-close': { runs: 210, control: 6, short: 6, run: close.draftsClose, say: close.say },
  'drafts-tabs': { runs: 40, control: 2, short: 2, run: tabs.draftsTabs, say: tabs.say },
  'drafts-storage': { runs: 120, control: 1, short: 6, run: storage.draftsStorage, say: storage.say },
  'outbox-faults': { runs: 120, control: 1, short: 9, run: outboxFaults.outboxFaults, say: outboxFaults.say },
  'outbox-tabs': { runs: 3, control: 1, short: 1, run: outboxTabs.outboxTabs, say: outboxTabs.say },
  tokens: { runs: 500, control: 20, short: 30, run: tokens.tokens, say: tokens.say },
  accounts: { runs: 100, control: 1, short: 8, run: accounts.accounts, say: accounts.say },
};

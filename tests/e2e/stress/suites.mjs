// The suites: how often each goes by itself, how often its control, and how often in a short run.

import * as draftsClose from './drafts-close.mjs';
import * as draftsKill from './drafts-kill.mjs';
import * as draftsTabs from './drafts-tabs.mjs';

export const SUITES = {
  'drafts-kill': { runs: 60, control: 3, short: 4, run: draftsKill.draftsKill, say: draftsKill.say },
  'drafts-close': { runs: 210, control: 6, short: 6, run: draftsClose.draftsClose, say: draftsClose.say },
  'drafts-tabs': { runs: 40, control: 4, short: 4, run: draftsTabs.draftsTabs, say: draftsTabs.say },
};

// `cargo xtask stress NAME [--runs N]`: first a control without protection, which has to lose
// something, or the test would not see a loss; then the app as it is.

import { SUITES } from './suites.mjs';

const [name, flag, number] = process.argv.slice(2);
const suite = SUITES[name];
if (!suite || (flag && (flag !== '--runs' || !(Number(number) > 0)))) {
  console.error(`usage: stress NAME [--runs N], NAME one of ${Object.keys(SUITES).join(', ')}`);
  process.exit(2);
}
const control = await suite.run({ runs: suite.control, isProtected: false });
console.log(`without protection: ${suite.say(control.figures)}`);
const { figures, isMissed } = await suite.run({ runs: Number(number ?? suite.runs) });
console.log(suite.say(figures));
if (!control.isMissed) console.error('the control lost nothing: this test would not see a loss');
if (isMissed) console.error('a mark is missed');
process.exit(isMissed || !control.isMissed ? 1 : 0);

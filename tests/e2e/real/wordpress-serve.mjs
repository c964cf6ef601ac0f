// A WordPress for tests in another language: `node wordpress-serve.mjs [--guests]` prints what the
// tests need to know as one line of JSON, and takes all away when its input ends.

import { startWordPress } from './wordpress.mjs';

const wordpress = await startWordPress({ guests: process.argv.includes('--guests') });
process.stdin.resume();
process.stdin.once('end', () => wordpress.stop().then(() => process.exit(0)));
const { url, accounts, posts } = wordpress;
console.log(JSON.stringify({ url, accounts, posts }));

// Headless Chromium: where it is, how it starts, and the devices that it stands for.
//
// Nothing that a page asks for leaves this machine: every name but the loopback address resolves
// to a port where nobody listens.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * 127.0.0.1:1, EXCLUDE 127.0.0.1',
];

/** Screens that people have. */
export const DEVICES = {
  phone: { viewport: { width: 412, height: 915 }, hasTouch: true, isMobile: true },
  smallPhone: { viewport: { width: 360, height: 800 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 800 } },
};

function executable() {
  const path = [process.env.CHROMIUM, ...PLACES].find((each) => each && existsSync(each));
  if (!path) throw new Error('no Chromium: install it, or name it in the variable CHROMIUM');
  return path;
}

function options() {
  return { executablePath: executable(), args: ARGUMENTS };
}

/** Starts a browser whose contexts keep nothing. */
export function launch() {
  return chromium.launch(options());
}

/** Starts a browser with a profile on disk, as people have: needed for what installs. */
export function launchWithProfile(folder, more = {}) {
  return chromium.launchPersistentContext(folder, { ...options(), ...more });
}

// Breaks the places where texts are kept in the middle of one, and asks what is there after a reload:
// `cargo xtask stress drafts-storage [--runs N]`. A full disk needs the right to mount one.

import { Api, Server, until, visit } from '../harness.mjs';
import { launch, launchWithProfile } from '../support/chromium.mjs';
import { Complaints } from '../support/complaints.mjs';
import { Visitor } from '../support/visitor.mjs';
import { FAULTS, smallDisk } from './faults.mjs';
import { Unprotected, UnprotectedVisitor, goThrough, whichWays } from './ways.mjs';

/** What the page may take to say that a text is not saved, in milliseconds. */
const MARK = 1000;

/** Keeps its text in local storage, and does not ask whether that worked. */
const regardless = () => {
  const box = document.querySelector('textarea');
  try { box.value = localStorage.getItem('draft'); } catch { /* It begins anew. */ }
  box.addEventListener('input', () => {
    try { localStorage.setItem('draft', box.value); } catch { /* As if nothing had happened. */ }
  });
};

/** In the page: takes the time from the next key press to the warning. */
function watchForWarning() {
  const watch = { first: undefined, after: undefined };
  globalThis.watch = watch;
  const isSaid = () => [...document.querySelectorAll('[role=alert]')].some((one) => /not saved/i.test(one.textContent));
  const look = () => {
    if (watch.first !== undefined && watch.after === undefined && isSaid()) watch.after = performance.now() - watch.first;
  };
  addEventListener('input', () => { watch.first ??= performance.now(); }, true);
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}

async function once({ visitor, path, profile, isProtected }, fault) {
  if (fault.init) await visitor.context.addInitScript(fault.init);
  await visitor.go(path);
  await visitor.startComment();
  await visitor.editor.pressSequentially('Before. ');
  const isSaved = () => visitor.composer.getByText('Saved', { exact: true }).isVisible();
  if (isProtected) {
    await until(isSaved, 'the first words are saved');
    // The database has them a moment after local storage.
    await until(async () => {
      const records = await visitor.records('drafts:v1');
      return records.some(([, record]) => JSON.parse(record).text === 'Before. ');
    }, 'the database has the first words');
  }
  await fault.strike({ page: visitor.page, profile });
  await visitor.page.evaluate(watchForWarning);
  await visitor.editor.pressSequentially('After.');
  const warning = () => visitor.page.evaluate(() => globalThis.watch.after);
  const isTold = async () => (await warning()) !== undefined || (isProtected && await isSaved());
  await until(isTold, 'a word on whether it is saved', 2 * MARK).catch(() => {});
  const after = await warning();
  await visitor.page.reload();
  await visitor.arrives();
  await visitor.startComment();
  const isBack = async () => (await visitor.editor.inputValue()) === 'Before. After.';
  const isWhole = await until(isBack, 'the text', after === undefined ? 2000 : 300).catch(() => false);
  const text = await visitor.editor.inputValue();
  return {
    isLost: !isWhole && after === undefined,
    isSlow: after > MARK,
    isOlderLost: !text.startsWith('Before. '),
    after,
  };
}

async function openOnDisk(folder, server, isProtected) {
  const context = await launchWithProfile(folder);
  context.setDefaultTimeout(15_000);
  const [page] = context.pages();
  if (!isProtected) return new UnprotectedVisitor(context, page, server);
  return new Visitor(context, page, await Complaints.of(context), server);
}

async function setScene(isProtected) {
  if (!isProtected) {
    const unprotected = await Unprotected.start(regardless);
    return { server: unprotected, path: '/', close: () => unprotected.close() };
  }
  const server = await Server.start();
  const { id } = await (await new Api(server).signUp()).createPost('Write here', 'Go on.');
  return { server, path: `/s/box/p/${id}`, close: () => server.close() };
}

/** What can be broken here: a disk only by whoever may mount one. */
async function possible() {
  const disk = await smallDisk();
  await disk?.close();
  return FAULTS.filter(({ isOnDisk }) => !isOnDisk || disk);
}

/** So many faults in turn; gives the figures and whether a mark is missed. */
export async function draftsStorage({ runs, isProtected = true }) {
  const { server, path, close } = await setScene(isProtected);
  const browser = await launch();
  const openIn = isProtected ? visit : UnprotectedVisitor.visit;
  const faults = await possible();
  try {
    const results = await goThrough(faults, runs, async (fault) => {
      const disk = fault.isOnDisk ? await smallDisk() : undefined;
      const visitor = disk
        ? await openOnDisk(disk.folder, server, isProtected)
        : await openIn(browser, server);
      try {
        return await once({ visitor, path, profile: disk?.folder, isProtected }, fault);
      } finally {
        await visitor.context.close();
        await disk?.close();
      }
    });
    const warnings = results.map(({ after }) => after).filter((after) => after !== undefined);
    const isMissed = ({ isLost, isSlow, isOlderLost }) => isLost || isSlow || isOlderLost;
    const figures = {
      runs,
      lost: results.filter(({ isLost }) => isLost).length,
      older: results.filter(({ isOlderLost }) => isOlderLost).length,
      warned: warnings.length,
      slowest: Math.round(Math.max(0, ...warnings)),
      where: whichWays(results, isMissed),
      skipped: FAULTS.filter((fault) => !faults.includes(fault)).map(({ name }) => name).join(', '),
    };
    return { figures, isMissed: results.some(isMissed) };
  } finally {
    await browser.close();
    await close();
  }
}

export const say = ({ runs, lost, older, warned, slowest, where, skipped }) => `${runs} times a place to keep `
  + `texts breaks: ${lost} texts lost in silence, ${older} older ones unreadable, ${warned} warnings after `
  + `${slowest} ms at most${where && `; marks missed where ${where}`}${skipped && `; not tried here: ${skipped}`}`;

// Waiting for a condition instead of for a time.

/** How long anything may take before a test says that it does not happen, in milliseconds. */
export const PATIENCE = 10_000;

/** Asks again until the answer is truthy, and hands it out. */
export async function until(ask, what, patience = PATIENCE) {
  const end = Date.now() + patience;
  let last;
  for (;;) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      const detail = last instanceof Error ? `: ${last.message}` : '';
      throw new Error(`this did not happen within ${patience} ms: ${what}${detail}`);
    }
    await new Promise((done) => { setTimeout(done, 40); });
  }
}

/** Waits until a list has so many elements. */
export function untilCount(locator, count) {
  return until(async () => (await locator.count()) === count, `${count} of ${locator}`);
}

/** Waits until an element shows. */
export function sees(locator, patience = PATIENCE) {
  return locator.first().waitFor({ state: 'visible', timeout: patience });
}

/** Waits until an element does not show. */
export function loses(locator, patience = PATIENCE) {
  return locator.first().waitFor({ state: 'hidden', timeout: patience });
}

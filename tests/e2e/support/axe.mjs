// The rules of WCAG 2.2 that a machine can check, by axe.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** In the page: how tall it is, once what is in view has been laid out. */
const wholeHeight = () => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => done(document.documentElement.scrollHeight)));
});

/** What is wrong with the page, in words, and the rules that a person has to look at. */
export async function check(page) {
  // As an evaluation, not as a script of the page: the page's policy stays as it is.
  await page.evaluate(`if (!globalThis.axe) { ${source} }`);
  // A window as tall as the page: what the bars at its edges cover while one scrolls is no fault.
  const { width, height } = page.viewportSize();
  for (let tall = height, tries = 0; tries < 8; tries += 1) {
    // Rows that come into view take their real height, which may be more than was guessed.
    const whole = await page.evaluate(wholeHeight);
    if (whole <= tall) break;
    tall = whole;
    await page.setViewportSize({ width, height: tall });
  }
  const found = await page.evaluate(async (values) => {
    const told = ({ id, nodes: [{ target, failureSummary, html }, ...more] }) => (
      `${id} at ${target.join(' ')} and ${more.length} more: ${failureSummary}\n  ${html.slice(0, 200)}`
    );
    const options = { runOnly: { type: 'tag', values }, resultTypes: ['violations', 'incomplete'] };
    const { violations, incomplete } = await globalThis.axe.run(document, options);
    return { violations: violations.map(told), unsure: incomplete.map(({ id }) => id) };
  }, TAGS);
  await page.setViewportSize({ width, height });
  return found;
}

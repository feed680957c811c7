// What every view must pass: axe, its width, and screenshots to look at.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';

import { settled } from './queries.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const screenshots = new URL('../../screenshots/', import.meta.url).pathname;

export const SIZES = [
  [1080, 720],
  [720, 480],
];

/** Runs axe on the page as it is. */
export async function axeViolations(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const results = await globalThis.axe.run(document, { resultTypes: ['violations'], preload: false });
    return results.violations;
  });
  return violations.map(({ id, nodes }) => {
    const where = nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ''}`);
    return `${id}: ${where.join(' | ')}`;
  });
}

/** Takes screenshots of the page as it is, light and dark, and checks both. */
export async function checkAppearance({ page, errors }, name) {
  mkdirSync(screenshots, { recursive: true });
  const { width } = page.viewportSize();
  for (const appearance of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: appearance });
    await settled(page);
    await page.screenshot({ path: `${screenshots}${name}-${width}-${appearance}.png` });
    assert.deepEqual(await axeViolations(page), []);
  }
  assert.deepEqual(errors, []);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
}

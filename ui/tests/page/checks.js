// What every picture is judged by: axe, the width, and the picture itself.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = new URL('../../screenshots/', import.meta.url).pathname;

export const SIZES = [
  [1080, 720],
  [720, 480],
];

/** What axe finds in the page as it is. */
export async function faults(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, nodes }) => {
    const where = nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ''}`);
    return `${id}: ${where.join(' | ')}`;
  });
}

/** Takes pictures of the page as it is, light and dark, and finds nothing wrong in them. */
export async function look({ page, wrong }, name) {
  mkdirSync(pictures, { recursive: true });
  const { width } = page.viewportSize();
  for (const appearance of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: appearance });
    await page.waitForTimeout(150);
    await page.screenshot({ path: `${pictures}${name}-${width}-${appearance}.png` });
    assert.deepEqual(await faults(page), []);
  }
  assert.deepEqual(wrong, []);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
}

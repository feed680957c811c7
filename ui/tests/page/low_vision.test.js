// Windows at 200 % zoom, and forced colours: everything can be reached, and what is chosen can be seen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { axeViolations } from './checks.js';
import { settled } from './queries.js';

/** The default window at 200 %. */
const ZOOMED = { width: 540, height: 360, deviceScaleFactor: 2 };
/** The smallest window at 200 %. */
const MIN_SIZE = { width: 360, height: 240, deviceScaleFactor: 2 };
const FORCED = { forcedColors: 'active' };

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

/** Whether the middle of an element is in view and not covered by another. */
const isReachable = (locator) =>
  locator.evaluate((element) => {
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    const isWithin = width > 0 && height > 0 && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return isWithin && (element === hit || element.contains(hit));
  });

test('the search for a destination keeps its height at 200 %', async () => {
  const { page, close } = await harness.open('list', ZOOMED);
  await page.keyboard.press('Shift+Enter');
  const search = page.getByRole('combobox', { name: 'Search services' });
  await search.waitFor();
  assert.equal(await search.evaluate((field) => field.offsetHeight), 34);
  await close();
});

for (const [name, state] of [
  ['while a list is shown', 'signingInAgain'],
  ['with the code alone', 'signingInCode'],
  ['with a browser that did not open', 'signingInNotOpened'],
]) {
  for (const size of [ZOOMED, MIN_SIZE]) {
    test(`signing in ${name} is neither cut nor covered at ${size.width}`, async () => {
      const { page, close } = await harness.open(state, size);
      const panel = page.getByRole('region', { name: 'Signing in to acme' });
      await panel.waitFor();
      await settled(page);
      const row = panel.locator('.button-row');
      for (const button of await row.getByRole('button').all()) {
        await button.scrollIntoViewIfNeeded();
        assert.equal(await isReachable(button), true, await button.innerText());
      }
      assert.deepEqual(await axeViolations(page), []);
      await close();
    });
  }
}

test('the details of a selected entry of the history are in view at 200 %, and so is the entry', async () => {
  const { page, close } = await harness.open('list', ZOOMED);
  await page.getByRole('button', { name: 'History' }).click();
  const entry = page.getByRole('grid', { name: 'Events' }).getByRole('row').first();
  await entry.click();
  await settled(page);
  assert.equal(await isReachable(page.getByRole('region', { name: 'Selected entry' }).locator('strong')), true);
  assert.equal(await isReachable(entry), true);
  await close();
});

test('a new limit can be added at 200 %', async () => {
  const { page, close } = await harness.open('list', ZOOMED);
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Add a limit' }).click();
  await settled(page);
  assert.equal(await isReachable(page.getByRole('button', { name: 'Add', exact: true })), true);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0);
  await close();
});

test('portals are told apart in the narrow sidebar, and nothing is missing in the demo', async () => {
  const { page, close } = await harness.open('portals', { width: 720, height: 480 });
  const sidebar = page.getByRole('navigation', { name: 'Main' });
  assert.deepEqual(await sidebar.locator('.initials').allInnerTexts(), ['AC', 'AG', 'LA']);
  assert.deepEqual(await sidebar.locator('.badge:visible').allInnerTexts(), ['1k', '3', '3']);
  await sidebar.getByRole('button', { name: 'acme-gov, signed out', exact: true }).waitFor();
  await close();

  const demo = await harness.open('demo', { width: 720, height: 480 });
  const [header] = await demo.page.locator('.portals-header').all();
  assert.ok((await header.evaluate((element) => element.offsetHeight)) <= 1);
  await demo.close();
});

/** The chosen of each group whose look does not differ from that of the others. */
const unseenChoices = (page) =>
  page.evaluate(() => {
    const look = (element) => {
      const shown = element.matches('input') ? element.parentElement : element;
      return [shown, ...shown.querySelectorAll('*')]
        .map((part) => {
          const { outlineStyle, outlineColor, outlineWidth, backgroundColor, borderColor, color, translate } =
            getComputedStyle(part);
          const outline = outlineStyle === 'none' ? '' : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
          return [outline, backgroundColor, borderColor, color, translate].join();
        })
        .slice(0, 4)
        .join(' | ');
    };
    const isChosen = (element) =>
      element.matches(':checked, [aria-checked=true], [aria-pressed=true], [aria-current=page], .active');
    const groups = Map.groupBy(
      document.querySelectorAll(
        'input[type=radio], [role=switch], [role=radio], [aria-pressed], nav .item, [role=option]',
      ),
      (element) => element.name || element.getAttribute('role') || element.className.split(' ')[0],
    );
    return [...groups].flatMap(([group, elements]) => {
      const others = new Set(elements.filter((element) => !isChosen(element)).map(look));
      return elements.filter((element) => isChosen(element) && others.has(look(element))).map(() => group);
    });
  });

const openRegions = async (page) => {
  await page.keyboard.press('Control+,');
  await page.getByRole('combobox', { name: 'Console region' }).press('ArrowDown');
  await page.keyboard.press('ArrowDown');
};
for (const [name, state, prepare] of [
  ['the list', 'list', (page) => page.keyboard.press('ArrowDown')],
  ['the settings', 'portals', (page) => page.keyboard.press('Control+,')],
  ['a list of options', 'portals', openRegions],
  ['the destinations', 'list', (page) => page.keyboard.press('Shift+Enter')],
  ['a first portal', 'firstRun', undefined],
]) {
  for (const appearance of ['light', 'dark']) {
    test(`what is chosen can be seen in forced colours: ${name}, ${appearance}`, async () => {
      const { page, errors, close } = await harness.open(state, { ...FORCED, appearance });
      await prepare?.(page);
      await settled(page);
      assert.deepEqual(await unseenChoices(page), []);
      assert.deepEqual(errors, []);
      await close();
    });
  }
}

test('the appearance that is chosen can be seen in forced colours', async () => {
  const { page, close } = await harness.open('list', FORCED);
  await page.keyboard.press('Control+,');
  const background = (name) =>
    page.getByRole('radio', { name }).evaluate((radio) => getComputedStyle(radio.closest('label')).backgroundColor);
  assert.notEqual(await background('System'), await background('Dark'));
  await close();
});

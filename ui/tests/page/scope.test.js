// What narrows the list is seen while searching, and is removed and widened from there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { calls, focusedRole, pressAlone, selectedRow, settled } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

const filter = (page, name) => page.getByRole('toolbar', { name: 'Show' }).getByRole('button', { name, exact: true });
const removers = (page) => page.getByRole('button', { name: /^Remove the filter/ });
const shownCount = async (page) => Number(/(\d+) of/.exec(await page.getByText(/ of 1,234 roles/).innerText())[1]);

test('filters stay in view while searching, with what is found outside of them', async () => {
  const { page, close } = await harness.open('list');
  await filter(page, 'Production').click();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('pay adm');
  assert.equal(await filter(page, 'Production').getAttribute('aria-pressed'), 'true');
  assert.deepEqual(await removers(page).allInnerTexts(), ['Production']);
  const inside = await shownCount(page);
  const more = page.getByRole('button', { name: 'more outside Production' });
  const outside = Number(/^(\d+)/.exec(await more.innerText())[1]);
  assert.ok(inside > 0 && outside > 0);
  await more.click();
  assert.equal(await shownCount(page), inside + outside);
  assert.equal(await page.getByRole('searchbox').inputValue(), 'pay adm');
  assert.equal(await focusedRole(page), 'searchbox');
  assert.equal(await removers(page).count(), 0);
  assert.equal(await more.count(), 0);
  await close();
});

test('the view, the portal and the environment are in the search field; Backspace removes the last', async () => {
  const { page, close } = await harness.open('portals');
  await page.getByRole('button', { name: /^Favourites/ }).click();
  await page.getByRole('button', { name: /^Portal: / }).click();
  await page.getByRole('menuitemcheckbox', { name: 'acme', exact: true }).click();
  await filter(page, 'Production').click();
  await page.keyboard.press('Control+f');
  assert.deepEqual(await removers(page).allInnerTexts(), ['Favourites', 'acme', 'Production']);
  await page.keyboard.type('ad');
  for (const left of [3, 3]) {
    await page.keyboard.press('Backspace');
    assert.equal(await removers(page).count(), left, 'text goes first');
  }
  await page.keyboard.down('Backspace');
  await page.keyboard.down('Backspace');
  await page.keyboard.up('Backspace');
  assert.deepEqual(await removers(page).allInnerTexts(), ['Favourites', 'acme'], 'one for each press');
  await removers(page).first().click();
  assert.deepEqual(await removers(page).allInnerTexts(), ['acme']);
  assert.equal(await focusedRole(page), 'searchbox');
  await page.getByRole('grid', { name: 'All roles' }).waitFor();
  await page.keyboard.press('Backspace');
  assert.equal(await removers(page).count(), 0);
  await close();
});

test('what does not match in a filter is searched everywhere with a click', async () => {
  const { page, close } = await harness.open('list');
  await page.getByRole('button', { name: /^Favourites/ }).click();
  await page.keyboard.type('billing');
  await page.getByRole('heading', { name: 'No results for “billing”' }).waitFor();
  await page.getByRole('button', { name: 'Search all roles' }).click();
  assert.equal(await page.getByRole('searchbox').inputValue(), 'billing');
  assert.match(await selectedRow(page), /Billing/);
  await close();
});

test('after a click on a view or a filter keys go to the list', async () => {
  const { page, close } = await harness.open('list');
  await page.getByRole('button', { name: /^Favourites/ }).click();
  assert.equal(await focusedRole(page), 'row');
  const before = await selectedRow(page);
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await selectedRow(page), before);
  await page.keyboard.press('Enter');
  assert.equal((await calls(page, 'openConsole')).length, 1);
  await page.getByRole('button', { name: /^All roles/ }).click();
  await filter(page, 'Staging').click();
  assert.equal(await focusedRole(page), 'row');
  await page.keyboard.press('Enter');
  assert.equal((await calls(page, 'openConsole')).length, 2);
  await page
    .getByRole('row', { selected: true })
    .getByRole('button', { name: /^(Add to favourites|Remove from favourites|Favourite)/ })
    .click();
  const starred = await selectedRow(page);
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await selectedRow(page), starred, 'also after a click on a star');
  assert.equal(await focusedRole(page), 'row');
  await close();
});

test('typing on after an empty result keeps the focus in the search', async () => {
  const { page, close } = await harness.open('list');
  await filter(page, 'Production').click();
  assert.equal(await focusedRole(page), 'row');
  await page.getByRole('searchbox').click();
  await page.keyboard.type('adzz');
  await page.getByRole('heading', { name: /^No results/ }).waitFor();
  for (let count = 0; count < 2; count += 1) await page.keyboard.press('Backspace');
  await page.getByRole('grid').waitFor();
  await settled(page);
  assert.equal(await focusedRole(page), 'searchbox');
  await page.keyboard.type('m');
  assert.equal(await page.getByRole('searchbox').inputValue(), 'adm');
  await close();
});

test('a character on a filter goes to the list before it acts there', async () => {
  const { page, close } = await harness.open('list', { timers: 'running' });
  await filter(page, 'Production').focus();
  await page.keyboard.press('Enter');
  assert.equal(await filter(page, 'Production').getAttribute('aria-pressed'), 'true');
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'Production');
  await pressAlone(page, 'd');
  assert.equal((await calls(page, 'setDefault')).length, 0);
  assert.equal(await focusedRole(page), 'row');
  await pressAlone(page, 'd');
  assert.equal((await calls(page, 'setDefault')).length, 1);
  await filter(page, 'Staging').focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await focusedRole(page), 'row');
  await filter(page, 'Staging').focus();
  await page.keyboard.type('dev');
  assert.equal(await page.getByRole('searchbox').inputValue(), 'dev');
  await close();
});

test('a role that stays selected is in view in another list', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  const last = await selectedRow(page);
  await page.keyboard.press('Control+3');
  await page.keyboard.press('Control+1');
  assert.equal(await selectedRow(page), last);
  await settled(page);
  const inView = await page.evaluate(() => {
    const row = document.querySelector('[role=row].active').getBoundingClientRect();
    return row.top > 0 && row.bottom < innerHeight;
  });
  assert.ok(inView);
  await close();
});

test('Refresh keeps its place and its focus when it turns to Cancel', async () => {
  const { page, close } = await harness.open('list');
  const box = () => page.getByRole('searchbox').boundingBox();
  const before = await box();
  const refreshing = (refresh) =>
    page.evaluate(
      (to) =>
        window.rolecallFake.change((snapshot) => {
          snapshot.portals[0].refresh = to;
        }),
      refresh,
    );
  await page.getByRole('button', { name: 'Refresh', exact: true }).focus();
  await refreshing({ accountsDone: 1, accountsTotal: 3, throttled: false });
  const cancel = page.getByRole('button', { name: 'Cancel refresh' });
  await cancel.waitFor();
  assert.equal((await cancel.innerText()).trim(), 'Cancel');
  assert.deepEqual(await box(), before);
  assert.ok(await cancel.evaluate((button) => button === document.activeElement));
  await page.keyboard.press('Enter');
  assert.equal((await calls(page, 'cancelRefresh')).length, 1);
  await close();
});

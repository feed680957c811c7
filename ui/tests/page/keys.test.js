// Everything can be done with the keyboard, from the search to the console and back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { addressParsed, calls, focusedRole, pressAlone, selectedRow } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

test('type, Enter: the console opens as the best match', async () => {
  const { page, close } = await harness.open('list');
  assert.equal(await focusedRole(page), 'searchbox');
  await page.keyboard.type('pay adm');
  await page.keyboard.press('Enter');
  const [[, roleKey, destination]] = await calls(page, 'openConsole');
  assert.equal(roleKey.roleName, 'AdministratorAccess');
  assert.equal(destination, null);
  await page.getByText('Opening the console as payments-prod / AdministratorAccess').waitFor();
  await close();
});

test('arrows move the focus through the rows, and back to the search', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focusedRole(page), 'row');
  assert.match(await selectedRow(page), /AdministratorAccess/);
  await page.keyboard.press('ArrowDown');
  assert.match(await selectedRow(page), /BillingAnalyst/);
  await page.keyboard.press('End');
  const last = await selectedRow(page);
  await page.keyboard.press('PageUp');
  assert.notEqual(await selectedRow(page), last);
  assert.equal(await focusedRole(page), 'row');
  await page.keyboard.press('Home');
  assert.match(await selectedRow(page), /AdministratorAccess/);
  await page.keyboard.press('ArrowUp');
  assert.equal(await focusedRole(page), 'searchbox');
  await close();
});

test('shortcuts act on the selected row', async () => {
  const { page, close } = await harness.open('list', { timers: 'running' });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await pressAlone(page, 'Space');
  assert.equal((await calls(page, 'startRoleSession')).length, 1);
  await page.getByText('Started payments-prod / BillingAnalyst').waitFor();
  await pressAlone(page, 'Space');
  assert.equal((await calls(page, 'stopRoleSession')).length, 1);
  await pressAlone(page, 'Space');
  await page.keyboard.press('Delete');
  assert.equal((await calls(page, 'stopRoleSession')).length, 2);
  await page.keyboard.press('Delete');
  assert.equal((await calls(page, 'stopRoleSession')).length, 2, 'what is not active is not stopped');
  await pressAlone(page, 'f');
  assert.equal((await calls(page, 'setFavourite'))[0][2], true);
  await pressAlone(page, 'i');
  assert.equal(await page.getByRole('complementary', { name: 'Details' }).count(), 0);
  await pressAlone(page, 'r');
  await page.keyboard.press('F5');
  await page.keyboard.press('Control+r');
  assert.equal((await calls(page, 'refresh')).length, 3);
  await close();
});

test('C copies; the status bar counts down; the focus returns to the row', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('c');
  await page.getByRole('menu').waitFor();
  await page.getByRole('menuitem', { name: 'bash, zsh', exact: true }).press('Enter');
  assert.equal((await calls(page, 'copyExport'))[0][2], 'bash');
  await page.getByText('Copied credentials for bash, zsh').waitFor();
  const countdown = page.getByRole('contentinfo').getByText(/^\d+ s$/);
  const seconds = async () => Number(/(\d+) s/.exec(await countdown.innerText())[1]);
  const first = await seconds();
  assert.ok(first > 0 && first <= 45, `it begins at ${first} s`);
  await page.waitForFunction((from) => {
    const shown = /credentials for bash, zsh\s+(\d+) s/.exec(document.querySelector('footer').innerText);
    return shown !== null && Number(shown[1]) < from;
  }, first);
  assert.equal(await focusedRole(page), 'row');
  await close();
});

test('Shift+Enter chooses a destination', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('Shift+Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('lambda');
  await page.keyboard.press('Enter');
  const [[, , destination]] = await calls(page, 'openConsole');
  assert.deepEqual(destination, { service: 'lambda', region: null });
  assert.equal(await page.getByRole('dialog').count(), 0);
  await close();
});

test('Escape closes a combobox in a dialog first, then the dialog', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+Enter');
  const region = page.getByRole('combobox', { name: 'Region' });
  await region.focus();
  await page.keyboard.type('frank');
  await page.getByRole('option', { name: /eu-central-1/ }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('option', { name: /eu-central-1/ }).count(), 0);
  assert.equal(await page.getByRole('dialog').count(), 1);
  await page.keyboard.type('tokyo');
  await page.keyboard.press('Enter');
  assert.equal(await region.inputValue(), 'ap-northeast-1');
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.equal(await focusedRole(page), 'row');
  await close();
});

test('settings and back', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('Control+,');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.getByRole('radio', { name: 'Dark' }).check();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.appearance), 'dark');
  await page.keyboard.press('Escape');
  await page.getByRole('grid', { name: 'All roles' }).waitFor();
  await close();
});

test('one key shows the keyboard shortcuts, wherever the focus is', async () => {
  const { page, close } = await harness.open('list');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const shownBy = async (key) => {
    await page.keyboard.press(key);
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await dialog.count(), 0);
  };
  assert.equal(await focusedRole(page), 'searchbox');
  for (const key of ['F1', 'Control+/']) await shownBy(key);
  assert.equal(await focusedRole(page), 'searchbox');
  await page.keyboard.type('why?');
  assert.equal(await page.getByRole('searchbox').inputValue(), 'why?');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  for (const key of ['?', 'F1', 'Control+/']) await shownBy(key);
  await page.getByRole('textbox', { name: 'Note' }).focus();
  for (const key of ['F1', 'Control+/']) await shownBy(key);
  for (const view of ['History', 'Settings']) {
    await page.getByRole('button', { name: view }).first().click();
    for (const key of ['?', 'F1']) await shownBy(key);
  }
  await close();
});

test('no label of the keyboard shortcuts wraps, also in a small window', async () => {
  for (const [width, height] of [
    [1080, 720],
    [720, 480],
  ]) {
    const { page, close } = await harness.open('list', { width, height });
    await page.keyboard.press('F1');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    assert.deepEqual(await dialog.getByRole('heading', { level: 3 }).allInnerTexts(), [
      'Search and move',
      'History',
      'Selected role',
      'Window',
    ]);
    const heights = await dialog.locator('dt').evaluateAll((all) => all.map((each) => each.offsetHeight));
    assert.equal(new Set(heights).size, 1, `heights ${[...new Set(heights)]} at ${width}`);
    assert.equal(await dialog.getByText('A…Z').count(), 0);
    await close();
  }
});

test('Ctrl with a digit opens a view, Ctrl+F its search', async () => {
  const { page, close } = await harness.open('list');
  for (const [digit, name] of [
    [2, 'Active'],
    [3, 'Favourites'],
    [4, 'Recent'],
    [1, 'All roles'],
  ]) {
    await page.keyboard.press(`Control+${digit}`);
    await page.getByRole('grid', { name }).waitFor();
    assert.equal(await focusedRole(page), 'row', name);
  }
  await page.keyboard.press('Control+f');
  assert.equal(await focusedRole(page), 'searchbox');
  const focusedName = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  await page.keyboard.press('Control+5');
  await page.locator('[aria-current=page]').getByText('History').waitFor();
  await page.getByRole('searchbox', { name: 'Search this day' }).waitFor();
  await page.keyboard.press('Control+f');
  assert.equal(await focusedName(), 'Search this day');
  await page.keyboard.press('Control+6');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.keyboard.press('Control+f');
  assert.equal(await focusedName(), 'Search settings');
  await close();
});

test('Ctrl+A selects all, up to 20', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('Control+3');
  await page.keyboard.press('Control+a');
  await page.getByRole('toolbar', { name: '3 roles selected' }).waitFor();
  await page.keyboard.press('Control+1');
  await page.keyboard.press('Control+a');
  await page.getByRole('toolbar', { name: '20 roles selected' }).getByText('maximum 20').waitFor();
  await close();
});

test('a portal is connected without the mouse', async () => {
  const { page, close } = await harness.open('firstRun');
  await page.keyboard.type('acme.awsapps.com/start#/');
  await addressParsed(page);
  await page.keyboard.press('Tab');
  await page.keyboard.type('frank');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sign in with your browser' }).press('Enter');
  const [[, portal]] = await calls(page, 'addPortal');
  assert.deepEqual(portal, {
    name: 'acme',
    startUrl: 'acme.awsapps.com/start#/',
    region: 'eu-central-1',
    identityCenterUrl: null,
    endpointUrl: null,
  });
  await page.getByRole('region', { name: 'Signing in to acme' }).waitFor();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Copied the sign-in link').waitFor();
  await page.getByRole('button', { name: 'Use a code instead' }).click();
  await page.getByText('KXPT-WQZD').waitFor();
  await page.getByText('Only continue if you started this yourself.').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { name: 'You are signed out of acme' }).waitFor();
  await close();
});

test('a portal is removed only when that is confirmed', async () => {
  const { page, errors, close } = await harness.open('list');
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Remove acme' }).click();
  await page.keyboard.press('Escape');
  assert.equal((await calls(page, 'removePortal')).length, 0);
  await page.getByRole('button', { name: 'Remove acme' }).click();
  await page.getByRole('button', { name: 'Remove portal' }).click();
  assert.deepEqual(await calls(page, 'removePortal'), [['removePortal', 'acme']]);
  assert.deepEqual(errors, []);
  await close();
});

test('the button of a notice runs its recovery', async () => {
  const { page, close } = await harness.open('denied');
  await page.keyboard.press('Enter');
  const notice = page.getByRole('alert');
  await notice.getByText('AWS says this role is no longer assigned to you.').waitFor();
  await notice.getByRole('button', { name: 'Try again' }).click();
  assert.equal((await calls(page, 'openConsole')).length, 2);
  await close();
});

test('Ctrl+W closes the window, also from a dialog', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('Control+w');
  await page.keyboard.press('F1');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Close the window').waitFor();
  await page.keyboard.press('Control+w');
  assert.equal((await calls(page, 'closeWindow')).length, 2);
  await close();
});

test('the status bar names the keys that act where the focus is', async () => {
  const { page, close } = await harness.open('list', { width: 1600, height: 1000 });
  const hints = page.locator('.hints');
  const said = async () => (await hints.innerText()).replace(/\s+/g, ' ');
  assert.match(await said(), /Ctrl ↵ start or stop Ctrl C copy F1 shortcuts/);
  await page.keyboard.press('ArrowDown');
  assert.match(await said(), /Space start or stop C copy \? shortcuts/);
  await close();
});

// The menus of roles and accounts, what is copied, and where the console opens: by keyboard and by mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { checkAppearance } from './checks.js';
import { start } from './browser.js';
import { plain } from './isolates.js';
import { calls, focusedRole } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

const entriesOf = async (menu) =>
  (await menu.locator('[role^=menuitem]').allInnerTexts()).map((text) => plain(text).split('\n')[0]);

const copied = async (page) => (await calls(page, 'copyText')).map(([, text]) => text);

const accountRow = (page, name) => page.getByRole('row').filter({ has: page.locator('.account', { hasText: name }) });

/** Presses keys one after the other; returns how many, without those that only type. */
async function pressCounted(page, keys) {
  for (const key of keys) await page.keyboard.press(key);
  return keys.length;
}

test('the console opens in another region with few keys, from every field', async () => {
  const { page, close } = await harness.open('list');
  const dialog = page.getByRole('dialog', { name: 'Choose a destination' });
  const region = page.getByRole('combobox', { name: 'Region' });
  const opened = async () => (await calls(page, 'openConsole')).at(-1)[2];
  const choose = async () => {
    await page.keyboard.press('Shift+Enter');
    await dialog.getByRole('option').first().waitFor();
    await dialog.getByRole('button', { name: 'ap-northeast-1' }).waitFor();
  };

  await choose();
  assert.equal(await dialog.getByRole('option', { selected: true }).innerText(), 'Console home');
  await page.keyboard.type('lambda tokyo');
  await dialog.getByText('Lambda in ap-northeast-1').waitFor();
  assert.equal(await region.inputValue(), 'ap-northeast-1');
  let keys = 1 + (await pressCounted(page, ['Enter']));
  assert.ok(keys <= 6, `${keys} keys`);
  assert.deepEqual(await opened(), { service: 'lambda', region: 'ap-northeast-1' });

  await choose();
  await page.keyboard.type('ap-northeast-3');
  await page.keyboard.press('Enter');
  assert.deepEqual(await opened(), { service: 'home', region: 'ap-northeast-3' });

  await choose();
  keys = 1 + (await pressCounted(page, ['Tab']));
  await page.keyboard.type('stock');
  keys += await pressCounted(page, ['Enter', 'Enter']);
  assert.ok(keys <= 6, `${keys} keys`);
  assert.deepEqual(await opened(), { service: 'home', region: 'eu-north-1' });

  await choose();
  keys = 1 + (await pressCounted(page, ['Tab', 'Tab', 'Enter', 'Enter']));
  assert.ok(keys <= 6, `${keys} keys`);
  assert.deepEqual(await opened(), { service: 'home', region: 'eu-west-1' });
  assert.equal(await dialog.count(), 0);
  await close();
});

test('the console opens in another region with a click on a region that was used last', async () => {
  const { page, close } = await harness.open('list');
  await page.getByRole('button', { name: 'Choose destination…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('recent').first().waitFor();
  const names = await dialog.getByRole('option').allInnerTexts();
  assert.deepEqual(
    names.slice(0, 5).map((text) => text.split('\n')[0]),
    ['Console home', 'CloudWatch', 'S3', 'Lambda', 'API Gateway'],
  );
  await dialog.getByRole('button', { name: 'us-east-1' }).click();
  await dialog.getByRole('option', { name: 'S3' }).click();
  await page.keyboard.press('Enter');
  assert.deepEqual((await calls(page, 'openConsole')).at(-1)[2], { service: 's3', region: 'us-east-1' });
  await page.keyboard.press('Shift+Enter');
  await dialog.getByRole('option').first().waitFor();
  await page.keyboard.type('lambda tokyo');
  await dialog.getByRole('button', { name: 'us-east-1' }).click();
  await dialog.getByText('Lambda in us-east-1').waitFor();
  await page.keyboard.type(' x');
  await dialog.getByText('No services match').waitFor();
  await page.keyboard.press('Enter');
  assert.equal((await calls(page, 'openConsole')).length, 1);
  await close();
});

test('the menu of a role copies what it is called, and leads to its history', async () => {
  const { page, close } = await harness.open('list');
  const menu = page.getByRole('menu', { name: 'payments-prod / AdministratorAccess' });
  for (const [entry, text] of [
    ['Copy account ID', /^\d{12}$/],
    ['Copy account name', /^payments-prod$/],
    ['Copy target', /^acme\/\d{12}\/AdministratorAccess$/],
  ]) {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await page.keyboard.press('ContextMenu');
    await menu.getByRole('menuitem', { name: entry }).press('Enter');
    assert.match((await copied(page)).at(-1), text);
    assert.equal(await focusedRole(page), 'row');
  }
  await page.getByText('Copied the target').waitFor();
  await page.keyboard.press('ContextMenu');
  assert.equal(await menu.getByRole('menuitem', { name: 'Copy role ARN' }).count(), 0, 'AWS does not tell it');
  assert.match(
    await menu.locator('.menu-head').innerText(),
    /AdministratorAccess\s+payments-prod\s+\d{4} \d{4} \d{4}\s+PROD/,
  );
  await menu.getByRole('menuitem', { name: 'History of this role' }).click();
  await page.getByRole('button', { name: 'Show all roles, not only payments-prod / AdministratorAccess' }).waitFor();
  await close();
});

test('the ARN is copied of a role that the user defined', async () => {
  const { page, close } = await harness.open('list');
  await page
    .getByRole('row', { name: /NetworkAdministrator/ })
    .last()
    .click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy role ARN' }).click();
  await page
    .getByRole('row', { name: /NetworkAdministrator/ })
    .last()
    .click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy target' }).click();
  assert.deepEqual(await copied(page), [
    'arn:aws:iam::111788889399:role/network/NetworkAdministrator',
    'legacy-network',
  ]);
  await close();
});

test('a menu is used with the keyboard alone', async () => {
  const { page, close } = await harness.open('list');
  const focused = () => page.evaluate(() => document.activeElement.innerText.split('\n')[0]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menu').waitFor();
  const seen = [await focused()];
  for (const key of ['End', 'ArrowDown', 'ArrowUp', 'Home', 'ArrowDown']) {
    await page.keyboard.press(key);
    seen.push(await focused());
  }
  const last = 'Account actions…';
  assert.deepEqual(seen, ['Open console', last, 'Open console', last, 'Open console', 'Choose destination…']);
  await page.keyboard.type('copy t');
  assert.equal(await focused(), 'Copy target');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.getByRole('menu', { name: 'Account: payments-prod' }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('menu').count(), 0);
  assert.equal(await focusedRole(page), 'row');
  assert.deepEqual(await copied(page), []);
  await close();
});

test('the menu of an account opens by a right click and by its button, and copies', async () => {
  const { page, close } = await harness.open('list');
  const row = accountRow(page, 'payments-staging');
  const menu = page.getByRole('menu', { name: 'Account: payments-staging' });
  await row.click({ button: 'right' });
  assert.deepEqual(await entriesOf(menu), [
    'Copy account ID',
    'Copy account name',
    'Copy email',
    'Only this account',
    'Refresh portal acme',
    'Production',
    'Staging',
    'Development',
    'No environment',
  ]);
  await menu.getByRole('menuitem', { name: 'Copy email' }).click();
  await row.hover();
  const button = row.getByRole('button', { name: 'Account actions' });
  await button.click();
  await menu.getByRole('menuitem', { name: 'Copy account ID' }).click();
  const [email, id] = await copied(page);
  assert.match(email, /@acme\.example$/);
  assert.match(id, /^\d{12}$/);
  await button.focus();
  await page.keyboard.press('Shift+F10');
  await menu.getByRole('menuitem', { name: 'Only this account' }).click();
  assert.equal(await page.getByRole('searchbox').inputValue(), id);
  await page.getByText('2 of ').waitFor();
  await close();
});

test('an account is marked, seen in the settings, unmarked, and undone', async () => {
  const { page, close } = await harness.open('list');
  const row = accountRow(page, 'payments-staging');
  const open = async () => {
    await row.click({ button: 'right' });
    return page.getByRole('menu', { name: 'Account: payments-staging' });
  };
  await (await open()).getByRole('menuitemcheckbox', { name: 'Production' }).click();
  await page.getByText('Marked payments-staging as production').waitFor();
  await row.getByText('PROD', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await row.getByText('STAGE', { exact: true }).waitFor();
  await (await open()).getByRole('menuitemcheckbox', { name: 'No environment' }).click();
  await page.getByText('Marked payments-staging as no environment').waitFor();
  await row.getByText('STAGE', { exact: true }).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+,');
  const id = (await calls(page, 'setMark'))[0][1].accountId;
  await page.getByRole('textbox', { name: 'Accounts of no environment' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Accounts of no environment' }).inputValue(), id);
  await page.keyboard.press('Escape');
  await (await open()).getByRole('menuitem', { name: 'By name and tags' }).click();
  await row.getByText('STAGE', { exact: true }).waitFor();
  assert.deepEqual(
    (await calls(page, 'setMark')).map(([, , mark]) => mark),
    ['production', null, 'none', null],
  );
  await close();
});

test('several roles have the entries that fit their role sessions', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('ContextMenu');
  const menu = page.getByRole('menu', { name: '2 roles selected' });
  assert.deepEqual(await entriesOf(menu), ['Start 1', 'Stop 1', 'Favourite', 'Copy account IDs', 'Copy targets']);
  await menu.getByRole('menuitem', { name: 'Copy targets' }).click();
  assert.match((await copied(page))[0], /^acme\/\d{12}\/AdministratorAccess\nacme\/\d{12}\/BillingAnalyst$/);
  await page.keyboard.press('ContextMenu');
  await menu.getByRole('menuitem', { name: 'Stop 1' }).click();
  const stopped = await calls(page, 'stopRoleSession');
  assert.deepEqual(
    stopped.map(([, { roleName }]) => roleName),
    ['AdministratorAccess'],
  );
  assert.deepEqual(await calls(page, 'startRoleSession'), []);
  await close();
});

test('no menu of the browser appears but in fields', async () => {
  for (const state of ['list', 'firstRun']) {
    const { page, close } = await harness.open(state);
    const prevented = await page.evaluate(() => {
      const results = [];
      document.addEventListener('contextmenu', (event) => results.push(event.defaultPrevented));
      window.rightClicks = results;
      return results;
    });
    assert.deepEqual(prevented, []);
    const field = page.getByRole(state === 'list' ? 'searchbox' : 'textbox').first();
    await page.getByRole('navigation').click({ button: 'right', position: { x: 5, y: 5 } });
    await page.getByRole('contentinfo').click({ button: 'right' });
    await field.click({ button: 'right' });
    assert.deepEqual(await page.evaluate(() => window.rightClicks), [true, true, false]);
    await close();
  }
});

test('no tooltip can appear while a menu is open, and a press beside it only closes it', async () => {
  const { page, close } = await harness.open('list');
  const titled = () =>
    page.evaluate(() => {
      const found = new Set();
      for (let x = 2; x < innerWidth; x += 14) {
        for (let y = 2; y < innerHeight; y += 14) {
          const title = document.elementFromPoint(x, y)?.closest('[title]')?.getAttribute('title');
          if (title) found.add(title);
        }
      }
      return [...found];
    });
  assert.notDeepEqual(await titled(), []);
  const portal = page.getByRole('button', { name: /^acme/ }).first();
  await portal.hover();
  await portal.click();
  await page.getByRole('menu', { name: 'acme' }).waitFor();
  assert.deepEqual(await titled(), []);
  assert.equal(await portal.getAttribute('title'), null);
  const history = await page.getByRole('button', { name: 'History' }).boundingBox();
  await page.mouse.click(history.x + 5, history.y + 5);
  assert.equal(await page.getByRole('menu').count(), 0);
  assert.equal(await page.getByRole('grid', { name: 'All roles' }).count(), 1);
  assert.notEqual(await portal.getAttribute('title'), null);
  await close();
});

test('a value of the details is copied by a press, an id as its digits', async () => {
  const { page, close } = await harness.open('list');
  const details = page.getByRole('complementary', { name: 'Details' });
  const value = (name) => details.getByRole('button', { name: new RegExp(`^Copy ${name}: `) });
  for (const [name, text] of [
    ['Role', /^AdministratorAccess$/],
    ['Account', /^payments-prod$/],
    ['Account ID', /^\d{12}$/],
    ['Email', /@acme\.example$/],
    ['Portal', /^acme$/],
    ['Portal address', /^https:\/\//],
    ['Target', /^acme\/\d{12}\/AdministratorAccess$/],
  ]) {
    await value(name).click();
    await details.getByText('Copied').first().waitFor();
    assert.match((await copied(page)).at(-1), text);
  }
  assert.match(await value('Account ID').innerText(), /^\d{4} \d{4} \d{4}/);
  await value('Account ID').focus();
  await page.keyboard.press('Enter');
  assert.match((await copied(page)).at(-1), /^\d{12}$/);
  await close();
});

test('selected text has the digits of an account id', async () => {
  const { page, close } = await harness.open('list', { permissions: ['clipboard-read', 'clipboard-write'] });
  const selectText = (text) =>
    page.evaluate((wanted) => {
      const walker = document.createTreeWalker(document.querySelector('aside'), NodeFilter.SHOW_TEXT);
      while (walker.nextNode() !== null) {
        if (!wanted.test(walker.currentNode.textContent)) continue;
        document.activeElement.blur();
        document.getSelection().selectAllChildren(walker.currentNode.parentElement);
        return;
      }
    }, text);
  await page.getByRole('complementary').waitFor();
  await selectText(/^\d{4} \d{4} \d{4}$/);
  await page.keyboard.press('Control+c');
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^\d{12}$/);
  await close();
});

test('menus and the destination dialog look right', async () => {
  for (const [width, height] of [
    [1080, 720],
    [720, 480],
  ]) {
    const opened = await harness.open('list', { width, height });
    await opened.page.keyboard.press('ArrowDown');
    await opened.page.keyboard.press('Home');
    await opened.page.keyboard.press('ContextMenu');
    await checkAppearance(opened, 'role-menu');
    await opened.page.keyboard.press('End');
    await opened.page.keyboard.press('Enter');
    await checkAppearance(opened, 'account-menu');
    await opened.close();
  }
});

// Role sessions, the default, labels and several roles at once, by keyboard and by mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { calls, focusedRole, pressAlone, savedView, selectedRow } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

test('D sets the default, D again asks to clear it; both can be undone', async () => {
  const { page, close } = await harness.open('list', { timers: 'running' });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await pressAlone(page, 'd');
  await page.getByText('@default is now payments-prod / BillingAnalyst').waitFor();
  await page.keyboard.press('Control+z');
  const made = await calls(page, 'setDefault');
  assert.deepEqual(
    made.map(([, roleKey]) => roleKey.roleName),
    ['BillingAnalyst', 'DataEngineer'],
  );
  await pressAlone(page, 'd', 'd');
  await page.getByRole('dialog', { name: 'Clear the default?' }).waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.equal((await calls(page, 'setDefault')).length, 3);
  assert.equal(await focusedRole(page), 'row');
  await pressAlone(page, 'd');
  await page.getByRole('button', { name: 'Clear default' }).press('Enter');
  assert.deepEqual((await calls(page, 'setDefault')).at(-1), ['setDefault', null, false, null]);
  await close();
});

test('the menu of a row has every action, and restores the focus', async () => {
  const { page, close } = await harness.open('list');
  for (const key of ['ContextMenu', 'Shift+F10']) {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await page.keyboard.press(key);
    const menu = page.getByRole('menu', { name: 'payments-prod / AdministratorAccess' });
    await menu.waitFor();
    const entries = await menu.locator('[role^=menuitem]').allInnerTexts();
    assert.deepEqual(
      entries.map((text) => text.split('\n')[0]),
      [
        'Open console',
        'Choose destination…',
        'Copy…',
        'Stop',
        'Renew now',
        'Renew automatically',
        'Make default',
        'Favourite',
        'Edit labels…',
        'Copy account ID',
        'Copy account name',
        'Copy target',
        'Assume another role from here…',
        'History of this role',
        'Account actions…',
      ],
    );
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('menu').count(), 0);
    assert.equal(await focusedRole(page), 'row');
  }
  await page.keyboard.press('Shift+F10');
  await page.keyboard.type('ren');
  await page.keyboard.press('Enter');
  assert.equal((await calls(page, 'renewRoleSession')).length, 1);
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitemcheckbox', { name: 'Renew automatically' }).press('Space');
  assert.deepEqual((await calls(page, 'setAutoRenewal')).at(-1)[2], false);
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Copy…' }).press('Enter');
  await page.getByRole('menu', { name: /^Copy for/ }).waitFor();
  await close();
});

test('a right click opens it on the row under the pointer', async () => {
  const { page, close } = await harness.open('list');
  await page
    .getByRole('row', { name: /BillingAnalyst/ })
    .first()
    .click({ button: 'right' });
  await page.getByRole('menu', { name: 'payments-prod / BillingAnalyst' }).waitFor();
  await page.getByRole('menuitem', { name: 'Start', exact: true }).click();
  assert.equal((await calls(page, 'startRoleSession')).length, 1);
  await close();
});

test('several rows are selected, started, made favourites and stopped together', async () => {
  const { page, close } = await harness.open('list', { timers: 'running' });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  const selectedCount = () => page.locator('[role=row][aria-selected=true]').count();
  assert.equal(await selectedCount(), 3);
  await page.getByRole('status').getByText('3 roles selected').waitFor();
  const toolbar = page.getByRole('toolbar', { name: '3 roles selected' });
  assert.deepEqual(
    (await toolbar.getByRole('button').allInnerTexts()).map((text) => text.split('\n')[0]),
    ['Start 2', 'Stop 1', 'Favourite', ''],
  );
  await pressAlone(page, 'Space');
  assert.equal((await calls(page, 'startRoleSession')).length, 2, 'the active one is left alone');
  await page.getByText('Started 2 role sessions').waitFor();
  await pressAlone(page, 'f');
  assert.equal((await calls(page, 'setFavourite')).length, 2);
  await pressAlone(page, 'Space');
  assert.equal((await calls(page, 'stopRoleSession')).length, 0, 'several are asked about');
  await page
    .getByRole('dialog', { name: 'Stop 3 role sessions?' })
    .getByRole('button', { name: 'Stop 3' })
    .press('Enter');
  assert.equal((await calls(page, 'stopRoleSession')).length, 3);
  await page.keyboard.press('Shift+ArrowUp');
  assert.equal(await selectedCount(), 2);
  await page.keyboard.press('Escape');
  assert.equal(await selectedCount(), 1);
  await page
    .getByRole('row', { name: /NetworkAdministrator/ })
    .first()
    .click({ modifiers: ['Control'] });
  assert.equal(await selectedCount(), 2);
  await page
    .getByRole('row', { name: /ReadOnlyAccess/ })
    .first()
    .click({ modifiers: ['Shift'] });
  assert.ok((await selectedCount()) > 2);
  await close();
});

test('a role that the user defined is found by its name, shows its source and is requested by its origin', async () => {
  const { page, close } = await harness.open('list', { timers: 'running' });
  await page.keyboard.type('/legacy-net');
  await page.keyboard.press('ArrowDown');
  await pressAlone(page, 'i');
  const details = page.locator('.details');
  const valueOf = (term) =>
    details.locator('dt', { hasText: term }).locator('xpath=following-sibling::dd[1]').innerText();
  const chain = details.getByRole('list', { name: 'Roles that lead to it' });
  assert.match(await chain.getByRole('listitem').first().innerText(), /network-hub/);
  assert.equal(await valueOf('Target'), 'legacy-network');
  await pressAlone(page, 'Space');
  await page.getByText('Started').first().waitFor();
  const [[, roleKey]] = await calls(page, 'startRoleSession');
  assert.deepEqual(roleKey, {
    origin: 'role:legacy-network',
    accountId: '111788889399',
    roleName: 'NetworkAdministrator',
  });
  await close();
});

test('at most 20 rows are selected at once', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('ArrowDown');
  for (let step = 0; step < 24; step += 1) await page.keyboard.press('Shift+ArrowDown');
  await page.getByRole('status').getByText('20 roles selected').waitFor();
  await close();
});

test('production needs confirmation, and Enter alone confirms nothing', async () => {
  const { page, close } = await harness.open('guarded');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Production account' });
  await dialog.waitFor();
  for (const text of ['AdministratorAccess', 'payments-prod', '1112 3333 4344', 'PROD']) {
    await dialog.getByText(text, { exact: true }).waitFor();
  }
  assert.equal(await page.evaluate(() => document.activeElement?.textContent.trim()), 'Cancel');
  await page.keyboard.press('Enter');
  assert.equal((await calls(page, 'openConsole')).length, 0);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.deepEqual(
    (await calls(page, 'openConsole')).map(([, , , confirmed]) => confirmed),
    [true],
  );
  await page.getByText('Opening the console as').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('c');
  await page.getByRole('menuitem', { name: 'Command for fish' }).press('Enter');
  assert.equal((await calls(page, 'copyExport')).length, 1, 'what holds no secret is not asked about');
  await page.keyboard.press('c');
  await page.getByRole('menuitem', { name: 'fish', exact: true }).press('Enter');
  await page.getByText('Copy credentials of this account?').waitFor();
  await page.keyboard.press('Escape');
  assert.equal((await calls(page, 'copyExport')).length, 1);
  assert.equal(await focusedRole(page), 'row');
  await close();
});

test('Space and D ask before production', async () => {
  const { page, close } = await harness.open('guarded');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const dialog = page.getByRole('dialog', { name: 'Production account' });
  for (const [key, command, label] of [
    ['Space', 'startRoleSession', 'Start production role session'],
    ['d', 'setDefault', 'Make production default'],
  ]) {
    await page.keyboard.press(key);
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    assert.equal((await calls(page, command)).length, 0, command);
    await page.keyboard.press(key);
    await page.getByRole('button', { name: label }).press('Enter');
    assert.deepEqual(
      (await calls(page, command)).map(([, , confirmed]) => confirmed),
      [true],
    );
  }
  await close();
});

test('production needs a reason where the settings demand one', async () => {
  const { page, errors, close } = await harness.open('reasoned');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Production account' });
  const field = dialog.getByRole('textbox', { name: 'Reason' });
  await field.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id.endsWith('-reason')), true);
  const confirm = dialog.getByRole('button', { name: 'Open production console' });
  assert.equal(await confirm.isDisabled(), true);
  await page.keyboard.press('Enter');
  await field.fill('   ');
  await page.keyboard.press('Enter');
  assert.equal((await calls(page, 'openConsole')).length, 0, 'nothing is no reason');
  await field.fill(' INC-42: pay run ');
  await page.keyboard.press('Enter');
  assert.deepEqual(
    (await calls(page, 'openConsole')).map((call) => call.slice(3)),
    [[true, 'INC-42: pay run']],
  );
  assert.deepEqual(errors, []);
  await close();
});

test('the program can require a confirmation, too', async () => {
  const { page, close } = await harness.open('list');
  await page.evaluate(() => {
    const { rolecallFake: fake } = window;
    const open = fake.openConsole;
    fake.openConsole = (roleKey, destination, confirmed) => {
      if (confirmed) return open(roleKey, destination, confirmed);
      const error = {
        code: 'confirmationNeeded',
        summary: '',
        advice: '',
        recovery: { action: 'none' },
        reference: '',
      };
      return Promise.resolve({ status: 'error', error });
    };
  });
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Production account' }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  await page.getByRole('button', { name: 'Open production console' }).press('Enter');
  assert.equal((await calls(page, 'openConsole'))[0][3], true);
  await close();
});

test('a reopened window shows the saved view at its first paint', async () => {
  const { page, errors, close } = await harness.open('list');
  await page.getByRole('button', { name: 'Production' }).click();
  await page.getByRole('row').nth(3).click();
  for (let step = 0; step < 60; step += 1) await page.keyboard.press('ArrowDown');
  const row = await selectedRow(page);
  const top = await page.evaluate(() => document.querySelector('.viewport').scrollTop);
  assert.ok(top > 500);
  await savedView(page, `"scrollTop":${Math.round(top)}`);
  await page.addInitScript(() => {
    window.scrollTops = [];
    const record = () => {
      const frame = document.querySelector('.viewport');
      if (frame) window.scrollTops.push(frame.scrollTop);
      requestAnimationFrame(record);
    };
    requestAnimationFrame(record);
  });
  await page.reload();
  await page.getByRole('grid').waitFor();
  await page.waitForFunction(() => window.scrollTops.length > 12);
  assert.equal(await selectedRow(page), row);
  assert.deepEqual(await page.evaluate(() => [...new Set(window.scrollTops)]), [top]);
  assert.equal(
    await page.getByRole('button', { name: 'Production', exact: true }).getAttribute('aria-pressed'),
    'true',
  );
  await page.keyboard.press('Control+,');
  await savedView(page, '"view":"settings"');
  await page.reload();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.querySelector('.viewport').scrollTop), top);
  assert.deepEqual(errors, []);
  await close();
});

test('a requested view opens', async () => {
  const { page, close } = await harness.open('list');
  await page.evaluate(() => window.rolecallFake.requestView('history'));
  await page.locator('[aria-current=page]').getByText('History').waitFor();
  await page.evaluate(() => window.rolecallFake.requestView('settings'));
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.evaluate(() => window.rolecallFake.requestView('roles'));
  await page.getByRole('grid').waitFor();
  await close();
});

test('role sessions that wait for a sign-in have one button for it', async () => {
  const { page, close } = await harness.open('waiting');
  await page.getByText('2 role sessions are waiting for you to sign in.').waitFor();
  await page.getByRole('button', { name: /^Active/ }).click();
  await page.getByText('2 role sessions are waiting for you to sign in to acme').waitFor();
  await page.getByRole('grid').getByRole('button', { name: 'Sign in to acme' }).click();
  assert.deepEqual(await calls(page, 'signIn'), [['signIn', 'acme', 'browser']]);
  await close();
});

test('programs that use the previous default are shown until their credentials expire', async () => {
  const { page, close } = await harness.open('staleDefaultUsers');
  await page.getByText('3 programs still use payments-prod / AdministratorAccess.').waitFor();
  await page.getByText('terraform (pid 8812) in ~/infra until 15:02').waitFor();
  await page.evaluate(() =>
    window.rolecallFake.change((snapshot) => {
      snapshot.staleDefaultUsers = snapshot.staleDefaultUsers.slice(0, 1);
    }),
  );
  await page.getByText('1 program still uses payments-prod / AdministratorAccess.').waitFor();
  await page.evaluate(() =>
    window.rolecallFake.change((snapshot) => {
      snapshot.staleDefaultUsers = [];
    }),
  );
  assert.equal(await page.getByText('still uses').count(), 0);
  await close();
});

test('the notice about missing tray icons is shown once', async () => {
  const { page, close } = await harness.open('noTray');
  await page.getByText('Your desktop does not show tray icons.').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await savedView(page, '"dismissedNotices":["tray"]');
  await page.reload();
  await page.getByRole('grid').waitFor();
  assert.equal(await page.getByText('Your desktop does not show tray icons.').count(), 0);
  await close();
});

test('the default in the status bar is shown in the list', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('End');
  await page.getByRole('button', { name: /@default/ }).press('Enter');
  await page.getByRole('menuitem', { name: 'Show in list' }).press('Enter');
  assert.match(await selectedRow(page), /DataEngineer/);
  assert.equal(await focusedRole(page), 'row');
  await close();
});

test('Ctrl+Q quits, after a confirmation while role sessions are renewed', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('Control+q');
  await page.getByRole('dialog', { name: 'Quit Rolecall?' }).getByText('2 role sessions will stop renewing.').waitFor();
  assert.equal((await calls(page, 'quit')).length, 0);
  await page.getByRole('button', { name: 'Quit', exact: true }).press('Enter');
  assert.equal((await calls(page, 'quit')).length, 1);
  await close();
});

test('stopping several needs confirmation', async () => {
  const { page, close } = await harness.open('phases');
  await page.getByRole('button', { name: /^Active/ }).click();
  await page.getByRole('button', { name: 'Stop all' }).click();
  await page.getByRole('dialog', { name: 'Stop 10 role sessions?' }).waitFor();
  assert.equal((await calls(page, 'stopAllRoleSessions')).length, 0);
  await page.getByRole('button', { name: 'Stop 10' }).click();
  assert.equal((await calls(page, 'stopAllRoleSessions')).length, 1);
  await page.getByText('No active role sessions').waitFor();
  await close();
});

// Role sessions, the default, labels and several roles at once: by the keyboard and by the mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { calls, chosen, focused } from './queries.js';

let world;
before(async () => {
  world = await start();
});
after(() => world.stop());

test('D makes the default; once more it asks, with Cancel at hand; both can be taken back', async () => {
  const { page, close } = await world.open('list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('d');
  await page.getByText('@default is now payments-prod / BillingAnalyst').waitFor();
  await page.keyboard.press('Control+z');
  const made = await calls(page, 'makeDefault');
  assert.deepEqual(
    made.map(([, assignment]) => assignment.roleName),
    ['BillingAnalyst', 'DataEngineer'],
  );
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await page.getByRole('dialog', { name: 'Clear the default?' }).waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.equal((await calls(page, 'makeDefault')).length, 3);
  assert.equal(await focused(page), 'row');
  await page.keyboard.press('d');
  await page.getByRole('button', { name: 'Clear default' }).press('Enter');
  assert.deepEqual((await calls(page, 'makeDefault')).at(-1), ['makeDefault', null]);
  await close();
});

test('the menu of a row holds every action, and gives the focus back', async () => {
  const { page, close } = await world.open('list');
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
        'Keep renewing',
        'Make default',
        'Favourite',
        'Edit labels…',
      ],
    );
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('menu').count(), 0);
    assert.equal(await focused(page), 'row');
  }
  await page.keyboard.press('Shift+F10');
  await page.keyboard.type('ren');
  await page.keyboard.press('Enter');
  assert.equal((await calls(page, 'renewRoleSession')).length, 1);
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitemcheckbox', { name: 'Keep renewing' }).press('Space');
  assert.deepEqual((await calls(page, 'setRenewing')).at(-1)[2], false);
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Copy…' }).press('Enter');
  await page.getByRole('menu', { name: /^Copy for/ }).waitFor();
  await close();
});

test('the other mouse button opens it on the row under it', async () => {
  const { page, close } = await world.open('list');
  await page
    .getByRole('row', { name: /BillingAnalyst/ })
    .first()
    .click({ button: 'right' });
  await page.getByRole('menu', { name: 'payments-prod / BillingAnalyst' }).waitFor();
  await page.getByRole('menuitem', { name: 'Start', exact: true }).click();
  assert.equal((await calls(page, 'startRoleSession')).length, 1);
  await close();
});

test('several rows are chosen, started, marked and stopped together', async () => {
  const { page, close } = await world.open('list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  const marked = () => page.locator('[role=row][aria-selected=true]').count();
  assert.equal(await marked(), 3);
  await page.getByRole('status').getByText('3 roles selected').waitFor();
  await page.keyboard.press('Space');
  assert.equal((await calls(page, 'startRoleSession')).length, 2, 'the one that is active is left alone');
  await page.getByText('Started 2 role sessions').waitFor();
  await page.keyboard.press('f');
  assert.equal((await calls(page, 'setFavourite')).length, 2);
  await page.keyboard.press('Space');
  assert.equal((await calls(page, 'stopRoleSession')).length, 3);
  await page.keyboard.press('Shift+ArrowUp');
  assert.equal(await marked(), 2);
  await page.keyboard.press('Escape');
  assert.equal(await marked(), 1);
  await page
    .getByRole('row', { name: /NetworkAdministrator/ })
    .first()
    .click({ modifiers: ['Control'] });
  assert.equal(await marked(), 2);
  await page
    .getByRole('row', { name: /ReadOnlyAccess/ })
    .first()
    .click({ modifiers: ['Shift'] });
  assert.ok((await marked()) > 2);
  await close();
});

test('no more than 20 are chosen at once', async () => {
  const { page, close } = await world.open('list');
  await page.keyboard.press('ArrowDown');
  for (let step = 0; step < 24; step += 1) await page.keyboard.press('Shift+ArrowDown');
  await page.getByRole('status').getByText('20 roles selected').waitFor();
  await close();
});

test('production is confirmed, and Enter alone confirms nothing', async () => {
  const { page, close } = await world.open('guarded');
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'This is production' });
  await sheet.waitFor();
  for (const text of ['AdministratorAccess', 'payments-prod', '1112 3333 4344', 'PROD']) {
    await sheet.getByText(text, { exact: true }).waitFor();
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
  await page.getByRole('menuitem', { name: 'Credentials for fish' }).press('Enter');
  await page.getByText('Copy its credentials?').waitFor();
  await page.keyboard.press('Escape');
  assert.equal((await calls(page, 'copyExport')).length, 1);
  assert.equal(await focused(page), 'row');
  await close();
});

test('the program can ask for a confirmation, too', async () => {
  const { page, close } = await world.open('list');
  await page.evaluate(() => {
    const { rolecallFake: fake } = window;
    const open = fake.openConsole;
    fake.openConsole = (assignment, destination, confirmed) => {
      if (confirmed) return open(assignment, destination, confirmed);
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
  await page.getByRole('dialog', { name: 'This is production' }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  await page.getByRole('button', { name: 'Open production console' }).press('Enter');
  assert.equal((await calls(page, 'openConsole'))[0][3], true);
  await close();
});

test('labels are kept when a field is left or by Enter, and taken back', async () => {
  const { page, close } = await world.open('list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Edit labels…' }).press('Enter');
  const alias = page.getByRole('textbox', { name: 'Alias' });
  assert.ok(await alias.evaluate((field) => field === document.activeElement));
  await page.keyboard.type('pay-admin');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('payments-prod / AdministratorAccess has this alias already.').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('alert').count(), 0);
  await page.keyboard.type('bills');
  await page.keyboard.press('Tab');
  await page.getByText('payments-prod / BillingAnalyst is now bills').waitFor();
  assert.equal((await calls(page, 'setAlias'))[0][2], 'bills');
  await page.keyboard.press('ArrowRight');
  assert.equal((await calls(page, 'setColour'))[0][2], 'red');
  await page.keyboard.press('Tab');
  await page.keyboard.type('one\ntwo');
  await page.keyboard.press('Tab');
  assert.equal((await calls(page, 'setNote'))[0][2], 'one\ntwo');
  await page.keyboard.type('pci, core pci');
  await page.keyboard.press('Enter');
  assert.deepEqual((await calls(page, 'setTags'))[0][2], ['pci', 'core']);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  assert.deepEqual((await calls(page, 'setTags'))[1][2], []);
  await page.keyboard.press('/');
  await page.keyboard.type('bills');
  assert.match(await chosen(page), /BillingAnalyst/);
  await close();
});

test('a note is 500 characters at most, and says so', async () => {
  const { page, close } = await world.open('list');
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.fill('x'.repeat(501));
  await page.keyboard.press('Tab');
  await page.getByRole('alert').getByText('A note has at most 500 characters; this one has 501.').waitFor();
  assert.equal((await calls(page, 'setNote')).length, 0);
  await close();
});

test('an opened-again window is where it was, at its first paint', async () => {
  const { page, wrong, close } = await world.open('list');
  await page.getByRole('button', { name: 'Production' }).click();
  await page.getByRole('row').nth(3).click();
  for (let step = 0; step < 60; step += 1) await page.keyboard.press('ArrowDown');
  const row = await chosen(page);
  const top = await page.evaluate(() => document.querySelector('.frame').scrollTop);
  assert.ok(top > 500);
  await page.waitForTimeout(500);
  await page.addInitScript(() => {
    window.tops = [];
    const look = () => {
      const frame = document.querySelector('.frame');
      if (frame) window.tops.push(frame.scrollTop);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.reload();
  await page.getByRole('grid').waitFor();
  await page.waitForTimeout(200);
  assert.equal(await chosen(page), row);
  assert.deepEqual(await page.evaluate(() => [...new Set(window.tops)]), [top]);
  assert.equal(await page.getByRole('button', { name: 'Production' }).getAttribute('aria-pressed'), 'true');
  await page.keyboard.press('Control+,');
  await page.waitForTimeout(500);
  await page.reload();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.querySelector('.frame').scrollTop), top);
  assert.deepEqual(wrong, []);
  await close();
});

test('a room that is wanted opens', async () => {
  const { page, close } = await world.open('list');
  await page.evaluate(() => window.rolecallFake.want('history'));
  await page.locator('[aria-current=page]').getByText('History').waitFor();
  await page.evaluate(() => window.rolecallFake.want('settings'));
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.evaluate(() => window.rolecallFake.want('roles'));
  await page.getByRole('grid').waitFor();
  await close();
});

test('what waits for a sign-in has one way to it', async () => {
  const { page, close } = await world.open('waiting');
  await page.getByText('2 role sessions wait for it.').waitFor();
  await page.getByRole('button', { name: /^Active/ }).click();
  await page.getByText('2 role sessions wait for you to sign in to acme').waitFor();
  await page.getByRole('grid').getByRole('button', { name: 'Sign in to acme' }).click();
  assert.deepEqual(await calls(page, 'signIn'), [['signIn', 'acme', 'browser']]);
  await close();
});

test('who holds the former default is told until it ends', async () => {
  const { page, close } = await world.open('holders');
  await page.getByText('3 programs still hold payments-prod / AdministratorAccess.').waitFor();
  await page.getByText('terraform (pid 8812) in ~/infra until 15:02').waitFor();
  await page.evaluate(() =>
    window.rolecallFake.change((snapshot) => {
      snapshot.holders = snapshot.holders.slice(0, 1);
    }),
  );
  await page.getByText('1 program still holds payments-prod / AdministratorAccess.').waitFor();
  await page.evaluate(() =>
    window.rolecallFake.change((snapshot) => {
      snapshot.holders = [];
    }),
  );
  assert.equal(await page.getByText('still holds').count(), 0);
  await close();
});

test('a desktop without tray icons is told once', async () => {
  const { page, close } = await world.open('noTray');
  await page.getByText('This desktop shows no tray icons.').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.waitForTimeout(500);
  await page.reload();
  await page.getByRole('grid').waitFor();
  assert.equal(await page.getByText('This desktop shows no tray icons.').count(), 0);
  await close();
});

test('the default in the status bar leads to it', async () => {
  const { page, close } = await world.open('list');
  await page.keyboard.press('End');
  await page.getByRole('button', { name: /@default/ }).press('Enter');
  await page.getByRole('menuitem', { name: 'Show it in the list' }).press('Enter');
  assert.match(await chosen(page), /DataEngineer/);
  assert.equal(await focused(page), 'row');
  await close();
});

test('Ctrl+Q quits; while role sessions are renewed it asks first', async () => {
  const { page, close } = await world.open('list');
  await page.keyboard.press('Control+q');
  await page
    .getByRole('dialog', { name: 'Quit Rolecall?' })
    .getByText('2 role sessions are no longer renewed.')
    .waitFor();
  assert.equal((await calls(page, 'quit')).length, 0);
  await page.getByRole('button', { name: 'Quit', exact: true }).press('Enter');
  assert.equal((await calls(page, 'quit')).length, 1);
  await close();
});

test('stopping more than three asks first', async () => {
  const { page, close } = await world.open('lives');
  await page.getByRole('button', { name: /^Active/ }).click();
  await page.getByRole('button', { name: 'Stop all' }).click();
  await page.getByRole('dialog', { name: 'Stop 9 role sessions?' }).waitFor();
  assert.equal((await calls(page, 'stopAllRoleSessions')).length, 0);
  await page.getByRole('button', { name: 'Stop 9' }).click();
  assert.equal((await calls(page, 'stopAllRoleSessions')).length, 1);
  await page.getByText('No role session is active').waitFor();
  await close();
});

// What the window says and asks: questions before something ends, toasts, the clipboard, names in sentences.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { checkAppearance } from './checks.js';
import { plain } from './isolates.js';
import { calls, change, focusedRole, pressAlone, settled } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

const toasts = (page) => page.getByRole('region', { name: 'Messages' });
const signOut = async (page) => {
  await page.getByRole('button', { name: 'acme, signed in' }).click();
  await page.getByRole('menuitem', { name: 'Sign out and stop 3 role sessions…' }).click();
};

test('signing out says what it stops, and signing in again starts it again', async () => {
  const { page, errors, close } = await harness.open('list');
  await signOut(page);
  const dialog = page.getByRole('dialog', { name: 'Sign out of acme?' });
  const items = await dialog.getByRole('listitem').allInnerTexts();
  assert.deepEqual(
    items.map((text) =>
      plain(text)
        .split('\n')
        .map((part) => part.trim()),
    ),
    [
      ['payments-prod / AdministratorAccess', 'PROD', '42 min'],
      ['payments-staging / AdministratorAccess', 'STAGE', '8 min'],
      ['data-platform-dev / DataEngineer', 'DEV', '55 min'],
    ],
  );
  await page.keyboard.press('Enter');
  assert.equal((await calls(page, 'signOut')).length, 0, 'Cancel has the focus');
  await signOut(page);
  await dialog.getByRole('button', { name: 'Sign out and stop 3' }).press('Enter');
  await toasts(page).getByText('Signed out of acme · 3 role sessions stopped').waitFor();
  await page.getByRole('button', { name: /@default.*waits for sign-in.*DataEngineer/ }).waitFor();
  await toasts(page).getByRole('button', { name: 'Sign in again' }).click();
  assert.deepEqual(await calls(page, 'signIn'), [['signIn', 'acme', 'browser']]);
  assert.equal((await calls(page, 'startRoleSession')).length, 0);
  await change(
    page,
    `snapshot.portals = snapshot.portals.map((each) => ({ ...each, signIn: { state: 'signedIn', expiresAt: null } }))`,
  );
  await toasts(page).getByText('Started 3 role sessions').waitFor();
  const started = await calls(page, 'startRoleSession');
  assert.equal(started.length, 3);
  const renewals = await calls(page, 'setAutoRenewal');
  assert.deepEqual(
    renewals.map(([, roleKey, renew]) => [roleKey.accountId === started[1][1].accountId, renew]),
    [[true, false]],
  );
  assert.deepEqual(errors, []);
  await close();
});

test('a sign-in that was cancelled starts nothing', async () => {
  const { page, close } = await harness.open('list');
  await signOut(page);
  await page.getByRole('button', { name: 'Sign out and stop 3' }).press('Enter');
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await change(
    page,
    `snapshot.portals = snapshot.portals.map((each) => ({ ...each, signIn: { state: 'signedIn', expiresAt: null } }))`,
  );
  await settled(page);
  assert.equal((await calls(page, 'startRoleSession')).length, 0);
  await close();
});

test('signing out without role sessions asks nothing', async () => {
  const { page, close } = await harness.open('list');
  await change(page, 'snapshot.roleSessions = []');
  await page.getByRole('button', { name: 'acme, signed in' }).click();
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await toasts(page).getByText('Signed out of acme').waitFor();
  await close();
});

test('a stopped role session starts again with the same renewal', async () => {
  const { page, close } = await harness.open('list', { timers: 'running' });
  for (const key of ['ArrowDown', 'Home']) await page.keyboard.press(key);
  await pressAlone(page, ' ');
  await toasts(page).getByText('Stopped payments-prod / AdministratorAccess').waitFor();
  await page.keyboard.press('Control+z');
  assert.equal((await calls(page, 'startRoleSession')).length, 1);
  assert.equal((await calls(page, 'setAutoRenewal')).length, 0);
  await close();
});

test('undoing Make default ends the role session that it started, and no other', async () => {
  const { page, close } = await harness.open('list', { timers: 'running' });
  for (const key of ['ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  await pressAlone(page, 'd');
  await page.getByText('@default is now payments-prod / BillingAnalyst').waitFor();
  await page.keyboard.press('Control+z');
  await page.waitForFunction(() => window.rolecallFake.calls.some(([name]) => name === 'stopRoleSession'));
  assert.equal((await calls(page, 'stopRoleSession'))[0][1].roleName, 'BillingAnalyst');
  await page.keyboard.press('Home');
  await pressAlone(page, 'd');
  await page.getByText('@default is now payments-prod / AdministratorAccess').waitFor();
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: /@default.*DataEngineer/ }).waitFor();
  await settled(page);
  assert.equal((await calls(page, 'stopRoleSession')).length, 1);
  await close();
});

test('every way to use production asks first', async () => {
  const ways = {
    'the key D': (page) => pressAlone(page, 'd'),
    Space: (page) => pressAlone(page, ' '),
    Enter: (page) => page.keyboard.press('Enter'),
    C: async (page) => {
      await pressAlone(page, 'c');
      await page.getByRole('menuitem', { name: 'fish', exact: true }).click();
    },
    'a double click': (page) =>
      page
        .getByRole('row', { name: /BillingAnalyst/ })
        .first()
        .dblclick(),
  };
  for (const entry of ['Open console', 'Start', 'Make default']) {
    ways[`${entry} of the menu`] = async (page) => {
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: entry, exact: true }).click();
    };
  }
  for (const button of ['Open console', 'Start', 'Make default']) {
    ways[`${button} of the details`] = (page) =>
      page
        .locator('.details')
        .getByRole('button', { name: new RegExp(`^${button}`) })
        .click();
  }
  const { page, close } = await harness.open('guarded', { timers: 'running' });
  for (const key of ['ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  for (const [way, use] of Object.entries(ways)) {
    await use(page);
    await page
      .getByRole('dialog', { name: 'Production account' })
      .waitFor({ timeout: 5000 })
      .catch(() => {
        assert.fail(`${way} does not ask`);
      });
    await page.keyboard.press('Escape');
  }
  for (const command of ['openConsole', 'startRoleSession', 'setDefault', 'copyExport'])
    assert.deepEqual(await calls(page, command), []);
  await close();
});

test('a copied secret is a chip that clears the clipboard', async () => {
  const { page, errors, close } = await harness.open('list', { timers: 'running' });
  await page.keyboard.press('ArrowDown');
  await pressAlone(page, 'c');
  await page.getByRole('menuitem', { name: 'fish', exact: true }).press('Enter');
  const status = page.getByRole('contentinfo');
  await status.getByText('credentials for fish').waitFor();
  await status.getByRole('button', { name: 'Clear now' }).click();
  await toasts(page).getByText('Cleared the clipboard').waitFor();
  assert.deepEqual(await calls(page, 'clearClipboard'), [['clearClipboard']]);
  assert.equal(await status.getByText('credentials for fish').count(), 0);
  assert.deepEqual(errors, []);
  await close();
});

test('toasts stay while the pointer or the focus is at them; F6 reaches them and goes back', async () => {
  const { page, close } = await harness.open('list', { timers: 'running' });
  await page.keyboard.press('ArrowDown');
  await pressAlone(page, 'd');
  const toast = toasts(page).getByText('@default is now');
  await toast.hover();
  await page.clock.runFor(60_000);
  assert.equal(await toast.count(), 1, 'held by the pointer');
  await page.mouse.move(300, 300);
  await page.keyboard.press('F6');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Undo');
  await page.clock.runFor(60_000);
  assert.equal(await toast.count(), 1, 'held by the focus');
  await page.keyboard.press('F6');
  assert.equal(await focusedRole(page), 'row');
  await page.clock.runFor(10_000);
  assert.equal(await toast.count(), 0);
  await pressAlone(page, 'd');
  await page.keyboard.press('Escape');
  await pressAlone(page, 'f');
  await close();
});

test('a toast can be dismissed', async () => {
  const { page, close } = await harness.open('list', { timers: 'running' });
  await page.keyboard.press('ArrowDown');
  await pressAlone(page, 'd');
  await toasts(page).getByRole('button', { name: 'Dismiss' }).click();
  assert.equal(await toasts(page).getByRole('paragraph').count(), 0);
  await close();
});

test('a name turns no sentence round', async () => {
  const { page, close } = await harness.open('list', { timers: 'running' });
  await page.evaluate(() => {
    const [account] = window.rolecallFake.scenario.accounts;
    account.name = 'payments-\u202edorp';
    window.rolecallFake.change((snapshot) => {
      snapshot.catalogue = { ...snapshot.catalogue, revision: snapshot.catalogue.revision + 1 };
    });
  });
  for (const key of ['ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  await pressAlone(page, 'd');
  const toast = toasts(page).getByRole('paragraph').first();
  await toast.waitFor();
  assert.equal(
    await toast.textContent(),
    '@default is now \u2068\u2068payments-\\u{202e}dorp\u2069 / \u2068BillingAnalyst\u2069\u2069',
  );
  await close();
});

test('a copied secret is shown by the next window, too, until its time is over', async () => {
  const { page, errors, close } = await harness.open('list', { fresh: true });
  await page.keyboard.press('Control+c');
  await page.getByRole('menuitem', { name: 'fish', exact: true }).press('Enter');
  const status = page.getByRole('contentinfo');
  await status.getByText('credentials for fish').waitFor();
  await page.reload();
  await status.getByText('credentials for fish').waitFor();
  await status.getByRole('button', { name: 'Clear now' }).click();
  await toasts(page).getByText('Cleared the clipboard').waitFor();
  await page.reload();
  await page.getByRole('grid').waitFor();
  assert.equal(await status.getByText('credentials for fish').count(), 0);
  assert.deepEqual(errors, []);
  await close();
});

test('what a refresh found is listed, and a new role is shown in the list', async () => {
  const { page, errors, close } = await harness.open('list');
  await page.getByRole('button', { name: /^\d+ new, 1 removed$/ }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Access changes' });
  await dialog.getByText('LegacyDeploy').waitFor();
  await checkAppearance({ page, errors }, 'access-changes');
  const added = dialog.getByRole('button', { name: /PowerUserAccess/ });
  await added.press('Enter');
  assert.equal(await dialog.count(), 0);
  assert.match(await page.locator('[role=row][aria-selected=true]').innerText(), /PowerUserAccess/);
  await close();
});

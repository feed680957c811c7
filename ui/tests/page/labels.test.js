// Labels of a role: in the details, and when the role seems to be renamed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { calls, selectedRow } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

test('labels are saved when a field loses the focus or by Enter, and undone', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Edit labels…' }).press('Enter');
  const alias = page.getByRole('textbox', { name: 'Alias' });
  assert.ok(await alias.evaluate((field) => field === document.activeElement));
  await page.keyboard.type('pay-admin');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('payments-prod / AdministratorAccess already uses this alias.').waitFor();
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
  assert.match(await selectedRow(page), /BillingAnalyst/);
  await close();
});

test('a note has at most 500 characters', async () => {
  const { page, close } = await harness.open('list');
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.fill('x'.repeat(501));
  await page.keyboard.press('Tab');
  await page.getByRole('alert').getByText('A note can have at most 500 characters; this one has 501.').waitFor();
  assert.equal((await calls(page, 'setNote')).length, 0);
  await close();
});

for (const [button, command] of [
  ['Move the alias', 'moveAliases'],
  ['Do not move the alias', 'declineRename'],
]) {
  test(`an alias of a renamed role is asked about once: ${button}`, async () => {
    const { page, close } = await harness.open('renamed');
    await page.getByText('The role of the alias pay-ro is gone.').waitFor();
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByText('The role of the alias pay-ro is gone.').waitFor({ state: 'detached' });
    const answers = [...(await calls(page, 'moveAliases')), ...(await calls(page, 'declineRename'))];
    assert.equal(answers.length, 1);
    const [name, { roleKey, newName }] = answers[0];
    assert.deepEqual([name, roleKey.roleName, newName], [command, 'ReadOnly', 'AdministratorAccess']);
    await close();
  });
}

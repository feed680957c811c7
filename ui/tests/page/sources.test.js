// Roles that the user defined: rows like others, even where no portal is connected, and what leads to them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { checkAppearance, SIZES } from './checks.js';
import { calls, pressAlone, settled } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

const key = (name, accountId, roleName) => ({ origin: `role:${name}`, accountId, roleName });

/** Selects the first role that a search finds, and leaves the search. */
async function select(page, query) {
  await page.keyboard.press('Control+f');
  await page.keyboard.type(query);
  await page.keyboard.press('ArrowDown');
}

async function showDetails(page, query) {
  await select(page, query);
  await page.keyboard.press('i');
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.waitFor();
  return details;
}

for (const [width, height] of SIZES) {
  test(`without a portal the list has them at ${width}`, async () => {
    const { page, errors, close } = await harness.open('onlySources', { width, height });
    await page.getByRole('row', { name: '4200 1122 3344, Build, alias ci, 42 min left, renews' }).waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Portal address' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: /^Sign in|^Refresh$/ }).count(), 0);
    assert.match(await page.getByRole('contentinfo').innerText(), /3 accounts · 5 roles/);
    await checkAppearance({ page, errors }, 'only-sources');
    await page.getByRole('button', { name: 'Add a portal' }).click();
    await page.getByRole('textbox', { name: 'Portal address' }).waitFor();
    await close();
  });

  test(`beside a portal they stand under a heading of their own at ${width}`, async () => {
    const { page, errors, close } = await harness.open('sources', { width, height, query: { accounts: 4 } });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.getByText('Other sources').first().waitFor();
    await checkAppearance({ page, errors }, 'other-sources');
    await close();
  });

  test(`the details of a chain at ${width}`, async () => {
    const { page, errors, close } = await harness.open('sources', { width, height });
    const details = await showDetails(page, 'legacy-network');
    const steps = await details.getByRole('list', { name: 'Roles that lead to it' }).getByRole('listitem').all();
    assert.deepEqual(
      (await Promise.all(steps.map((step) => step.innerText()))).map((text) => text.split(/\s*\n\s*/)),
      [
        ['Show in list:', 'NetworkAdministrator', 'not active', 'network-hub'],
        ['NetworkAdministrator', 'not active', 'payments-legacy'],
      ],
    );
    const section = details.getByRole('region', { name: 'How it is obtained' });
    const facts = await section.locator('dt, dd bdi').allInnerTexts();
    assert.deepEqual(facts, [
      ...['External ID', 'acme-legacy-2019'],
      ...['Session tags', 'team=network', 'ticket=INC-42'],
      ...['Session name', '{user}'],
      ...['Duration', '30 min'],
    ]);
    await section.scrollIntoViewIfNeeded();
    await checkAppearance({ page, errors }, 'role-chain');
    await close();
  });

  test(`the details of a role that cannot be used at ${width}`, async () => {
    const { page, errors, close } = await harness.open('sources', { width, height });
    const details = await showDetails(page, 'audit 4200');
    const section = details.getByRole('region', { name: 'How it is obtained' });
    await section.getByText('There is no portal called globex.').waitFor();
    await section.scrollIntoViewIfNeeded();
    await checkAppearance({ page, errors }, 'role-unusable');
    await close();
  });
}

test('every key does for them what it does for other roles', async () => {
  const { page, close } = await harness.open('onlySources', { timers: 'running' });
  const deploy = key('ci-deploy', '420055667788', 'Deploy');
  await select(page, 'ci-deploy');
  await pressAlone(page, ' ');
  await pressAlone(page, 'f');
  await pressAlone(page, 'd');
  assert.deepEqual((await calls(page, 'startRoleSession')).at(-1), ['startRoleSession', deploy, false, null]);
  assert.deepEqual((await calls(page, 'setFavourite')).at(-1), ['setFavourite', deploy, true]);
  assert.deepEqual((await calls(page, 'setDefault')).at(-1), ['setDefault', deploy, false, null]);
  await page.keyboard.press('Enter');
  assert.deepEqual((await calls(page, 'openConsole')).at(-1), ['openConsole', deploy, null, false, null]);
  await page.keyboard.press('Control+c');
  await page.getByRole('menuitem', { name: 'fish', exact: true }).click();
  assert.deepEqual((await calls(page, 'copyExport')).at(-1), ['copyExport', deploy, 'fish', false, null]);
  await pressAlone(page, ' ');
  assert.deepEqual((await calls(page, 'stopRoleSession')).at(-1), ['stopRoleSession', deploy]);
  await close();
});

test('what is said of their account needs no portal', async () => {
  const { page, close } = await harness.open('onlySources');
  await page.getByRole('row', { name: /Build, alias ci/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Account actions…' }).click();
  const menu = page.getByRole('menu', { name: 'Account: 4200 1122 3344' });
  assert.equal(await menu.getByRole('menuitem', { name: /^Refresh/ }).count(), 0);
  await menu.getByRole('menuitemcheckbox', { name: 'Production' }).click();
  const account = { portal: null, accountId: '420011223344' };
  assert.deepEqual((await calls(page, 'setMark')).at(-1), ['setMark', account, 'production']);
  await page.getByRole('row', { name: '4200 1122 3344, production, Build, alias ci, 42 min left, renews' }).waitFor();
  await page.getByRole('textbox', { name: 'Tags' }).fill('ci');
  await page.keyboard.press('Enter');
  await settled(page);
  assert.deepEqual((await calls(page, 'setTags')).at(-1), ['setTags', account, ['ci']]);
  await close();
});

test('a chain leads to the roles before', async () => {
  const { page, close } = await harness.open('onlySources');
  const details = page.getByRole('complementary', { name: 'Details' });
  await page.getByRole('row', { name: /Deploy, alias ci-deploy/ }).click();
  await details.getByRole('button', { name: /^Show in list: Build.*42 min/ }).click();
  await details.getByRole('heading', { name: 'Build', exact: true }).waitFor();
  assert.match(await page.locator('[role=row][aria-selected=true]').innerText(), /Build/);
  await close();
});

test('a filter shows them alone, and is kept', async () => {
  const { page, close } = await harness.open('sources');
  await page.getByRole('button', { name: 'Portal: All portals' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Other sources' }).click();
  const rows = page.locator('.selectable-row');
  await settled(page);
  assert.equal(await rows.count(), 6);
  await page.getByRole('button', { name: 'Remove the filter Other sources' }).waitFor();
  await close();
});

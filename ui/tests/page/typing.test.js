// A word typed while a role is selected is a search; a character on its own is a command.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { calls, focusedRole, pressAlone, selectedRow, settled } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

const accounts = `payments-prod payments-staging payments-dev data-platform-prod data.platform.dev fraud-detection-prod
  identity-prod infra infra-prod 1112-3333-4344 111233334344 4344 0042-audit 2fa-vault core_network core.network dev dev-2
  dev2 d d-1 delta delta-prod data data-lake-01 checkout checkout-prod cloud cloud-audit cdn c-suite card-vault ci ci-delivery
  fin finance finops fraud ffmpeg forge i iam iot-hub identity infra-2 inventory r r2-storage ro root read-replica reporting
  retail-eu-west-1 risk sandbox-alice sandbox.bob shared-services legacy-network org-management log-archive audit security
  backup-vault ml-training mobile-app website web-prod search-indexer streaming support-tools vpn-gateway x1 zeta 東京-本番
  zürich-prod café-dev мир`;
const roles = `AdministratorAccess PowerUserAccess ReadOnlyAccess ViewOnlyAccess BillingAnalyst BreakGlass Developer
  DeveloperAccess DataEngineer DataScientist DatabaseAdministrator NetworkAdministrator SecurityAudit SecurityAuditor
  SupportUser SystemAdministrator CloudOps CloudFormationDeploy CICD Deploy-Prod FinOps ForensicsReadOnly IncidentResponder
  IAMAdmin Infra-Admin RDSAdmin RO ReadOnly Release.Manager Root-Break-Glass S3-Reader admin dev-admin dba dr-operator
  deployer ec2-operator finance-ro freeze-window ci-runner cicd-role inspector redshift_admin ReadS3 RolesAnywhere`;
const words = `delete deploy describe debug disable drain drop dump find fix force forget fetch follow fail filter flush copy
  create clear close clone commit compare connect continue count cut check choose refresh remove rename renew repair reset
  restart restore resume retry revoke roll run install import include inspect invite isolate issue edit enable end erase
  execute exit export open pause play print pull push quit save scan send set show sign sort split start stop switch sync
  test trace try undo update upload use verify view wait watch write fidd cfid dirf icdrf ddd ccc`;
const phrases = `pay adm|data eng|dev ro|fin read|infra adm|read only|ci deploy|d e v|c p|f i|1112 adm|r d s|checkout prod dev|
  identity  center|delta-dev brk|cloud/ops|d.e-v_2|fraud detection|payments / dev|dev?|core: admin`;
const typed = [...`${accounts} ${roles} ${words}`.split(/\s+/), ...phrases.split('|').map((phrase) => phrase.trim())];

/** What a search may call: it lists what comes into view first, and the view is saved. */
const forSearching = ['prioritizeAccounts', 'saveView'];

/** The other calls so far. */
const otherCalls = (page) =>
  page.evaluate(
    (allowed) => window.rolecallFake.calls.map(([name]) => name).filter((name) => !allowed.includes(name)),
    forSearching,
  );

/** What the focused field holds, and its role. */
const typedText = (page) =>
  page.evaluate(() => [document.activeElement.value, document.activeElement.getAttribute('role')]);

const searchText = (page) => page.getByRole('searchbox').inputValue();

/** Presses keys as fast as the browser takes them. */
async function keyPresser(page) {
  const session = await page.context().newCDPSession(page);
  const press = (key) => {
    const text = key.length === 1 ? { text: key } : {};
    return [
      session.send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...text }),
      session.send('Input.dispatchKeyEvent', { type: 'keyUp', key }),
    ];
  };
  return (keys) => Promise.all(keys.flatMap(press));
}

test(`each of ${typed.length} words typed with a role selected is a search and nothing else`, async () => {
  assert.ok(typed.length >= 200);
  const { page, close } = await harness.open('list', { timers: 'paused', query: { accounts: '40' } });
  const press = await keyPresser(page);
  const before = await otherCalls(page);
  for (const word of typed) {
    // What follows the fifth character is between the search field and the browser.
    const begun = word.includes(' ') ? word : word.slice(0, 5);
    // A single character is a word only if it is entered as one.
    await press(['Escape', 'ArrowDown', ...(word.length > 1 ? begun : [word, 'Enter'])]);
    assert.deepEqual(await typedText(page), [begun, 'searchbox']);
  }
  await page.clock.runFor(5000);
  assert.deepEqual(await otherCalls(page), before);
  assert.equal((await page.getByRole('menu').count()) + (await page.getByRole('dialog').count()), 0);
  await close();
});

test('who types slowly writes a word, too', async () => {
  const { page, close } = await harness.open('list', { timers: 'paused', query: { accounts: '40' } });
  // A favourite changes the rows, which are then read.
  const harmless = ['setFavourite', 'listAccountRoles'];
  const before = await otherCalls(page);
  for (const pause of [300, 450])
    for (const word of ['dev', 'checkout prod', 'fin read', 'infra', 'read only', 'delta dev', 'c p', 'd e']) {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.keyboard.press('ArrowDown');
      for (const character of word) {
        await page.keyboard.press(character === ' ' ? 'Space' : character);
        await page.clock.runFor(pause);
      }
      assert.equal(await searchText(page), word, `${word} at ${pause} ms`);
      assert.equal(await page.getByRole('menu').count(), 0);
    }
  await page.clock.runFor(5000);
  assert.deepEqual(
    (await otherCalls(page)).slice(before.length).filter((name) => !harmless.includes(name)),
    [],
  );
  const favourites = await calls(page, 'setFavourite');
  assert.deepEqual(
    favourites.map(([, , isFavourite]) => isFavourite),
    favourites.map((_, at) => at % 2 === 1),
    'what a character changed before the word went on is taken back',
  );
  assert.equal(await page.getByRole('complementary', { name: 'Details' }).count(), 0, 'hidden while searching');
  await page.keyboard.press('Escape');
  await page.getByRole('complementary', { name: 'Details' }).waitFor();
  await close();
});

test('a character on its own acts, on the role that was selected when it was pressed', async () => {
  const { page, close } = await harness.open('list', { timers: 'paused' });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('f');
  await page.clock.runFor(200);
  assert.equal((await calls(page, 'setFavourite')).length, 0);
  await page.clock.runFor(100);
  assert.equal((await calls(page, 'setFavourite')).length, 1);
  await page.clock.runFor(600);
  await page.keyboard.press('d');
  await page.clock.runFor(300);
  assert.equal((await calls(page, 'setDefault')).length, 0, 'this waits until nobody would still be typing');
  await page.clock.runFor(300);
  assert.equal((await calls(page, 'setDefault'))[0][1].roleName, 'BillingAnalyst');
  // An arrow is no text: what was pressed before acts at once, and on its own row.
  await page.keyboard.press('f');
  await page.keyboard.press('ArrowDown');
  assert.deepEqual(
    (await calls(page, 'setFavourite')).map(([, role, is]) => [role.roleName, is]),
    [
      ['BillingAnalyst', true],
      ['BillingAnalyst', false],
    ],
  );
  await page.keyboard.press('d');
  await page.keyboard.press('Escape');
  await page.clock.runFor(1000);
  assert.equal((await calls(page, 'setDefault')).length, 1, 'Escape takes it back');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('d');
  await page
    .getByRole('row', { name: /DataEngineer/ })
    .first()
    .click();
  await page.clock.runFor(1000);
  assert.equal((await calls(page, 'setDefault')).length, 1, 'another role is selected now');
  await close();
});

test('a character that is held down does nothing more', async () => {
  const { page, close } = await harness.open('list', { timers: 'paused' });
  await page.keyboard.press('ArrowDown');
  for (let repeat = 0; repeat < 10; repeat += 1) {
    await page.keyboard.down('f');
    await page.clock.runFor(30);
  }
  await page.keyboard.up('f');
  await page.clock.runFor(600);
  assert.equal((await calls(page, 'setFavourite')).length, 1);
  assert.equal(await searchText(page), '');
  await close();
});

test('keys act on the best match while its search is typed, and go on acting on it', async () => {
  const { page, close } = await harness.open('list');
  const act = async (key, command) => {
    const count = (await calls(page, command)).length;
    await page.keyboard.press(key);
    const made = await calls(page, command);
    assert.equal(made.length, count + 1, `${key} is one key`);
    assert.deepEqual([made.at(-1)[1].accountId, made.at(-1)[1].roleName], ['111233334344', 'AdministratorAccess'], key);
    assert.equal(await focusedRole(page), 'searchbox');
  };
  await page.keyboard.type('pay adm');
  const shown = page.getByRole('row', { selected: true }).locator('.result-keys');
  assert.match(await shown.innerText(), /console[\s\S]*Ctrl\s*D\s*default/);
  assert.equal(await page.locator('.result-keys').count(), 1);
  // It is a favourite with a role session: without them, others become better matches.
  await act('Control+.', 'setFavourite');
  await act('Control+Enter', 'stopRoleSession');
  await act('Control+Enter', 'startRoleSession');
  await act('Control+d', 'setDefault');
  await act('Enter', 'openConsole');
  await page.keyboard.press('Control+c');
  await page.getByRole('menu', { name: 'Copy for payments-prod /' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Enter');
  await page.getByRole('dialog', { name: 'Choose a destination' }).waitFor();
  await close();
});

test('Down goes from the search to the best match, and so characters reach it with two keys', async () => {
  const { page, close } = await harness.open('list', { timers: 'running' });
  await page.keyboard.type('pay stag dev');
  const best = await selectedRow(page);
  await page.keyboard.press('ArrowDown');
  assert.equal(await focusedRole(page), 'row');
  assert.equal(await page.locator('.result-keys').count(), 0);
  assert.equal((await selectedRow(page)).split('\n')[0], best.split('\n')[0]);
  await pressAlone(page, 'f');
  assert.equal((await calls(page, 'setFavourite'))[0][1].roleName, 'DeveloperAccess');
  await page.keyboard.press('Control+f');
  await page.keyboard.press('ArrowDown');
  await pressAlone(page, 'd');
  const [[, roleKey]] = await calls(page, 'setDefault');
  assert.equal(roleKey.roleName, 'DeveloperAccess');
  await close();
});

test('stopping everything takes a key, and two to confirm', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('Shift+Delete');
  const dialog = page.getByRole('dialog');
  if (await dialog.count()) {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
  }
  await page.waitForFunction(() => window.rolecallFake.calls.some(([name]) => name === 'stopAllRoleSessions'));
  await page.keyboard.press('Shift+Delete');
  assert.equal((await calls(page, 'stopAllRoleSessions')).length, 1, 'nothing is left to stop');
  await close();
});

test('nothing acts on a role that is out of view', async () => {
  const { page, close } = await harness.open('list');
  await page.keyboard.press('ArrowDown');
  const scrollAway = async () => {
    await page.evaluate(() => {
      document.querySelector('.viewport').scrollTop = 4000;
    });
    await settled(page);
  };
  const isInView = () =>
    page.evaluate(() => {
      const row = document.querySelector('[role=row].active').getBoundingClientRect();
      const view = document.querySelector('.viewport').getBoundingClientRect();
      return row.top >= view.top && row.bottom <= view.bottom;
    });
  for (const [key, command] of [
    ['Enter', 'openConsole'],
    ['Control+d', 'setDefault'],
  ]) {
    await scrollAway();
    await page.keyboard.press(key);
    assert.equal((await calls(page, command)).length, 0);
    assert.ok(await isInView(), 'it is shown first');
    await page.keyboard.press(key);
    assert.equal((await calls(page, command)).length, 1);
  }
  await close();
});

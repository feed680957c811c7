// Defining, changing, trying out and removing a role, by keyboard and by mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { checkAppearance, SIZES } from './checks.js';
import { calls, focusedRole, settled } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

const ARN = 'arn:aws:iam::420055667788:role/team/Release';
const dialog = (page, name = 'Define a role') => page.getByRole('dialog', { name });
const focusedLabel = (page) => page.evaluate(() => document.activeElement?.labels?.[0]?.innerText);

async function openForm(page) {
  await page.keyboard.press('Control+n');
  await dialog(page).waitFor();
}

async function choose(page, source) {
  await page.getByRole('radio', { name: source, exact: true }).check({ force: true });
}

/** Opens the menu of a role and selects an entry. */
async function selectEntry(page, query, entry) {
  await page.keyboard.press('Control+f');
  await page.keyboard.type(query);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: entry }).click();
}

/** Each look of the form: [name, what is done]. */
const looks = [
  ['role-form', openForm],
  [
    'role-form-certificate',
    async (page) => {
      await openForm(page);
      await choose(page, 'Certificate');
    },
  ],
  [
    'role-form-token',
    async (page) => {
      await openForm(page);
      await choose(page, 'Token');
    },
  ],
  [
    'role-form-wrong',
    async (page) => {
      await openForm(page);
      await page.keyboard.type('Admin');
      await page.keyboard.press('Enter');
      await page.getByText('Choose the role that it is assumed with.').waitFor();
    },
  ],
  [
    'role-form-tested',
    async (page) => {
      await selectEntry(page, 'legacy-network', 'Edit…');
      await page.getByRole('button', { name: 'Test', exact: true }).click();
      await page.getByText('It works. You become').first().waitFor();
    },
  ],
  ['role-form-remove', (page) => selectEntry(page, 'legacy-network', 'Remove…')],
];

for (const [name, prepare] of looks) {
  for (const [width, height] of SIZES) {
    test(`${name} at ${width}`, async () => {
      const { page, errors, close } = await harness.open('sources', { width, height });
      await prepare(page);
      await checkAppearance({ page, errors }, name);
      await close();
    });
  }
}

test('a role is defined by the keyboard alone', async () => {
  const { page, close } = await harness.open('sources', { query: { accounts: 4 } });
  await openForm(page);
  assert.equal(await focusedLabel(page), 'Role ARN');
  await page.keyboard.type(ARN);
  await page.keyboard.press('Tab');
  await page.keyboard.type('pay adm');
  await page.getByRole('option', { name: /payments-prod/ }).waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'Release');
  await page.keyboard.press('Enter');
  await page.getByText('Defined Release').first().waitFor();
  const [[, form]] = await calls(page, 'saveRole');
  assert.equal(form.replaces, null);
  assert.deepEqual(form.fields.slice(0, 2), [
    { key: 'assume', text: ARN },
    { key: 'from', text: 'acme/111233334344/AdministratorAccess' },
  ]);
  await page.locator('[role=row][aria-selected=true]', { hasText: 'Release' }).waitFor();
  await close();
});

test('an error goes to its field, and nothing that was typed is lost', async () => {
  const { page, close } = await harness.open('sources');
  await openForm(page);
  await page.keyboard.type(ARN);
  await page.getByRole('textbox', { name: 'Name' }).fill('ci');
  await page.getByText('More options').click();
  await page.getByRole('textbox', { name: 'Duration' }).fill('1h');
  await page.getByRole('textbox', { name: 'External ID' }).fill('acme-7');
  await page.getByRole('button', { name: 'Define role' }).click();
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await page.getByText('There already is a role of this name.').waitFor();
  assert.equal(await name.getAttribute('aria-invalid'), 'true');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'role-form-from');
  assert.equal(await page.getByRole('textbox', { name: 'External ID' }).inputValue(), 'acme-7');
  assert.match(
    await page.getByRole('textbox', { name: 'Duration' }).evaluate((field) => {
      const id = field.getAttribute('aria-describedby');
      return document.getElementById(id).innerText;
    }),
    /whole number of seconds/,
  );
  // Closed by Escape, it is there again; by Cancel, it is not.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await openForm(page);
  assert.equal(await page.getByRole('textbox', { name: 'Role ARN' }).inputValue(), ARN);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await openForm(page);
  assert.equal(await page.getByRole('textbox', { name: 'Role ARN' }).inputValue(), '');
  await close();
});

test('the focus stays in the form and returns to where it was', async () => {
  const { page, close } = await harness.open('sources');
  await page.keyboard.press('ArrowDown');
  await openForm(page);
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('Tab');
    const isInside = await page.evaluate(
      () => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
    );
    assert.ok(isInside, `after ${presses + 1} presses`);
  }
  await page.keyboard.press('Escape');
  assert.equal(await dialog(page).count(), 0);
  assert.equal(await focusedRole(page), 'row');
  await close();
});

test('a role of another is changed, and one that is production is tried out after a question', async () => {
  const { page, close } = await harness.open('sources', { query: { accounts: 4 } });
  await page.evaluate(() =>
    window.rolecallFake.change((snapshot) => {
      snapshot.settings = { ...snapshot.settings, askBeforeProduction: true };
    }),
  );
  await selectEntry(page, 'release', 'Edit…');
  await dialog(page, 'Edit release').waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Name', exact: true }).count(), 0);
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByRole('button', { name: 'Test anyway' }).click();
  await page.getByText('assumed-role/Release/ada').first().waitFor();
  assert.deepEqual(
    (await calls(page, 'testRole')).map(([, , confirmed]) => confirmed),
    [false, true],
  );
  await page.getByRole('textbox', { name: 'Token file' }).fill('/run/other');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Changed release').first().waitFor();
  await close();
});

test('the menu of a role offers to assume another with it, and removes one that the user defined', async () => {
  const { page, close } = await harness.open('sources', { query: { accounts: 4 } });
  await selectEntry(page, 'payments-prod billing', 'Assume another role from here…');
  await dialog(page).waitFor();
  assert.match(await page.getByRole('combobox', { name: 'Assumed with' }).inputValue(), /BillingAnalyst/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await selectEntry(page, 'build-host', 'Remove…');
  await dialog(page, 'Remove build-host?').waitFor();
  await page.getByRole('button', { name: 'Remove role' }).click();
  await settled(page);
  assert.deepEqual(await calls(page, 'removeDefinedRole'), [['removeDefinedRole', 'build-host']]);
  await close();
});

test('a first run without a portal can begin with a role', async () => {
  const { page, close } = await harness.open('firstRun');
  await page.getByRole('button', { name: 'Define a role…' }).click();
  await choose(page, 'Token');
  await page.getByRole('textbox', { name: 'Role ARN' }).fill(ARN);
  await page.getByRole('textbox', { name: 'Token file' }).fill('/run/token');
  await dialog(page).getByRole('combobox', { name: 'Region' }).fill('eu-west-1');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Define role' }).click();
  await page.getByRole('row', { name: /Release, alias Release/ }).waitFor();
  await close();
});

test('a pasted link becomes a role with one more key', async () => {
  const { page, errors, close } = await harness.open('list');
  const link = 'https://signin.aws.amazon.com/switchrole?account=420055667788&roleName=team%2FRelease';
  await page.keyboard.press('Control+f');
  await page.keyboard.insertText(link);
  await page.getByRole('button', { name: 'Define a role' }).first().waitFor();
  await page.getByText('No portal lists this role.').waitFor();
  await page.keyboard.press('Enter');
  await dialog(page).waitFor();
  const assume = dialog(page).getByRole('textbox', { name: /ARN/ }).first();
  assert.equal(await assume.inputValue(), link);
  assert.deepEqual(await calls(page, 'openConsole'), []);
  assert.deepEqual(errors, []);
  await close();
});

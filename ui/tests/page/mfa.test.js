// Asking for the code of an MFA device: every look, a wrong code, giving none, and by the keyboard alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { checkAppearance, SIZES } from './checks.js';
import { calls } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

const dialog = (page) => page.getByRole('dialog', { name: /MFA code for/ });
const code = (page) => dialog(page).getByRole('textbox', { name: 'Code' });
const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);

/** Each look of the dialog: [name, what is done]. */
const looks = [
  ['mfa-code', (page) => code(page).waitFor()],
  [
    'mfa-code-invalid',
    async (page) => {
      await code(page).fill('12345');
      await page.keyboard.press('Enter');
      await page.getByText('An MFA code is six digits.').waitFor();
    },
  ],
  [
    'mfa-code-refused',
    async (page) => {
      await code(page).fill('000000');
      await page.keyboard.press('Enter');
      await page.getByText('AWS did not accept that code.').waitFor();
    },
  ],
];

for (const [name, prepare] of looks) {
  for (const [width, height] of SIZES) {
    test(`${name} at ${width}`, async () => {
      const { page, errors, close } = await harness.open('mfaCode', { width, height });
      await prepare(page);
      await checkAppearance({ page, errors }, name);
      await close();
    });
  }
}

test('a wrong code is said in the dialog, and the next one is typed at once', async () => {
  const { page, close } = await harness.open('mfaCode');
  await code(page).waitFor();
  assert.ok(await isFocused(code(page)), 'the field has the focus');
  await page.keyboard.type('000 000');
  await page.keyboard.press('Enter');
  await page.getByText('AWS did not accept that code.').waitFor();
  assert.equal(await code(page).inputValue(), '');
  assert.equal(await code(page).getAttribute('aria-invalid'), 'true');
  assert.ok(await isFocused(code(page)), 'the field has the focus again');
  await page.keyboard.type('123456');
  assert.equal(await code(page).getAttribute('aria-invalid'), 'false');
  await page.keyboard.press('Enter');
  await dialog(page).waitFor({ state: 'detached' });
  const given = await calls(page, 'answerMfaQuestion');
  assert.deepEqual(given, [
    ['answerMfaQuestion', 1, '000000'],
    ['answerMfaQuestion', 1, '123456'],
  ]);
  await close();
});

test('whoever gives no code is not told that one is missing', async () => {
  const { page, close } = await harness.open('mfaCode');
  await code(page).waitFor();
  await page.keyboard.type('12345');
  await page.keyboard.press('Enter');
  assert.deepEqual(await calls(page, 'answerMfaQuestion'), []);
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  assert.deepEqual(await calls(page, 'cancelMfaQuestion'), [['cancelMfaQuestion', 1]]);
  assert.equal(await page.getByRole('alert').count(), 0);
  await close();
});

test('keys of the window do nothing meanwhile', async () => {
  const { page, close } = await harness.open('mfaCode');
  await code(page).waitFor();
  await page.keyboard.press('Control+n');
  await page.keyboard.press('Control+Comma');
  assert.equal(await page.getByRole('dialog').count(), 1);
  assert.ok(await dialog(page).isVisible());
  await close();
});

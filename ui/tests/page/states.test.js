// Every view in every state: no errors, no violations found by axe, and a screenshot of each.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { axeViolations, checkAppearance, SIZES } from './checks.js';
import { addressParsed, settled } from './queries.js';

const press =
  (...keys) =>
  async (page) => {
    for (const key of keys) await page.keyboard.press(key);
  };
const type = (text) => async (page) => {
  await page.keyboard.type(text);
  await settled(page);
};
const typeAddress = (text) => async (page) => {
  await page.keyboard.type(text);
  await addressParsed(page);
};
const click = (name) => (page) => page.getByRole('button', { name }).first().click();

/** Shows the details of the first search result. */
const detailsOf = (query) => async (page) => {
  await type(query)(page);
  await press('ArrowDown', 'i')(page);
  await page.getByRole('complementary', { name: 'Details' }).waitFor();
  await settled(page);
};
const stopAll = async (page) => {
  await click('Active')(page);
  await page.getByRole('button', { name: 'Stop all' }).click();
};
const guardedCopy = async (page) => {
  await press('ArrowDown', 'Control+c')(page);
  await page.getByRole('menuitem', { name: 'fish', exact: true }).click();
};
/** Sets a label, and then types an invalid one. */
const invalidLabel = async (page) => {
  await press('ArrowDown', 'ArrowDown', 'Shift+F10')(page);
  await page.getByRole('menuitem', { name: 'Edit labels…' }).click();
  await page.keyboard.type('two words');
  await page.getByRole('radio', { name: 'Blue' }).check();
  await page.getByRole('alert').waitFor();
};

/** The screenshots: [name, scenario, what is done before]. */
const views = [
  ['list', 'list'],
  ['search', 'list', type('pay adm')],
  ['search-id', 'list', type('1115')],
  ['no-match', 'list', type('zzzz')],
  ['active', 'list', click('Active')],
  ['favourites', 'list', click('Favourites')],
  ['recent', 'portals', click('Recent')],
  ['same-names', 'sameNames', type('twin')],
  ['same-names-recent', 'sameNames', click('Recent')],
  ['copy-menu', 'list', press('ArrowDown', 'Control+c')],
  ['destination', 'list', press('Shift+Enter')],
  ['keyboard-shortcuts', 'list', press('ArrowDown', '?')],
  ['settings', 'portals', press('Control+,')],
  ['add-portal', 'list', click('Add a portal')],
  [
    'remove-portal',
    'list',
    async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByRole('button', { name: 'Remove acme' }).click();
    },
  ],
  ['portal-menu', 'portals', click(/^acme-gov/)],
  ['row-menu', 'list', press('ArrowDown', 'Shift+F10')],
  ['several', 'list', press('ArrowDown', 'ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown')],
  ['several-menu', 'list', press('ArrowDown', 'ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'ContextMenu')],
  ['details-labels', 'list', invalidLabel],
  ['default-made', 'list', press('ArrowDown', 'ArrowDown', 'Control+d')],
  ['default-menu', 'list', click(/@default/)],
  ['default-clear', 'list', press(...Array(6).fill('ArrowDown'), 'Control+d')],
  ['product-menu', 'list', click('Rolecall')],
  ['quit', 'list', press('Control+q')],
  ['phases', 'phases'],
  ['phases-active', 'phases', click('Active')],
  ['phases-stop-all', 'phases', stopAll],
  ['phase-renews', 'phases', detailsOf('dpe')],
  ['phase-on-demand', 'phases', detailsOf('data-platform-dev readonly')],
  ['phase-renewing', 'phases', detailsOf('hub network')],
  ['phase-retrying', 'phases', detailsOf('hub readonly')],
  ['phase-waiting', 'phases', detailsOf('payments-dev developer')],
  ['phase-refused', 'phases', detailsOf('legacy')],
  ['phase-not-renewed', 'phases', detailsOf('payroll')],
  ['waiting', 'waiting'],
  ['waiting-active', 'waiting', click('Active')],
  ['stale-default-users', 'staleDefaultUsers'],
  ['renamed-role', 'renamed'],
  ['guard-console', 'guarded', press('Enter')],
  ['guard-copy', 'guarded', guardedCopy],
  ['guard-reason', 'reasoned', press('Enter')],
  ['no-tray', 'noTray'],
  ['first-run', 'firstRun'],
  ['first-run-no-keychain', 'firstRunNoKeychain'],
  ['first-run-read', 'firstRun', typeAddress('https://d-9067.portal.eu-central-1.app.aws/start/#/')],
  [
    'first-run-wrong',
    'firstRun',
    async (page) => {
      await typeAddress('https://example.com')(page);
      await page.keyboard.press('Enter');
    },
  ],
  ['signing-in', 'signingIn'],
  ['signing-in-not-opened', 'signingInNotOpened'],
  ['signing-in-code', 'signingInCode'],
  ['signing-in-again', 'signingInAgain'],
  ['sign-in-timed-out', 'signInTimedOut'],
  ['loading', 'loading'],
  ['partly-loaded', 'partlyLoaded'],
  ['throttled', 'throttled'],
  ['no-accounts', 'noAccounts'],
  ['signed-out', 'signedOut'],
  ['signed-out-empty', 'signedOutEmpty'],
  ['expired', 'expired'],
  ['offline', 'offline'],
  ['keychain-locked', 'keychainLocked'],
  ['keychain-absent', 'keychainAbsent'],
  ['denied', 'denied', press('Enter')],
  ['failed-accounts', 'failedAccounts'],
  ['demo', 'demo'],
  ['endpoint', 'endpoint'],
  ['portals', 'portals'],
];

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

for (const [name, state, prepare] of views) {
  for (const [width, height] of SIZES) {
    test(`${name} at ${width}`, async () => {
      const { page, errors, close } = await harness.open(state, { width, height });
      await prepare?.(page);
      await checkAppearance({ page, errors }, name);
      const overflowing = await page.evaluate(() =>
        [...document.querySelectorAll('.status, .details, .sidebar')]
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
          .map(({ className }) => className),
      );
      assert.deepEqual(overflowing, []);
      await close();
    });
  }
}

for (const [width, height] of SIZES) {
  test(`accounts of the same name are distinguished at ${width}`, async () => {
    const { page, close } = await harness.open('sameNames', { width, height });
    await type('twin')(page);
    const rows = await page.evaluate(() =>
      [...document.querySelectorAll('.selectable-row')].map((row) => {
        const names = row.querySelector('.names');
        const isIdComplete = [...names.querySelectorAll('.id')].every((id) => id.scrollWidth <= id.clientWidth + 1);
        return { text: names.innerText, fits: names.scrollWidth <= names.clientWidth, isIdComplete };
      }),
    );
    assert.equal(rows.length, 6);
    assert.equal(new Set(rows.map(({ text }) => text)).size, 6);
    assert.ok(rows.filter(({ text }) => /\d{4} \d{4} \d{4}/.test(text)).length === 5, JSON.stringify(rows));
    assert.deepEqual(
      rows.filter(({ fits, isIdComplete }) => !fits || !isIdComplete),
      [],
    );
    await close();
  });
}

test('axe finds a planted violation', async () => {
  const { page, close } = await harness.open('list');
  await page.evaluate(() => document.body.append(document.createElement('button')));
  assert.ok((await axeViolations(page)).some((violation) => violation.startsWith('button-name')));
  await close();
});

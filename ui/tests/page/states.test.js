// Every view in every state: nothing wrong in the console, nothing found by axe, a picture of each.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { faults, look, SIZES } from './checks.js';

const press =
  (...keys) =>
  async (page) => {
    for (const key of keys) await page.keyboard.press(key);
  };
const type = (text) => async (page) => {
  await page.keyboard.type(text);
  await page.waitForTimeout(350);
};
const click = (name) => (page) => page.getByRole('button', { name }).first().click();

/** The details of what a search finds. */
const life = (query) => async (page) => {
  await type(query)(page);
  await press('ArrowDown', 'Home', 'i')(page);
  await page.waitForTimeout(80);
};
const stopAll = async (page) => {
  await click('Active')(page);
  await page.getByRole('button', { name: 'Stop all' }).click();
};
const guardedCopy = async (page) => {
  await press('ArrowDown', 'c')(page);
  await page.getByRole('menuitem', { name: 'Credentials for fish' }).click();
};
/** A label that was kept, and one that cannot be. */
const labelled = async (page) => {
  await press('ArrowDown', 'Shift+F10')(page);
  await page.getByRole('menuitem', { name: 'Edit labels…' }).click();
  await page.keyboard.type('two words');
  await page.getByRole('radio', { name: 'Blue' }).check();
  await page.getByRole('alert').waitFor();
};

/** A menu, a sheet, a click: what is done before the picture. [name, state, what is done there]. */
const views = [
  ['list', 'list'],
  ['search', 'list', type('pay adm')],
  ['search-id', 'list', type('1115')],
  ['no-match', 'list', type('zzzz')],
  ['active', 'list', click('Active')],
  ['favourites', 'list', click('Favourites')],
  ['recent', 'portals', click('Recent')],
  ['twins', 'twins', type('twin')],
  ['twins-recent', 'twins', click('Recent')],
  ['copy-menu', 'list', press('ArrowDown', 'c')],
  ['destination', 'list', press('Shift+Enter')],
  ['keys', 'list', press('ArrowDown', '?')],
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
  ['row-menu', 'list', press('ArrowDown', 'Home', 'Shift+F10')],
  ['several', 'list', press('ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown')],
  ['several-menu', 'list', press('ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'ContextMenu')],
  ['details-labels', 'list', labelled],
  ['default-made', 'list', press('ArrowDown', 'd')],
  ['default-menu', 'list', click(/@default/)],
  ['default-clear', 'list', press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'd')],
  ['product-menu', 'list', click('Rolecall')],
  ['quit', 'list', press('Control+q')],
  ['lives', 'lives'],
  ['lives-active', 'lives', click('Active')],
  ['lives-stop-all', 'lives', stopAll],
  ['life-renews', 'lives', life('dpe')],
  ['life-on-demand', 'lives', life('data-platform-dev readonly')],
  ['life-renewing', 'lives', life('hub network')],
  ['life-retrying', 'lives', life('hub readonly')],
  ['life-waiting', 'lives', life('payments-dev developer')],
  ['life-refused', 'lives', life('legacy')],
  ['waiting', 'waiting'],
  ['waiting-active', 'waiting', click('Active')],
  ['holders', 'holders'],
  ['guard-console', 'guarded', press('Enter')],
  ['guard-copy', 'guarded', guardedCopy],
  ['no-tray', 'noTray'],
  ['first-run', 'firstRun'],
  ['first-run-read', 'firstRun', type('https://d-9067.portal.eu-central-1.app.aws/start/#/')],
  [
    'first-run-wrong',
    'firstRun',
    async (page) => {
      await type('https://example.com')(page);
      await page.keyboard.press('Enter');
    },
  ],
  ['signing-in', 'signingIn'],
  ['signing-in-not-opened', 'signingInNotOpened'],
  ['signing-in-code', 'signingInCode'],
  ['signing-in-again', 'signingInAgain'],
  ['sign-in-ended', 'signInEnded'],
  ['loading', 'loading'],
  ['arriving', 'arriving'],
  ['throttled', 'throttled'],
  ['nothing', 'nothing'],
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

let world;
before(async () => {
  world = await start();
});
after(() => world.stop());

for (const [name, state, act] of views) {
  for (const [width, height] of SIZES) {
    test(`${name} at ${width}`, async () => {
      const { page, wrong, close } = await world.open(state, { width, height });
      await page.waitForTimeout(60);
      await act?.(page);
      await look({ page, wrong }, name);
      const spills = await page.evaluate(() =>
        [...document.querySelectorAll('.status, .details, .rail')]
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
          .map(({ className }) => className),
      );
      assert.deepEqual(spills, []);
      await close();
    });
  }
}

for (const [width, height] of SIZES) {
  test(`accounts of one name are told apart at ${width}`, async () => {
    const { page, close } = await world.open('twins', { width, height });
    await type('twin')(page);
    const rows = await page.evaluate(() =>
      [...document.querySelectorAll('.line.row')].map((row) => {
        const names = row.querySelector('.names');
        const whole = [...names.querySelectorAll('.id')].every((id) => id.scrollWidth <= id.clientWidth + 1);
        return { text: names.innerText, fits: names.scrollWidth <= names.clientWidth, whole };
      }),
    );
    assert.equal(rows.length, 6);
    assert.equal(new Set(rows.map(({ text }) => text)).size, 6);
    assert.ok(rows.filter(({ text }) => /\d{4} \d{4} \d{4}/.test(text)).length === 5, JSON.stringify(rows));
    assert.deepEqual(
      rows.filter(({ fits, whole }) => !fits || !whole),
      [],
    );
    await close();
  });
}

test('axe finds a fault that is planted', async () => {
  const { page, close } = await world.open('list');
  await page.evaluate(() => document.body.append(document.createElement('button')));
  assert.ok((await faults(page)).some((fault) => fault.startsWith('button-name')));
  await close();
});

// The settings: changes are saved at once, invalid input is explained, and everything works by keyboard.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { checkAppearance, SIZES } from './checks.js';
import { settled } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

const openSettings = async (page) => {
  await page.keyboard.press('Control+,');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
};
const openSettingsAt = (top) => async (page) => {
  await openSettings(page);
  await page.evaluate((to) => {
    document.querySelector('main .view').scrollTop = to;
  }, top);
};
const savedSettings = (page) =>
  page.evaluate(() =>
    window.rolecallFake.calls.filter(([name]) => name === 'saveSettings').map(([, settings]) => settings),
  );
/** What all changes so far amount to. */
const lastSaved = async (page) => Object.assign({}, ...(await savedSettings(page)));
const newLimit = async (page) => {
  await openSettings(page);
  await page.getByRole('button', { name: 'Add a limit' }).click();
};
const field = (page, name, limit = 'new') => page.getByRole('textbox', { name: `${name} of the limit: ${limit}` });

/** The screenshots: [name, scenario, what is done before]. */
const views = [
  ['settings-general', 'portals', openSettings],
  ['settings-middle', 'portals', openSettingsAt(560)],
  ['settings-end', 'portals', openSettingsAt(99_999)],
  [
    'settings-limit-new',
    'list',
    async (page) => {
      await newLimit(page);
      await field(page, 'Ends after').fill('0');
      await page.locator('.limit').last().scrollIntoViewIfNeeded();
    },
  ],
  [
    'settings-no-limit',
    'list',
    async (page) => {
      await openSettings(page);
      await page.getByRole('button', { name: /^Remove the limit/ }).click();
    },
  ],
  [
    'settings-no-tray',
    'noTray',
    async (page) => {
      await page.evaluate(() =>
        window.rolecallFake.change((snapshot) => {
          snapshot.settings = { ...snapshot.settings, shortcut: 'Ctrl+Alt+R' };
          snapshot.desktop = {
            ...snapshot.desktop,
            trayShown: false,
            shortcutProblem: 'Another program uses these keys.',
          };
        }),
      );
      await openSettings(page);
    },
  ],
  [
    'settings-recording',
    'list',
    async (page) => {
      await openSettings(page);
      await page.getByRole('button', { name: 'Global shortcut: Record…' }).click();
      await page.keyboard.down('Control');
      await page.keyboard.down('Alt');
    },
  ],
  [
    'settings-refused',
    'list',
    async (page) => {
      await openSettings(page);
      await page.getByRole('button', { name: 'Global shortcut: Record…' }).click();
      await page.keyboard.press('r');
    },
  ],
  [
    'settings-search',
    'list',
    async (page) => {
      await openSettings(page);
      await page.getByRole('searchbox', { name: 'Search settings' }).fill('notif');
    },
  ],
  [
    'settings-no-match',
    'list',
    async (page) => {
      await openSettings(page);
      await page.getByRole('searchbox', { name: 'Search settings' }).fill('zzz');
    },
  ],
];

for (const [name, state, prepare] of views) {
  for (const [width, height] of SIZES) {
    test(`${name} at ${width}`, async () => {
      const opened = await harness.open(state, { width, height });
      await prepare(opened.page);
      await checkAppearance(opened, name);
      await opened.close();
    });
  }
}

test('patterns of production accounts show what they match while they are typed', async () => {
  const { page, errors, close } = await harness.open('list');
  await openSettings(page);
  const patterns = page.getByRole('textbox', { name: 'Production accounts' });
  const preview = page.locator('#environmentProduction-preview');
  await patterns.fill('word:prod\nword:nothing');
  await preview.getByText('78 known accounts are production.').waitFor();
  const lines = preview.getByRole('listitem');
  await lines.filter({ hasText: 'word:prod' }).getByText('78 accounts: payments-prod').waitFor();
  await lines.filter({ hasText: 'word:nothing' }).getByText('no account').waitFor();
  assert.deepEqual(await savedSettings(page), [], 'nothing is saved while typing');
  await page.keyboard.press('Tab');
  assert.deepEqual((await lastSaved(page)).environmentProduction, ['word:prod', 'word:nothing']);
  assert.deepEqual(errors, []);
  await close();
});

test('switches and numbers are saved at once', async () => {
  const { page, errors, close } = await harness.open('list');
  await openSettings(page);
  await page.getByRole('switch', { name: 'Renew automatically' }).press('Space');
  assert.equal((await lastSaved(page)).renew, false);
  await page.getByRole('switch', { name: 'Ask before using production' }).press('Space');
  await page.getByRole('switch', { name: 'Tell me when my access changes' }).press('Space');
  await page.getByRole('spinbutton', { name: 'Keep history for' }).fill('99999');
  await page.keyboard.press('Tab');
  const settings = await lastSaved(page);
  assert.deepEqual(
    [settings.renew, settings.askBeforeProduction, settings.notifyAccessChanges, settings.historyDays],
    [false, true, true, 3650],
  );
  assert.equal(await page.getByRole('spinbutton', { name: 'Keep history for' }).inputValue(), '3650');
  await page.getByRole('switch', { name: 'Start at login' }).press('Space');
  assert.equal(await page.getByRole('switch', { name: 'Start at login' }).isChecked(), true);
  assert.deepEqual(errors, []);
  await close();
});

test('a change that could not be saved is reverted', async () => {
  const { page, close } = await harness.open('list');
  await openSettings(page);
  await page.evaluate(() => {
    const problem = {
      code: 'x',
      summary: 'The settings file is not writable.',
      advice: 'See to it.',
      recovery: { action: 'none' },
      reference: 'x',
    };
    window.rolecallFake.saveSettings = () => Promise.resolve({ status: 'error', error: problem });
    window.rolecallFake.setAutostart = () => Promise.resolve({ status: 'error', error: problem });
  });
  const renewSwitch = page.getByRole('switch', { name: 'Renew automatically' });
  await renewSwitch.press('Space');
  await page.getByRole('alert').getByText('The settings file is not writable.').waitFor();
  assert.equal(await renewSwitch.isChecked(), true);
  const autostartSwitch = page.getByRole('switch', { name: 'Start at login' });
  await autostartSwitch.press('Space');
  await page.getByRole('switch', { name: 'Start at login', checked: false }).waitFor();
  assert.equal(await autostartSwitch.isChecked(), false);
  await close();
});

test('a shortcut is recorded, changed, cancelled and removed by keyboard', async () => {
  const { page, close } = await harness.open('list');
  await openSettings(page);
  const record = page.getByRole('button', { name: 'Global shortcut: Record…' });
  await record.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Alt+r');
  assert.equal((await lastSaved(page)).shortcut, 'Ctrl+Alt+R');
  await page.getByRole('button', { name: 'Global shortcut: Change…' }).press('Enter');
  await page.keyboard.press('Control+,');
  assert.equal((await lastSaved(page)).shortcut, 'Ctrl+Comma');
  await page.getByRole('button', { name: 'Global shortcut: Change…' }).press('Enter');
  await page.keyboard.press('x');
  await page.getByRole('alert').getByText('Hold Ctrl, Alt or Super').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  assert.equal((await lastSaved(page)).shortcut, 'Ctrl+Comma');
  await page.getByRole('button', { name: 'Global shortcut: Change…' }).press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await page.getByRole('button', { name: 'Global shortcut: Cancel' }).count(), 0);
  await page.getByRole('button', { name: 'Global shortcut: Remove' }).press('Enter');
  assert.equal((await lastSaved(page)).shortcut, null);
  await close();
});

test('limits are added, changed, rejected with a reason and removed', async () => {
  const { page, close } = await harness.open('list');
  await newLimit(page);
  await page.keyboard.type('tag:pci, 1111*');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Admin*');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('0');
  await page.getByText('Enter a time from 1 minute to 7 days, in whole minutes.').waitFor();
  await page.keyboard.press('Enter');
  assert.equal((await savedSettings(page)).length, 0);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1.5');
  await page.keyboard.press('Enter');
  const fresh = { accounts: ['tag:pci', '1111*'], roles: ['Admin*'], minutes: 90 };
  const old = { accounts: ['*-prod'], roles: ['AdministratorAccess'], minutes: 240 };
  assert.deepEqual((await lastSaved(page)).limits, [old, fresh]);
  const time = field(page, 'Ends after', 'AdministratorAccess in *-prod, 4 h');
  await time.fill('');
  await time.press('Enter');
  assert.deepEqual((await lastSaved(page)).limits, [old, fresh]);
  await time.fill('2');
  await page.keyboard.press('Tab');
  assert.equal((await lastSaved(page)).limits[0].minutes, 120);
  await page.getByRole('button', { name: 'Remove the limit: AdministratorAccess in *-prod, 2 h' }).click();
  assert.deepEqual((await lastSaved(page)).limits, [fresh]);
  await page.getByRole('button', { name: 'Add a limit' }).press('Enter');
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('button', { name: 'Add a limit' }).count(), 1);
  assert.equal((await savedSettings(page)).length, 3);
  await close();
});

test('changes made elsewhere are shown, and a row that is being added stays', async () => {
  const { page, close } = await harness.open('list');
  await newLimit(page);
  await page.keyboard.type('*-mine');
  await page.evaluate(() =>
    window.rolecallFake.change((snapshot) => {
      snapshot.settings = { ...snapshot.settings, limits: [{ accounts: [], roles: ['Theirs'], minutes: 5 }] };
    }),
  );
  await settled(page);
  assert.equal(await field(page, 'Roles', 'Theirs in every account, 5 min').inputValue(), 'Theirs');
  assert.equal(await field(page, 'Accounts').inputValue(), '*-mine');
  await close();
});

test('a search filters the settings', async () => {
  const { page, close } = await harness.open('list');
  await openSettings(page);
  await page.getByRole('searchbox', { name: 'Search settings' }).fill('limit');
  assert.deepEqual(await page.getByRole('main').getByRole('heading', { level: 2 }).allInnerTexts(), ['Role sessions']);
  await page.keyboard.press('Escape');
  assert.ok((await page.getByRole('heading', { level: 2 }).count()) > 4);
  await page.keyboard.press('Escape');
  await page.getByRole('grid').waitFor();
  await close();
});

test('hostile patterns and messages of the desktop are shown as text', async () => {
  const { page, errors, close } = await harness.open('hostile');
  await page.evaluate(() => {
    const names = window.rolecallFake.scenario.accounts.map(({ name }) => name).filter((name) => name.trim() !== '');
    window.rolecallFake.change((snapshot) => {
      const limits = names.slice(0, 99).map((name) => ({ accounts: [name], roles: [name], minutes: 5 }));
      snapshot.settings = {
        ...snapshot.settings,
        limits,
        environmentProduction: names,
        shortcut: '<img src=x onerror=window.__pwned=1>',
      };
      snapshot.desktop = { ...snapshot.desktop, shortcutProblem: names.join(' ') };
    });
  });
  await openSettings(page);
  await settled(page);
  assert.ok((await page.locator('.limit').count()) >= 99);
  assert.equal(await page.evaluate(() => window.__pwned), undefined);
  assert.deepEqual(errors, []);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
  await close();
});

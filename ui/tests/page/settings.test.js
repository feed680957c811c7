// The settings: each is kept at once, wrong ones are said, and all of it goes by keys.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { look, SIZES } from './checks.js';

let world;
before(async () => {
  world = await start();
});
after(() => world.stop());

const toSettings = async (page) => {
  await page.keyboard.press('Control+,');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
};
const scrolled = (top) => async (page) => {
  await toSettings(page);
  await page.evaluate((to) => {
    document.querySelector('main .room').scrollTop = to;
  }, top);
};
const kept = (page) =>
  page.evaluate(() =>
    window.rolecallFake.calls.filter(([name]) => name === 'saveSettings').map(([, settings]) => settings),
  );
const last = async (page) => (await kept(page)).at(-1);
const newLimit = async (page) => {
  await toSettings(page);
  await page.getByRole('button', { name: 'Add a limit' }).click();
};
const field = (page, name, limit = 'new') => page.getByRole('textbox', { name: `${name} of the limit: ${limit}` });

/** [name, state, what is done there]. */
const views = [
  ['settings-general', 'portals', toSettings],
  ['settings-middle', 'portals', scrolled(560)],
  ['settings-end', 'portals', scrolled(99_999)],
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
      await toSettings(page);
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
      await toSettings(page);
    },
  ],
  [
    'settings-recording',
    'list',
    async (page) => {
      await toSettings(page);
      await page.getByRole('button', { name: 'Shortcut: Record…' }).click();
      await page.keyboard.down('Control');
      await page.keyboard.down('Alt');
    },
  ],
  [
    'settings-refused',
    'list',
    async (page) => {
      await toSettings(page);
      await page.getByRole('button', { name: 'Shortcut: Record…' }).click();
      await page.keyboard.press('r');
    },
  ],
  [
    'settings-search',
    'list',
    async (page) => {
      await toSettings(page);
      await page.getByRole('searchbox', { name: 'Search settings' }).fill('notif');
    },
  ],
  [
    'settings-no-match',
    'list',
    async (page) => {
      await toSettings(page);
      await page.getByRole('searchbox', { name: 'Search settings' }).fill('zzz');
    },
  ],
];

for (const [name, state, act] of views) {
  for (const [width, height] of SIZES) {
    test(`${name} at ${width}`, async () => {
      const opened = await world.open(state, { width, height });
      await act(opened.page);
      await look(opened, name);
      await opened.close();
    });
  }
}

test('switches and numbers are kept at once', async () => {
  const { page, wrong, close } = await world.open('list');
  await toSettings(page);
  await page.getByRole('switch', { name: 'Keep alive' }).press('Space');
  assert.equal((await last(page)).renew, false);
  await page.getByRole('switch', { name: 'Ask first' }).press('Space');
  await page.getByRole('switch', { name: 'Access changes' }).press('Space');
  await page.getByRole('spinbutton', { name: 'Keep history for' }).fill('99999');
  await page.keyboard.press('Tab');
  const settings = await last(page);
  assert.deepEqual(
    [settings.renew, settings.askBeforeProduction, settings.notifyAccessChanges, settings.historyDays],
    [false, true, true, 3650],
  );
  assert.equal(await page.getByRole('spinbutton', { name: 'Keep history for' }).inputValue(), '3650');
  await page.getByRole('switch', { name: 'Start with the desktop' }).press('Space');
  assert.equal(await page.getByRole('switch', { name: 'Start with the desktop' }).isChecked(), true);
  assert.deepEqual(wrong, []);
  await close();
});

test('what could not be kept goes back to what it was', async () => {
  const { page, close } = await world.open('list');
  await toSettings(page);
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
  const alive = page.getByRole('switch', { name: 'Keep alive' });
  await alive.press('Space');
  await page.getByRole('alert').getByText('The settings file is not writable.').waitFor();
  assert.equal(await alive.isChecked(), true);
  const starts = page.getByRole('switch', { name: 'Start with the desktop' });
  await starts.press('Space');
  await page.waitForTimeout(700);
  assert.equal(await starts.isChecked(), false);
  await close();
});

test('a shortcut is recorded, changed, left and removed by keys', async () => {
  const { page, close } = await world.open('list');
  await toSettings(page);
  const record = page.getByRole('button', { name: 'Shortcut: Record…' });
  await record.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Alt+r');
  assert.equal((await last(page)).shortcut, 'Ctrl+Alt+R');
  await page.getByRole('button', { name: 'Shortcut: Change…' }).press('Enter');
  await page.keyboard.press('Control+,');
  assert.equal((await last(page)).shortcut, 'Ctrl+Comma');
  await page.getByRole('button', { name: 'Shortcut: Change…' }).press('Enter');
  await page.keyboard.press('x');
  await page.getByRole('alert').getByText('Hold Ctrl, Alt or Super').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  assert.equal((await last(page)).shortcut, 'Ctrl+Comma');
  await page.getByRole('button', { name: 'Shortcut: Change…' }).press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await page.getByRole('button', { name: 'Shortcut: Cancel' }).count(), 0);
  await page.getByRole('button', { name: 'Shortcut: Remove' }).press('Enter');
  assert.equal((await last(page)).shortcut, null);
  await close();
});

test('limits are added, changed, refused with a reason and removed', async () => {
  const { page, close } = await world.open('list');
  await newLimit(page);
  await page.keyboard.type('tag:pci, 1111*');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Admin*');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('0');
  await page.getByText('Give a time from 1 minute to 7 days, in whole minutes.').waitFor();
  await page.keyboard.press('Enter');
  assert.equal((await kept(page)).length, 0);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1.5');
  await page.keyboard.press('Enter');
  const fresh = { accounts: ['tag:pci', '1111*'], roles: ['Admin*'], minutes: 90 };
  const old = { accounts: ['*-prod'], roles: ['AdministratorAccess'], minutes: 240 };
  assert.deepEqual((await last(page)).limits, [old, fresh]);
  const time = field(page, 'Ends after', 'AdministratorAccess in *-prod, 4 h');
  await time.fill('');
  await time.press('Enter');
  assert.deepEqual((await last(page)).limits, [old, fresh]);
  await time.fill('2');
  await page.keyboard.press('Tab');
  assert.equal((await last(page)).limits[0].minutes, 120);
  await page.getByRole('button', { name: 'Remove the limit: AdministratorAccess in *-prod, 2 h' }).click();
  assert.deepEqual((await last(page)).limits, [fresh]);
  await page.getByRole('button', { name: 'Add a limit' }).press('Enter');
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('button', { name: 'Add a limit' }).count(), 1);
  assert.equal((await kept(page)).length, 3);
  await close();
});

test('what somebody else changed is shown, and a row that is being added stays', async () => {
  const { page, close } = await world.open('list');
  await newLimit(page);
  await page.keyboard.type('*-mine');
  await page.evaluate(() =>
    window.rolecallFake.change((snapshot) => {
      snapshot.settings = { ...snapshot.settings, limits: [{ accounts: [], roles: ['Theirs'], minutes: 5 }] };
    }),
  );
  await page.waitForTimeout(60);
  assert.equal(await field(page, 'Roles', 'Theirs in every account, 5 min').inputValue(), 'Theirs');
  assert.equal(await field(page, 'Accounts').inputValue(), '*-mine');
  await close();
});

test('a search narrows the settings', async () => {
  const { page, close } = await world.open('list');
  await toSettings(page);
  await page.getByRole('searchbox', { name: 'Search settings' }).fill('limit');
  assert.deepEqual(await page.getByRole('main').getByRole('heading', { level: 2 }).allInnerTexts(), ['Role sessions']);
  await page.keyboard.press('Escape');
  assert.ok((await page.getByRole('heading', { level: 2 }).count()) > 4);
  await page.keyboard.press('Escape');
  await page.getByRole('grid').waitFor();
  await close();
});

test('hostile patterns and words of the desktop are shown as text', async () => {
  const { page, wrong, close } = await world.open('hostile');
  await page.evaluate(() => {
    const names = window.rolecallFake.scenario.accounts.map(({ name }) => name).filter((name) => name.trim() !== '');
    window.rolecallFake.change((snapshot) => {
      const limits = names.slice(0, 99).map((name) => ({ accounts: [name], roles: [name], minutes: 5 }));
      snapshot.settings = {
        ...snapshot.settings,
        limits,
        productionPatterns: names,
        shortcut: '<img src=x onerror=window.__pwned=1>',
      };
      snapshot.desktop = { ...snapshot.desktop, shortcutProblem: names.join(' ') };
    });
  });
  await toSettings(page);
  await page.waitForTimeout(100);
  assert.ok((await page.locator('.limit').count()) >= 99);
  assert.equal(await page.evaluate(() => window.__pwned), undefined);
  assert.deepEqual(wrong, []);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
  await close();
});

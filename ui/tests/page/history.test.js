// The history: a day as a timeline and as a list, by mouse, by keyboard and for screen readers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { checkAppearance, SIZES } from './checks.js';
import { plain } from './isolates.js';
import { calls, settled } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

const openHistory = async (page) => {
  await page.getByRole('button', { name: 'History' }).first().click();
  await page.getByRole('button', { name: 'Previous day' }).waitFor();
  await settled(page);
};
const title = (page) => page.getByRole('heading', { level: 1 }).innerText();
const entries = (page) => page.getByRole('grid', { name: 'Events' }).getByRole('row');
const timeline = (page) => page.getByRole('grid', { name: /^Role sessions on/ });
const goBackDays = async (page, count) => {
  await openHistory(page);
  for (let day = 0; day < count; day += 1) await page.keyboard.press('ArrowLeft');
  await settled(page);
};
const makeHistoryFail = async (page) => {
  await page.evaluate(() => {
    const problem = {
      code: 'stateDatabase',
      summary: 'Rolecall could not read its state database.',
      advice: 'Try again; if it happens again, restart Rolecall.',
      recovery: { action: 'retry' },
      reference: 'stateDatabase/5',
    };
    window.rolecallFake.history = () => Promise.resolve({ status: 'error', error: problem });
  });
};

/** Adds more roles than fit. Runs in the page. */
const addManyRoles = () => {
  const fake = window.rolecallFake;
  const realHistory = fake.history;
  fake.history = async (query) => {
    const result = await realHistory(query);
    const span = result.data.spans[0];
    result.data.spans = Array.from({ length: 300 }, (_, at) => ({
      ...span,
      roleKey: { ...span.roleKey, roleName: `Role${at}` },
      from: new Date(Date.parse(span.from) + at * 1000).toISOString(),
    }));
    return result;
  };
};

/** The screenshots: [name, scenario, what is done before, URL parameters]. */
const views = [
  ['history', 'list', openHistory],
  [
    'history-tooltip',
    'list',
    async (page) => {
      await openHistory(page);
      await timeline(page).getByRole('gridcell').nth(1).hover();
      await settled(page);
    },
  ],
  [
    'history-entry',
    'list',
    async (page) => {
      await openHistory(page);
      for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
    },
  ],
  [
    'history-search',
    'list',
    async (page) => {
      await openHistory(page);
      await page.keyboard.press('/');
      await page.keyboard.type('terra');
    },
  ],
  [
    'history-no-match',
    'list',
    async (page) => {
      await openHistory(page);
      await page.keyboard.press('/');
      await page.keyboard.type('zzz');
    },
  ],
  [
    'history-role',
    'list',
    async (page) => {
      await openHistory(page);
      await timeline(page).getByRole('rowheader').nth(1).click();
    },
  ],
  [
    'history-events',
    'list',
    async (page) => {
      await openHistory(page);
      await page.getByRole('button', { name: 'Show: All events' }).click();
    },
  ],
  [
    'history-export',
    'list',
    async (page) => {
      await openHistory(page);
      await page.getByRole('button', { name: 'Export CSV' }).click();
    },
  ],
  ['history-before', 'list', (page) => goBackDays(page, 5)],
  ['history-midnight', 'list', (page) => goBackDays(page, 12)],
  ['history-empty-day', 'list', (page) => goBackDays(page, 1)],
  ['history-never', 'noAccounts', openHistory],
  [
    'history-failed',
    'list',
    async (page) => {
      await makeHistoryFail(page);
      await openHistory(page);
    },
  ],
  [
    'history-failed-later',
    'list',
    async (page) => {
      await openHistory(page);
      await makeHistoryFail(page);
      await page.evaluate(() => window.rolecallFake.change(() => undefined));
      await page.getByRole('button', { name: 'Try again' }).waitFor();
    },
  ],
  [
    'history-loading',
    'list',
    async (page) => {
      await page.evaluate(() => {
        window.rolecallFake.history = () => new Promise(() => undefined);
      });
      await openHistory(page);
      await settled(page);
    },
  ],
  ['history-many', 'list', openHistory, { accounts: '1200' }],
  ['history-cut', 'list', openHistory, { accounts: '2000' }],
  ['history-same-names', 'sameNames', openHistory],
  ['history-demo', 'demo', openHistory],
];

for (const [name, state, prepare, query = {}] of views) {
  for (const [width, height] of SIZES) {
    test(`${name} at ${width}`, async () => {
      const opened = await harness.open(state, { width, height, query });
      await prepare(opened.page);
      await checkAppearance(opened, name);
      await opened.close();
    });
  }
}

test('arrows go from day to day; today is the last', async () => {
  const { page, close } = await harness.open('list');
  await openHistory(page);
  assert.equal(await title(page), 'Monday 23 November');
  await page.keyboard.press('ArrowRight');
  assert.equal(await title(page), 'Monday 23 November');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await title(page), 'Saturday 21 November');
  await page.keyboard.press('ArrowRight');
  assert.equal(await title(page), 'Sunday 22 November');
  await page.getByRole('button', { name: 'Go to Sat 21 Nov' }).click();
  assert.equal(await title(page), 'Saturday 21 November');
  await page.keyboard.press('t');
  assert.equal(await title(page), 'Monday 23 November');
  assert.equal(await page.getByRole('button', { name: 'Today' }).count(), 0);
  await close();
});

test('the timeline is one tab stop, and every bar has a label', async () => {
  const { page, close } = await harness.open('list');
  await openHistory(page);
  const grid = timeline(page);
  assert.equal(await grid.getAttribute('aria-rowcount'), '5');
  await page.getByRole('button', { name: 'Export CSV' }).focus();
  await page.keyboard.press('Tab');
  const name = () =>
    page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText);
  assert.match(await name(), /payments-prod\s*\/\s*AdministratorAccess/);
  await page.keyboard.press('ArrowRight');
  assert.match(await name(), /^08:10 to 08:55, 45 min, Production$/);
  await page.getByText('08:10:30 – 08:55:30').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByText('08:10:30 – 08:55:30').count(), 0);
  assert.equal(await title(page), 'Monday 23 November');
  await page.keyboard.press('ArrowDown');
  assert.match(await name(), /data-platform-dev/);
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('12 of 37 entries').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'searchbox');
  await close();
});

test('hours and bars are aligned, with a scrollbar and without', async () => {
  for (const state of ['list', 'portals']) {
    const { page, errors, close } = await harness.open(state);
    if (state === 'portals') await page.evaluate(addManyRoles);
    await openHistory(page);
    const [hours, row] = await page.evaluate(() =>
      ['.hours .plot', '.row .plot'].map((plot) => {
        const { left, right } = document.querySelector(`.timeline ${plot}`).getBoundingClientRect();
        return [left, right];
      }),
    );
    assert.deepEqual(hours, row);
    if (state === 'portals') {
      assert.equal(await timeline(page).getAttribute('aria-rowcount'), '300');
      assert.ok((await timeline(page).getByRole('row').count()) < 30);
      await timeline(page).getByRole('rowheader').first().focus();
      await page.keyboard.press('End');
      await settled(page);
      assert.match(await page.evaluate(() => document.activeElement.innerText), /Role299/);
      const now = await page.evaluate(() => document.querySelector('.now').getBoundingClientRect().height);
      assert.ok(now > 1000, `the line of now is ${now} px high`);
      await checkAppearance({ page, errors }, 'history-rows');
    }
    await close();
  }
});

test('entries are selected by keys, and shown in full', async () => {
  const { page, close } = await harness.open('list');
  await openHistory(page);
  await page.keyboard.press('/');
  await page.keyboard.type('terraform');
  await page.keyboard.press('ArrowDown');
  const details = page.getByRole('region', { name: 'Selected entry' });
  assert.match(
    plain(await details.innerText()),
    /Credentials issued[\s\S]*1112 3333 4344[\s\S]*terraform \(pid 8812\)[\s\S]*~\/infra/,
  );
  await page.keyboard.press('Escape');
  assert.equal(await details.count(), 0);
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('searchbox').inputValue(), '');
  await page.keyboard.press('Escape');
  await page.getByRole('grid', { name: 'All roles' }).waitFor();
  await close();
});

test('Tab reaches the entries, and End the first of the day', async () => {
  const { page, close } = await harness.open('list');
  await openHistory(page);
  await page.getByRole('button', { name: 'Show: All events' }).focus();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'row');
  await page.keyboard.press('End');
  await settled(page);
  assert.match(await page.evaluate(() => document.activeElement.innerText), /Signed in/);
  await page.keyboard.press('PageUp');
  await settled(page);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'row');
  await close();
});

test('entries are filtered by event; absent events are disabled', async () => {
  const { page, close } = await harness.open('list');
  await openHistory(page);
  await page.getByRole('button', { name: 'Show: All events' }).click();
  const entry = (text) => page.locator('[role^=menuitem]').filter({ hasText: text });
  assert.equal(await entry('Signed out').getAttribute('aria-disabled'), 'true');
  await entry('Console opened').click();
  await page.getByText('2 of 37 entries').waitFor();
  assert.equal(await entries(page).count(), 2);
  await close();
});

test('an export says to which file', async () => {
  const { page, close } = await harness.open('list');
  await openHistory(page);
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await page.getByRole('menuitem', { name: 'Monday 23 November' }).click();
  await page.getByText('Saved 37 entries to ~/Downloads/rolecall-history-2026-11-23.csv').waitFor();
  const [[, query]] = await calls(page, 'exportHistory');
  assert.deepEqual(query, { from: '2026-11-23T00:00:00.000Z', until: '2026-11-24T00:00:00.000Z' });
  await close();
});

test('new events appear above and in a row of their own, and what the user reads stays in place', async () => {
  const { page, close } = await harness.open('list');
  await openHistory(page);
  const frame = page.locator('.grid .viewport');
  await frame.evaluate((element) => (element.scrollTop = 340));
  await settled(page);
  const middle = () => page.evaluate(() => document.elementFromPoint(700, 500).closest('[role=row]').innerText);
  const before = await middle();
  await page.evaluate(() =>
    window.rolecallFake.startRoleSession({ origin: 'acme', accountId: '111666778388', roleName: 'Fresh' }, false),
  );
  await page.getByText('38 entries').waitFor();
  await settled(page);
  assert.equal(await middle(), before);
  await frame.evaluate((element) => (element.scrollTop = 0));
  await settled(page);
  assert.match(await entries(page).first().innerText(), /Started[\s\S]*Fresh/);
  await close();
});

test('of thousands of entries only those in view are rendered', async () => {
  const { page, close } = await harness.open('list', { query: { accounts: '1200' } });
  await openHistory(page);
  await page.getByText('4,037 entries').waitFor();
  assert.ok((await entries(page).count()) < 60);
  await page.getByRole('searchbox').fill('kubectl');
  await settled(page);
  const count = await entries(page).count();
  assert.ok(count > 0 && count < 60, `${count} rows are rendered`);
  await close();
});

test('a day of 25 hours and a 12-hour clock', async () => {
  const { page, errors, close } = await harness.open('list', {
    timezoneId: 'America/New_York',
    locale: 'en-US',
    query: { now: String(Date.parse('2026-11-01T22:30:00Z')) },
  });
  await openHistory(page);
  assert.equal(await title(page), 'Sunday, November 1');
  const [, query] = (await calls(page, 'history')).at(-1);
  assert.deepEqual(query, { from: '2026-11-01T04:00:00.000Z', until: '2026-11-02T05:00:00.000Z' });
  assert.match(await entries(page).first().innerText(), /5:2\d\sPM/);
  assert.deepEqual(errors, []);
  await close();
});

test('hostile programs, folders and details are shown as text', async () => {
  const { page, errors, close } = await harness.open('hostile');
  await openHistory(page);
  const names = await page.evaluate(() => window.rolecallFake.scenario.accounts.map(({ name }) => name));
  assert.ok(names.length >= 300);
  const shownNames = new Set();
  const frame = page.locator('.grid .viewport');
  const scrollHeight = await frame.evaluate((element) => element.scrollHeight);
  for (let top = 0; top <= scrollHeight; top += 300) {
    const rows = await frame.evaluate(async (element, to) => {
      element.scrollTop = to;
      // The list is updated in the next frame, and is painted by the one after.
      for (let frames = 0; frames < 3; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
      return [...element.querySelectorAll('.role')].map((role) => role.textContent);
    }, top);
    for (const text of rows) shownNames.add(text);
  }
  assert.deepEqual(
    names.filter((name) => !shownNames.has(name)),
    [],
  );
  for (const query of ['<script>', 'onerror', '\u202e', '🙂', '__proto__', '(', '*']) {
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill(query);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await settled(page);
    await page.keyboard.press('Escape');
  }
  await page.getByRole('searchbox').fill('');
  await timeline(page).getByRole('rowheader').first().click();
  await timeline(page).getByRole('gridcell').first().hover();
  await settled(page);
  assert.equal(await page.evaluate(() => window.__pwned), undefined);
  assert.deepEqual(errors, []);
  await checkAppearance({ page, errors }, 'history-hostile');
  await close();
});

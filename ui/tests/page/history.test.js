// The history: a day as a picture and as a list, by mouse, by keys and for those who hear it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { look, SIZES } from './checks.js';

let world;
before(async () => {
  world = await start();
});
after(() => world.stop());

const calls = (page, name) =>
  page.evaluate((wanted) => window.rolecallFake.calls.filter(([called]) => called === wanted), name);
const toHistory = async (page) => {
  await page.getByRole('button', { name: 'History' }).first().click();
  await page.waitForTimeout(120);
};
const title = (page) => page.getByRole('heading', { level: 1 }).innerText();
const entries = (page) => page.getByRole('grid', { name: 'What was done' }).getByRole('row');
const timeline = (page) => page.getByRole('grid', { name: /^Role sessions on/ });
const days = async (page, count) => {
  await toHistory(page);
  for (let day = 0; day < count; day += 1) await page.keyboard.press('ArrowLeft');
  await page.waitForTimeout(200);
};
const failing = async (page) => {
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

/** A day with more roles than have room. Runs in the page. */
const manyRoles = () => {
  const fake = window.rolecallFake;
  const told = fake.history;
  fake.history = async (query) => {
    const answer = await told(query);
    const span = answer.data.spans[0];
    answer.data.spans = Array.from({ length: 300 }, (_, at) => ({
      ...span,
      assignment: { ...span.assignment, roleName: `Role${at}` },
      from: new Date(Date.parse(span.from) + at * 1000).toISOString(),
    }));
    return answer;
  };
};

/** [name, state, what is done there, more of the address]. */
const views = [
  ['history', 'list', toHistory],
  [
    'history-tip',
    'list',
    async (page) => {
      await toHistory(page);
      await timeline(page).getByRole('gridcell').nth(1).hover();
      await page.waitForTimeout(60);
    },
  ],
  [
    'history-entry',
    'list',
    async (page) => {
      await toHistory(page);
      for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
    },
  ],
  [
    'history-search',
    'list',
    async (page) => {
      await toHistory(page);
      await page.keyboard.press('/');
      await page.keyboard.type('terra');
    },
  ],
  [
    'history-no-match',
    'list',
    async (page) => {
      await toHistory(page);
      await page.keyboard.press('/');
      await page.keyboard.type('zzz');
    },
  ],
  [
    'history-role',
    'list',
    async (page) => {
      await toHistory(page);
      await timeline(page).getByRole('rowheader').nth(1).click();
    },
  ],
  [
    'history-kinds',
    'list',
    async (page) => {
      await toHistory(page);
      await page.getByRole('button', { name: 'Show: All events' }).click();
    },
  ],
  [
    'history-export',
    'list',
    async (page) => {
      await toHistory(page);
      await page.getByRole('button', { name: 'Export CSV' }).click();
    },
  ],
  ['history-before', 'list', (page) => days(page, 5)],
  ['history-midnight', 'list', (page) => days(page, 12)],
  ['history-empty-day', 'list', (page) => days(page, 1)],
  ['history-never', 'nothing', toHistory],
  [
    'history-failed',
    'list',
    async (page) => {
      await failing(page);
      await toHistory(page);
    },
  ],
  [
    'history-failed-later',
    'list',
    async (page) => {
      await toHistory(page);
      await failing(page);
      await page.evaluate(() => window.rolecallFake.change(() => undefined));
      await page.waitForTimeout(600);
    },
  ],
  [
    'history-loading',
    'list',
    async (page) => {
      await page.evaluate(() => {
        window.rolecallFake.history = () => new Promise(() => undefined);
      });
      await toHistory(page);
      await page.waitForTimeout(350);
    },
  ],
  ['history-many', 'list', toHistory, { accounts: '1200' }],
  ['history-cut', 'list', toHistory, { accounts: '2000' }],
  ['history-twins', 'twins', toHistory],
  ['history-demo', 'demo', toHistory],
];

for (const [name, state, act, query = {}] of views) {
  for (const [width, height] of SIZES) {
    test(`${name} at ${width}`, async () => {
      const opened = await world.open(state, { width, height, query });
      await act(opened.page);
      await look(opened, name);
      await opened.close();
    });
  }
}

test('arrows go from day to day; today is the last', async () => {
  const { page, close } = await world.open('list');
  await toHistory(page);
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

test('the timeline is one stop of the Tab key, and says every bar', async () => {
  const { page, close } = await world.open('list');
  await toHistory(page);
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

test('hours and bars stand on one axis, with a scrollbar and without', async () => {
  for (const state of ['list', 'portals']) {
    const { page, wrong, close } = await world.open(state);
    if (state === 'portals') await page.evaluate(manyRoles);
    await toHistory(page);
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
      await page.waitForTimeout(60);
      assert.match(await page.evaluate(() => document.activeElement.innerText), /Role299/);
      const now = await page.evaluate(() => document.querySelector('.now').getBoundingClientRect().height);
      assert.ok(now > 1000, `the line of now is ${now} px high`);
      await look({ page, wrong }, 'history-rows');
    }
    await close();
  }
});

test('entries are gone through by keys, and told in full', async () => {
  const { page, close } = await world.open('list');
  await toHistory(page);
  await page.keyboard.press('/');
  await page.keyboard.type('terraform');
  await page.keyboard.press('ArrowDown');
  const details = page.getByRole('region', { name: 'The selected entry' });
  assert.match(
    await details.innerText(),
    /Credentials given[\s\S]*1112 3333 4344[\s\S]*terraform \(pid 8812\)[\s\S]*~\/infra/,
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
  const { page, close } = await world.open('list');
  await toHistory(page);
  await page.getByRole('button', { name: 'Show: All events' }).focus();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'row');
  await page.keyboard.press('End');
  await page.waitForTimeout(60);
  assert.match(await page.evaluate(() => document.activeElement.innerText), /Signed in/);
  await page.keyboard.press('PageUp');
  await page.waitForTimeout(60);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'row');
  await close();
});

test('a kind is chosen; what is not there cannot be', async () => {
  const { page, close } = await world.open('list');
  await toHistory(page);
  await page.getByRole('button', { name: 'Show: All events' }).click();
  const entry = (text) => page.locator('[role^=menuitem]').filter({ hasText: text });
  assert.equal(await entry('Signed out').getAttribute('aria-disabled'), 'true');
  await entry('Console opened').click();
  await page.getByText('2 of 37 entries').waitFor();
  assert.equal(await entries(page).count(), 2);
  await close();
});

test('what is exported is said with its place', async () => {
  const { page, close } = await world.open('list');
  await toHistory(page);
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await page.getByRole('menuitem', { name: 'Monday 23 November' }).click();
  await page.getByText('Saved 37 entries to ~/Downloads/rolecall-history-2026-11-23.csv').waitFor();
  const [[, query]] = await calls(page, 'exportHistory');
  assert.deepEqual(query, { from: '2026-11-23T00:00:00.000Z', until: '2026-11-24T00:00:00.000Z' });
  await close();
});

test('what happens now appears above and in a row of its own, and nothing that is read moves', async () => {
  const { page, close } = await world.open('list');
  await toHistory(page);
  const frame = page.locator('.lines .frame');
  await frame.evaluate((element) => (element.scrollTop = 340));
  await page.waitForTimeout(60);
  const middle = () => page.evaluate(() => document.elementFromPoint(700, 500).closest('[role=row]').innerText);
  const before = await middle();
  await page.evaluate(() =>
    window.rolecallFake.startRoleSession({ portal: 'acme', accountId: '111666778388', roleName: 'Fresh' }),
  );
  await page.getByText('38 entries').waitFor();
  await page.waitForTimeout(60);
  assert.equal(await middle(), before);
  await frame.evaluate((element) => (element.scrollTop = 0));
  await page.waitForTimeout(60);
  assert.match(await entries(page).first().innerText(), /Started[\s\S]*Fresh/);
  await close();
});

test('only what is in view is made of thousands', async () => {
  const { page, close } = await world.open('list', { query: { accounts: '1200' } });
  await toHistory(page);
  await page.getByText('4,037 entries').waitFor();
  assert.ok((await entries(page).count()) < 60);
  const took = await page.evaluate(async () => {
    const input = document.querySelector('[role=searchbox]');
    const times = [];
    for (const query of ['k', 'ku', 'kub', 'kube', 'kubec', 'kubectl']) {
      const from = performance.now();
      input.value = query;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await new Promise((go) => queueMicrotask(go));
      void document.body.offsetHeight;
      times.push(performance.now() - from);
      await new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
    }
    return times.sort((one, other) => one - other)[3];
  });
  console.log(`# keystroke over 4,000 entries: median ${took.toFixed(1)} ms`);
  assert.ok(took < 48, `the median is ${took} ms`);
  await close();
});

test('a day of 25 hours and a clock that counts to twelve', async () => {
  const { page, wrong, close } = await world.open('list', {
    timezoneId: 'America/New_York',
    locale: 'en-US',
    query: { now: String(Date.parse('2026-11-01T22:30:00Z')) },
  });
  await toHistory(page);
  assert.equal(await title(page), 'Sunday, November 1');
  const [, query] = (await calls(page, 'history')).at(-1);
  assert.deepEqual(query, { from: '2026-11-01T04:00:00.000Z', until: '2026-11-02T05:00:00.000Z' });
  assert.match(await entries(page).first().innerText(), /5:2\d\sPM/);
  assert.deepEqual(wrong, []);
  await close();
});

test('hostile programs, folders and details are shown as text', async () => {
  const { page, wrong, close } = await world.open('hostile');
  await toHistory(page);
  const names = await page.evaluate(() => window.rolecallFake.scenario.accounts.map(({ name }) => name));
  assert.ok(names.length >= 300);
  const seen = new Set();
  const frame = page.locator('.lines .frame');
  const whole = await frame.evaluate((element) => element.scrollHeight);
  for (let top = 0; top <= whole; top += 300) {
    const rows = await frame.evaluate(async (element, to) => {
      element.scrollTop = to;
      // The list hears of it in the next frame, and is drawn by the one after.
      for (let frames = 0; frames < 3; frames += 1) await new Promise((go) => requestAnimationFrame(go));
      return [...element.querySelectorAll('.role')].map((role) => role.textContent);
    }, top);
    for (const text of rows) seen.add(text);
  }
  assert.deepEqual(
    names.filter((name) => !seen.has(name)),
    [],
  );
  for (const query of ['<script>', 'onerror', '\u202e', '🙂', '__proto__', '(', '*']) {
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill(query);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(30);
    await page.keyboard.press('Escape');
  }
  await page.getByRole('searchbox').fill('');
  await timeline(page).getByRole('rowheader').first().click();
  await timeline(page).getByRole('gridcell').first().hover();
  await page.waitForTimeout(60);
  assert.equal(await page.evaluate(() => window.__pwned), undefined);
  assert.deepEqual(wrong, []);
  await look({ page, wrong }, 'history-hostile');
  await close();
});

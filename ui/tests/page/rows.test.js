// The rows of the list: what they show at every size, what they are called, and that they stay where they are.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { pressAlone, settled } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

/** The last is 1080 × 720 at a zoom of 200 %. */
const SIZES = [
  [1600, 1000],
  [1080, 720],
  [720, 480],
  [540, 360],
];
const show = (name) => (page) =>
  page
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .first()
    .click();
const VIEWS = {
  'All roles': show('All roles'),
  Active: show('Active'),
  Favourites: show('Favourites'),
  Recent: show('Recent'),
  search: (page) => page.getByRole('searchbox').fill('a'),
};

/** What of each row is cut or lies outside of its row. */
const rowFaults = () => {
  const faults = [];
  // A role of two lines takes that of its account.
  const isTaken = (element) => element.closest('.account, .facts')?.clientHeight === 0;
  const isShown = (element) => element.getClientRects().length > 0 && !isTaken(element);
  for (const row of document.querySelectorAll('.selectable-row')) {
    const within = row.getBoundingClientRect();
    const role = row.querySelector('bdi.role, .role > bdi');
    const text = role.textContent;
    if (role.scrollWidth > role.clientWidth) faults.push(`${text} is cut by ${role.scrollWidth - role.clientWidth}`);
    if (role.scrollHeight > role.clientHeight + 2) faults.push(`${text} is cut below`);
    const range = document.createRange();
    range.selectNodeContents(role);
    const { right } = range.getBoundingClientRect();
    for (let cut = role; cut !== row; cut = cut.parentElement) {
      if (right > cut.getBoundingClientRect().right + 1) faults.push(`${text} is cut by ${cut.className}`);
    }
    for (const id of [...row.querySelectorAll('.id')].filter(isShown)) {
      const { height, right: end } = id.getBoundingClientRect();
      if (height > 20) faults.push(`the id of ${text} has two lines`);
      if (end > row.querySelector('.names').getBoundingClientRect().right) faults.push(`the id of ${text} is cut`);
    }
    for (const part of [...row.querySelectorAll('span, bdi')].filter(isShown)) {
      if (part.classList.contains('visually-hidden') || part.closest('.result-keys') !== null) continue;
      const { top, bottom } = part.getBoundingClientRect();
      if (top < within.top - 1 || bottom > within.bottom + 1) faults.push(`${part.className} leaves its row`);
    }
  }
  return faults;
};

for (const [width, height] of SIZES) {
  for (const [name, prepare] of Object.entries(VIEWS)) {
    for (const withDetails of [false, true]) {
      test(`no role is cut in ${name} at ${width}, details ${withDetails ? 'shown' : 'hidden'}`, async () => {
        const { page, close } = await harness.open('longNames', { width, height, timers: 'running' });
        await prepare(page);
        const rows = page.locator('.selectable-row');
        await rows.first().waitFor();
        await settled(page);
        const details = page.getByRole('complementary', { name: 'Details' });
        if ((await details.count()) > 0 !== withDetails) {
          await page.keyboard.press('ArrowDown');
          await pressAlone(page, 'i');
        }
        await settled(page);
        assert.equal((await details.count()) > 0, withDetails);
        assert.ok((await rows.count()) >= 5);
        assert.deepEqual(await page.evaluate(rowFaults), []);
        await close();
      });
    }
  }
}

test('two portals with one account are told apart at every size', async () => {
  for (const [width, height] of SIZES) {
    const { page, close } = await harness.open('longNames', { width, height });
    await page.getByRole('searchbox').fill('emea-00000');
    await settled(page);
    const portals = await page.locator('.selectable-row .portal').evaluateAll((each) =>
      // A role of two lines takes that of its account, whose names are its tooltip then.
      each
        .filter((portal) => portal.closest('.facts').clientHeight > 0)
        .map((portal) => {
          const { left, width } = portal.getBoundingClientRect();
          const names = portal.closest('.names').getBoundingClientRect();
          return [portal.textContent, width > 20 && left + width <= names.right + 1];
        }),
    );
    assert.deepEqual([...new Set(portals.map(([name]) => name))].sort(), ['acme', 'acme-government-west']);
    assert.ok(
      portals.every(([, isShown]) => isShown),
      `${width}: ${JSON.stringify(portals)}`,
    );
    await close();
  }
});

/** Makes a change, and waits until the list has another number of rows. */
async function changed(page, change) {
  const rowCount = () => page.getByRole('grid').getAttribute('aria-rowcount');
  const before = await rowCount();
  await change();
  await page.waitForFunction(
    (count) => document.querySelector('[role=grid]').getAttribute('aria-rowcount') !== count,
    before,
  );
}

/** Adds accounts at the front, as a refresh does. */
const addAccounts = (page, count) =>
  changed(page, () =>
    page.evaluate((wanted) => {
      const { rolecallFake: fake } = window;
      const [first] = fake.scenario.accounts;
      for (let number = 0; number < wanted; number += 1) {
        const accountId = String(200_000_000_000 + fake.scenario.accounts.length);
        const roles = first.roles.map((role) => ({ ...role, alias: null, favourite: false }));
        fake.scenario.accounts.unshift({ ...first, accountId, name: `arrived-${accountId}`, roles });
      }
      fake.change((snapshot) => {
        snapshot.catalogue = { ...snapshot.catalogue, revision: snapshot.catalogue.revision + 1 };
      });
    }, count),
  );
const removeAccounts = (page, from, count) =>
  changed(page, () =>
    page.evaluate(
      ([at, removed]) => {
        window.rolecallFake.scenario.accounts.splice(at, removed);
        window.rolecallFake.change((snapshot) => {
          snapshot.catalogue = { ...snapshot.catalogue, revision: snapshot.catalogue.revision + 1 };
        });
      },
      [from, count],
    ),
  );

/** The name of the row at a point of the list, from its top left. */
const rowAt = (page, y) =>
  page.evaluate((below) => {
    const { left, top } = document.querySelector('.viewport').getBoundingClientRect();
    return document
      .elementFromPoint(left + 120, top + below)
      .closest('[role=row]')
      ?.getAttribute('aria-label');
  }, y);
const pointAt = async (page, y) => {
  const { x, y: top } = await page.locator('.viewport').boundingBox();
  await page.mouse.move(x + 120, top + y);
};
const scrollTo = async (page, top) => {
  await page.evaluate((to) => {
    document.querySelector('.viewport').scrollTop = to;
  }, top);
  await settled(page);
};

test('rows that arrive and leave above do not move those in view', async () => {
  const { page, close } = await harness.open('list');
  await scrollTo(page, 1000);
  const shown = [await rowAt(page, 20), await rowAt(page, 100), await rowAt(page, 300)];
  await addAccounts(page, 5);
  await settled(page);
  assert.deepEqual([await rowAt(page, 20), await rowAt(page, 100), await rowAt(page, 300)], shown);
  await removeAccounts(page, 0, 5);
  await settled(page);
  assert.deepEqual([await rowAt(page, 20), await rowAt(page, 100), await rowAt(page, 300)], shown);
  await close();
});

test('the row under the pointer stays there, at the top of the list, too', async () => {
  const { page, close } = await harness.open('list', { query: { accounts: '12' } });
  await pointAt(page, 160);
  const row = await rowAt(page, 160);
  assert.match(row, /payments-staging/);
  await addAccounts(page, 3);
  await settled(page);
  assert.equal(await rowAt(page, 160), row);
  await removeAccounts(page, 0, 3);
  await settled(page);
  assert.equal(await rowAt(page, 160), row);
  // Rows above leave while none is scrolled out of view.
  await removeAccounts(page, 0, 1);
  await settled(page);
  assert.equal(await rowAt(page, 160), row);
  const { x, y } = await page.locator('.viewport').boundingBox();
  await page.mouse.move(x + 120, y - 60);
  await settled(page);
  assert.equal(await page.evaluate(() => document.querySelector('.viewport').scrollTop), 0);
  assert.match(await rowAt(page, 20), /payments-staging/);
  await close();
});

test('a row that was just reached by key stays there, and keeps the selection and the focus', async () => {
  const { page, close } = await harness.open('list', { query: { accounts: '12' } });
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowDown');
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      return [activeElement.getAttribute('aria-label'), activeElement.getBoundingClientRect().top];
    });
  const before = await focused();
  await page.keyboard.press('Shift');
  await addAccounts(page, 3);
  await settled(page);
  assert.deepEqual(await focused(), before);
  assert.equal(
    await page.locator('[role=row][aria-selected=true]').getAttribute('aria-label'),
    before[0],
    'another row is selected',
  );
  await close();
});

test('a role session that is renewed under the pointer keeps its place until the pointer leaves', async () => {
  const { page, close } = await harness.open('list');
  await show('Active')(page);
  const names = () => page.locator('.selectable-row .role').allTextContents();
  const first = await names();
  await pointAt(page, 10);
  const row = (await rowAt(page, 10)).split(',')[0];
  await page.keyboard.press('ArrowDown');
  await page.evaluate(() => {
    const { rolecallFake: fake } = window;
    const [ending] = [...fake.scenario.snapshot.roleSessions].sort((a, b) =>
      a.credentialsEnd.localeCompare(b.credentialsEnd),
    );
    return fake.renewRoleSession(ending.roleKey);
  });
  await settled(page);
  assert.deepEqual(await names(), first);
  assert.equal((await rowAt(page, 10)).split(',')[0], row);
  const { x, y } = await page.locator('.viewport').boundingBox();
  await page.mouse.move(x + 120, y - 60);
  await page.waitForFunction(
    (name) => !document.querySelector('.selectable-row').getAttribute('aria-label').startsWith(name),
    row,
  );
  await close();
});

test('role sessions are in the order of the time that they show', async () => {
  const { page, close } = await harness.open('phases');
  await show('Active')(page);
  await page.getByText('Running', { exact: true }).waitFor();
  const texts = await page.locator('.selectable-row .time-remaining > [aria-hidden=true]').allInnerTexts();
  const minutes = texts.map((text) => Number.parseInt(text, 10)).filter((each) => !Number.isNaN(each));
  assert.ok(minutes.length >= 7);
  assert.deepEqual(
    minutes,
    [...minutes].sort((a, b) => a - b),
  );
  // Half a minute is rounded up until some of it has passed.
  assert.ok(minutes.includes(31) || minutes.includes(32), 'the one whose limit comes before its credentials expire');
  await close();
});

test('what happens to a role session at its end is written beside its time', async () => {
  for (const [width, height] of SIZES) {
    const { page, close } = await harness.open('phases', { width, height });
    await show('Active')(page);
    await page.locator('.selectable-row').first().waitFor();
    const cut = await page
      .locator('.summary')
      .evaluateAll(
        (each) => each.filter((part) => part.scrollWidth > part.clientWidth || part.clientWidth < 20).length,
      );
    assert.equal(cut, 0, `at ${width}`);
    await close();
  }
});

test('a row is called by its account, environment, role, labels and state', async () => {
  const { page, close } = await harness.open('list');
  const row = (name) => page.getByRole('row', { name, exact: true });
  const name = 'payments-prod, production, AdministratorAccess, alias pay-admin, favourite, 42 min left, renews';
  await row(name).waitFor();
  await row('payments-prod, 1112 3333 4344, production').waitFor();
  await row('payments-prod, production, BillingAnalyst').waitFor();
  await row(
    'data-platform-dev, development, DataEngineer, alias dpe, favourite, default, 55 min left, renews',
  ).waitFor();
  for (const view of ['Active', 'Favourites', 'Recent']) {
    await show(view)(page);
    await row(name).waitFor();
  }
  await close();
});

test('rows of accounts with one name are called by what tells them apart', async () => {
  const { page, close } = await harness.open('sameNames');
  const names = await page
    .locator('[role=row]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')));
  const twins = names.filter((name) => name.startsWith('twin'));
  assert.ok(twins.length >= 12);
  assert.equal(new Set(twins).size, twins.length, twins.join('\n'));
  await close();
});

test('the account of the first row stays at the top', async () => {
  const { page, errors, close } = await harness.open('list');
  assert.equal(await page.locator('.viewport.scrolled').count(), 0);
  await scrollTo(page, 72);
  assert.equal(await rowAt(page, 10), 'payments-prod, 1112 3333 4344, production');
  assert.equal(await page.locator('.viewport.scrolled').count(), 1);
  assert.equal(await page.getByRole('row', { name: 'payments-prod, 1112 3333 4344, production' }).count(), 1);
  // The next account pushes it out of view.
  await scrollTo(page, 36 * 4 - 10);
  assert.equal(await rowAt(page, 4), 'payments-prod, 1112 3333 4344, production');
  assert.match(await rowAt(page, 20), /^payments-staging, \d/);
  await scrollTo(page, 36 * 5);
  assert.match(await rowAt(page, 10), /^payments-staging, \d/);
  // No key leads to a row below it.
  await page.locator('.selectable-row').nth(8).click();
  for (let step = 0; step < 7; step += 1) {
    await page.keyboard.press('ArrowUp');
    const covered = await page.evaluate(() => {
      const { left, top, height } = document.activeElement.getBoundingClientRect();
      return document.elementFromPoint(left + 120, top + height / 4).closest('[role=row]') !== document.activeElement;
    });
    assert.equal(covered, false, `after ${step} keys`);
  }
  assert.deepEqual(errors, []);
  await close();
});

/** Whether something lies over the focused row. */
const focusedRowIsCovered = (page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    const row = activeElement.getBoundingClientRect();
    const view = document.querySelector('.viewport').getBoundingClientRect();
    if (row.top < view.top || row.bottom > view.bottom) return true;
    return [...document.querySelectorAll('[data-covers-list]')].some((cover) => {
      const { left, right, top, bottom } = cover.getBoundingClientRect();
      return left < row.right && right > row.left && top < row.bottom && bottom > row.top;
    });
  });

test('neither the toolbar of the selection nor a toast covers the focused row', async () => {
  for (const [width, height] of [
    [1080, 720],
    [720, 480],
  ]) {
    const { page, close } = await harness.open('list', { width, height });
    await page.keyboard.press('ArrowDown');
    for (let step = 0; step < 14; step += 1) {
      await page.keyboard.press('Shift+ArrowDown');
      await settled(page);
      assert.equal(await focusedRowIsCovered(page), false, `after ${step + 1} rows at ${width}`);
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await page.keyboard.press('c');
    await page.getByRole('menuitem', { name: 'fish', exact: true }).press('Enter');
    await page
      .getByText(/Copied/)
      .first()
      .waitFor();
    await settled(page);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'row');
    assert.equal(await focusedRowIsCovered(page), false, `by a toast at ${width}`);
    await close();
  }
});

test('the skeletons of a list that is loading move, unless motion is reduced', async () => {
  for (const [reducedMotion, moves] of [
    ['no-preference', true],
    ['reduce', false],
  ]) {
    const { page, close } = await harness.open('loading', { reducedMotion });
    await page.getByText('Loading your accounts…').waitFor();
    const running = await page.evaluate(
      () => document.getAnimations().filter(({ effect }) => effect.target.closest('.skeletons')).length,
    );
    assert.equal(running > 0, moves);
    await close();
  }
});

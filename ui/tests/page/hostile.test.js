// Hostile names: shown unchanged in every view, and never executed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { pressAlone, settled } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

const pwned = (page) => page.evaluate(() => window.__pwned);

/** The names of the scenario. A text node shows its characters unchanged. */
async function expectedNames(page) {
  return page.evaluate(() => {
    const { accounts } = window.rolecallFake.scenario;
    return accounts.map((account) => ({ name: account.name, role: account.roles[0].name }));
  });
}

test('every name is shown unchanged, and none is executed', async () => {
  const { page, errors, close } = await harness.open('hostile');
  const expected = await expectedNames(page);
  assert.ok(expected.length >= 300, `only ${expected.length} names`);
  const grid = page.getByRole('grid');
  await grid.waitFor();
  const roleByRow = new Map();
  const scrollHeight = await page.evaluate(() => document.querySelector('.viewport').scrollHeight);
  for (let top = 0; top <= scrollHeight; top += 300) {
    await page.evaluate((to) => {
      document.querySelector('.viewport').scrollTop = to;
    }, top);
    // Scrolled, rendered and painted.
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
    );
    const rows = await page.evaluate(() =>
      [...document.querySelectorAll('.selectable-row')].map((row) => [
        Number(row.dataset.index),
        row.querySelector('.role bdi').textContent,
      ]),
    );
    for (const [at, text] of rows) roleByRow.set(at, text);
  }
  const shown = [...roleByRow.entries()].sort(([a], [b]) => a - b).map(([, text]) => text);
  assert.deepEqual(
    shown,
    expected.map(({ role }) => role),
  );
  assert.equal(await pwned(page), undefined);
  assert.deepEqual(errors, []);
  await close();
});

test('they have no effect while searched, selected, copied, opened, started and removed', async () => {
  const { page, errors, close } = await harness.open('hostile', { timers: 'running' });
  for (const query of ['<script>', 'onerror', '\u202e', 'مرحبا', '🙂', '__proto__', '\\', '(', '[', '*', '$&']) {
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill(query);
    await settled(page);
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowDown');
    await pressAlone(page, 'i', 'Space', 'f');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Escape');
    await pressAlone(page, 'c');
    await settled(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+F10');
    await page.keyboard.press('Escape');
    await pressAlone(page, 'd');
    await page.keyboard.press('Escape');
  }
  for (const filter of ['Active', 'Favourites', 'Recent'])
    await page.getByRole('button', { name: filter }).first().click();
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: /^Remove </ }).click();
  await page.keyboard.press('Escape');
  assert.equal(await pwned(page), undefined);
  assert.deepEqual(errors, []);
  await close();
});

test('labels, notices, confirmations and the default are shown unchanged', async () => {
  const { page, errors, close } = await harness.open('hostile');
  const [first] = await expectedNames(page);
  await page.getByRole('grid').waitFor();
  await page.evaluate(() =>
    window.rolecallFake.change((snapshot) => {
      snapshot.problems = [];
      snapshot.roleSessions = snapshot.roleSessions.slice(0, 1);
    }),
  );
  await page.getByText('3 programs still use').waitFor();
  assert.ok((await page.getByRole('contentinfo').innerText()).includes(first.role.slice(0, 20)));
  await page.getByRole('row').nth(1).click();
  const { name, note, alias, tags } = await page.evaluate(() => {
    const [account] = window.rolecallFake.scenario.accounts;
    return { ...account.roles[0], tags: account.tags };
  });
  assert.equal(await page.getByRole('textbox', { name: 'Note' }).inputValue(), note);
  assert.equal(await page.getByRole('textbox', { name: 'Alias' }).inputValue(), alias);
  assert.equal(await page.getByRole('textbox', { name: 'Tags' }).inputValue(), tags[0]);
  await page.evaluate(() =>
    window.rolecallFake.change((snapshot) => {
      snapshot.settings = { ...snapshot.settings, askBeforeProduction: true };
    }),
  );
  await page.getByRole('row').nth(1).dblclick();
  const sheet = page.getByRole('dialog', { name: 'Production account' });
  await sheet.waitFor();
  assert.equal(await sheet.locator('bdi').first().textContent(), name);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Active/ }).click();
  await page.keyboard.press('Control+q');
  await page.getByRole('dialog', { name: 'Quit Rolecall?' }).waitFor();
  assert.equal(await pwned(page), undefined);
  assert.deepEqual(errors, []);
  await close();
});

test('the sentinel and the policy detect what is executed', async () => {
  const { page, errors, close } = await harness.open('list');
  const reported = page.waitForEvent('console', (message) => message.text().includes('Content Security Policy'));
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.__pwned = 1';
    document.body.append(script);
  });
  await reported;
  assert.equal(await pwned(page), undefined, 'the policy lets an inline script run');
  assert.ok(errors.some((text) => text.includes('Content Security Policy')));
  await page.evaluate(() => {
    window.__pwned = 1;
  });
  assert.equal(await pwned(page), 1);
  await close();
});

// Names as nobody should give them: shown byte for byte, in every view, and nothing of them ever runs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';

let world;
before(async () => {
  world = await start();
});
after(() => world.stop());

const pwned = (page) => page.evaluate(() => window.__pwned);

/** What HTML makes of a text node's characters is nothing: the text is there as it was given. */
async function shownAsGiven(page) {
  return page.evaluate(() => {
    const { accounts } = window.rolecallFake.scenario;
    return accounts.map((account) => ({ name: account.name, role: account.roles[0].name }));
  });
}

test('every name is shown as it was given, and none runs', async () => {
  const { page, wrong, close } = await world.open('hostile');
  const given = await shownAsGiven(page);
  assert.ok(given.length >= 300, `only ${given.length} names`);
  const grid = page.getByRole('grid');
  await grid.waitFor();
  const seen = new Map();
  const wide = await page.evaluate(() => document.querySelector('.frame').scrollHeight);
  for (let top = 0; top <= wide; top += 300) {
    await page.evaluate((to) => {
      document.querySelector('.frame').scrollTop = to;
    }, top);
    // Scrolled, told, and made.
    await page.evaluate(
      () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go)))),
    );
    const rows = await page.evaluate(() =>
      [...document.querySelectorAll('.line.row')].map((row) => [
        Number(row.dataset.index),
        row.querySelector('.role bdi').textContent,
      ]),
    );
    for (const [at, text] of rows) seen.set(at, text);
  }
  const shown = [...seen.entries()].sort(([one], [other]) => one - other).map(([, text]) => text);
  assert.deepEqual(
    shown,
    given.map(({ role }) => role),
  );
  assert.equal(await pwned(page), undefined);
  assert.deepEqual(wrong, []);
  await close();
});

test('they do nothing while searched, chosen, copied, opened, started and removed', async () => {
  const { page, wrong, close } = await world.open('hostile');
  for (const query of ['<script>', 'onerror', '\u202e', 'مرحبا', '🙂', '__proto__', '\\', '(', '[', '*', '$&']) {
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill(query);
    await page.waitForTimeout(30);
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('i');
    await page.keyboard.press('Space');
    await page.keyboard.press('f');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await page.waitForTimeout(30);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+F10');
    await page.keyboard.press('Escape');
    await page.keyboard.press('d');
    await page.keyboard.press('Escape');
  }
  for (const room of ['Active', 'Favourites', 'Recent']) await page.getByRole('button', { name: room }).first().click();
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: /^Remove </ }).click();
  await page.keyboard.press('Escape');
  assert.equal(await pwned(page), undefined);
  assert.deepEqual(wrong, []);
  await close();
});

test('labels, notices, questions and the default are shown as they were given', async () => {
  const { page, wrong, close } = await world.open('hostile');
  const [first] = await shownAsGiven(page);
  await page.getByRole('grid').waitFor();
  await page.evaluate(() =>
    window.rolecallFake.change((snapshot) => {
      snapshot.problems = [];
      snapshot.roleSessions = snapshot.roleSessions.slice(0, 1);
    }),
  );
  await page.getByText('3 programs still hold').waitFor();
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
  const sheet = page.getByRole('dialog', { name: 'This is production' });
  await sheet.waitFor();
  assert.equal(await sheet.locator('bdi').first().textContent(), name);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Active/ }).click();
  await page.keyboard.press('Control+q');
  await page.getByRole('dialog', { name: 'Quit Rolecall?' }).waitFor();
  assert.equal(await pwned(page), undefined);
  assert.deepEqual(wrong, []);
  await close();
});

test('the sentinel and the policy see what does run', async () => {
  const { page, wrong, close } = await world.open('list');
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.__pwned = 1';
    document.body.append(script);
  });
  await page.waitForTimeout(50);
  assert.equal(await pwned(page), undefined, 'the policy lets an inline script run');
  assert.ok(wrong.some((text) => text.includes('Content Security Policy')));
  await page.evaluate(() => {
    window.__pwned = 1;
  });
  assert.equal(await pwned(page), 1);
  await close();
});

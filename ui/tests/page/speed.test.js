// How long a keystroke takes in a long list, compared with plain work on as many texts in the same run: a busy or slow machine
// slows both.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

/**
 * Types the queries. Returns the median and the worst time of a keystroke, from the input to the finished layout without waiting for the screen,
 * and the median time of the plain work: folding the case of `texts` texts and searching each for one character after the other.
 */
const typing = (page, queries, texts) =>
  page.evaluate(
    async ([all, count]) => {
      const input = document.querySelector('[role=searchbox]');
      const names = Array.from({ length: count }, (_, at) => `Platform-${at}-Production / AdministratorAccess`);
      const wanted = Array.from('payments-prod adm');
      const plainWork = () => {
        let found = 0;
        for (const name of names) {
          const folded = name.toLowerCase();
          let from = 0;
          for (const character of wanted) from = Math.max(folded.indexOf(character, from), from);
          found += from;
        }
        return found;
      };
      const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
      const keystrokes = [];
      const plain = [];
      for (const query of all) {
        const before = performance.now();
        plainWork();
        const from = performance.now();
        input.value = query;
        input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        await new Promise((resolve) => queueMicrotask(resolve));
        await Promise.resolve();
        void document.body.offsetHeight;
        keystrokes.push(performance.now() - from);
        plain.push(from - before);
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      }
      return { keystroke: median(keystrokes), worst: Math.max(...keystrokes), plain: median(plain) };
    },
    [queries, texts],
  );

const steps = (query) => Array.from(query, (_, at) => query.slice(0, at + 1));

/** Types a query forward and back; fails when a keystroke takes more than `factor` times the plain work. */
async function checkTyping(page, query, rows, factor) {
  const forward = steps(query);
  await typing(page, forward, rows);
  const { keystroke, worst, plain } = await typing(page, [...forward, ...forward.toReversed(), ...forward], rows);
  console.log(
    `# keystroke over ${rows.toLocaleString('en')} rows: median ${keystroke.toFixed(1)} ms, worst ${worst.toFixed(1)} ms, ` +
      `${(keystroke / plain).toFixed(1)} times the plain work`,
  );
  assert.ok(keystroke < factor * plain, `${keystroke} ms against ${plain} ms of plain work`);
}

test('search in 20,000 rows', async () => {
  const { page, close } = await harness.open('list', { query: { accounts: '5000', roles: '4' } });
  await page.getByRole('grid').waitFor();
  await checkTyping(page, 'payments-prod adm', 20_000, 8);
  assert.ok((await page.getByRole('row').count()) < 60, 'rows that are not in view are rendered');
  await close();
});

test('search in 4,000 events', async () => {
  const { page, close } = await harness.open('list', { query: { accounts: '1200' } });
  await page.getByRole('button', { name: 'History' }).first().click();
  await page.getByText('4,037 entries').waitFor();
  await checkTyping(page, 'kubectl', 4037, 30);
  await close();
});

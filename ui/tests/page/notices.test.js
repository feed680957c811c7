// Notices: one bar over the end of every view, which moves nothing, and from which all can be read and dismissed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { checkAppearance, SIZES } from './checks.js';
import { change, settled } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

test('the notices of one cause are one bar; all can be read and dismissed', async () => {
  const { page, errors, close } = await harness.open('phases', { width: 720, height: 480 });
  await change(
    page,
    `const [retrying] = snapshot.roleSessions.filter(({ phase }) => phase.state === 'retrying');
     snapshot.roleSessions = [...snapshot.roleSessions, ...Array.from({ length: 11 }, (_, at) => ({
       ...retrying, roleKey: { ...retrying.roleKey, roleName: 'Role' + at } }))];`,
  );
  const bar = page.locator('.notice-bar');
  await bar.getByText('Rolecall could not reach AWS — 12 role sessions affected').waitFor();
  assert.equal(await bar.count(), 1);
  assert.equal((await bar.boundingBox()).height, 36);
  await bar.getByRole('button', { name: 'Show all 2 notices' }).press('Enter');
  const all = page.getByRole('dialog', { name: 'Notices' });
  assert.equal(await all.getByRole('group').count(), 13);
  for (let left = 13; left > 0; left -= 1) {
    const dismiss = all.getByRole('button', { name: 'Dismiss' }).last();
    await dismiss.scrollIntoViewIfNeeded();
    await dismiss.click();
  }
  assert.equal(await bar.count(), 0);
  assert.deepEqual(errors, []);
  await close();
});

const showNotice = async (page) => {
  await change(
    page,
    `snapshot.problems = [{
       code: 'keychainLocked', summary: 'Your keychain is locked.', advice: 'Unlock it.',
       recovery: { action: 'unlockKeychain' }, reference: 'keychainLocked/1' }];`,
  );
  await page.locator('.notice-bar').getByText('Your keychain is locked.').waitFor();
  await settled(page);
};
/** Where everything is that one can point at, besides the notice and what is to be announced. */
const places = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('main :is(button, input, [role=row], h1, h2, dd)')]
      .filter((element) => !element.closest('.bar-space'))
      .map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [element.textContent, x, y, width, height].join(' ');
      }),
  );

for (const [width, height] of SIZES) {
  test(`nothing moves in any view when a notice appears and goes, at ${width}`, async () => {
    const click = (name) => (page) => page.getByRole('button', { name }).first().click();
    const views = {
      list: click('All roles'),
      active: click('Active'),
      scrolled: (page) => page.evaluate(() => (document.querySelector('.viewport').scrollTop = 1000)),
      history: click('History'),
      settings: click('Settings'),
      connect: click('Add a portal'),
    };
    for (const [name, show] of Object.entries(views)) {
      const { page, errors, close } = await harness.open('list', { width, height });
      await show(page);
      await settled(page);
      const before = await places(page);
      assert.ok(before.length > 5);
      await showNotice(page);
      assert.deepEqual(await places(page), before, `${name}: appears`);
      await checkAppearance({ page, errors }, `notice-${name}`);
      await page.getByRole('button', { name: 'Dismiss' }).click();
      await settled(page);
      assert.equal(await page.locator('.notice-bar').count(), 0);
      assert.deepEqual(await places(page), before, `${name}: goes`);
      await close();
    }
  });
}

test('with a notice, the first and the last row of the list can be used', async () => {
  for (const accounts of ['1', '40']) {
    const { page, close } = await harness.open('list', { height: 480, query: { accounts } });
    await showNotice(page);
    const rows = page.locator('.selectable-row');
    await rows.first().click();
    assert.equal(await page.locator('.viewport').evaluate(({ scrollTop }) => scrollTop), 0);
    await page.keyboard.press('End');
    await settled(page);
    const [row, bar] = [await rows.last().boundingBox(), await page.locator('.notice-bar').boundingBox()];
    assert.ok(row.y + row.height <= bar.y);
    await close();
  }
});

test('a signed-out portal is no notice while another works', async () => {
  const { page, close } = await harness.open('portals');
  await page.getByRole('button', { name: 'Sign in to acme-gov' }).waitFor();
  await page.getByText('Rolecall could not reach AWS').waitFor();
  assert.equal(await page.getByText('You are signed out of').count(), 0);
  await close();
});

test('one sentence is not shown twice while AWS is unreachable', async () => {
  const { page, close } = await harness.open('offline');
  await page.evaluate(() => {
    const { scenario } = window.rolecallFake;
    scenario.refusal = scenario.snapshot.portals[0].problem;
  });
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  const said = await page.getByText('Rolecall could not reach AWS.').count();
  assert.equal(said, 1);
  await close();
});

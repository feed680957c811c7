// Connecting a portal and signing in: each field says what is wrong with it, nothing moves, and the end of a sign-in is seen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from './browser.js';
import { axeViolations, checkAppearance, SIZES } from './checks.js';
import { addressParsed, calls, settled } from './queries.js';

let harness;
before(async () => {
  harness = await start();
});
after(() => harness.stop());

const address = (page) => page.getByRole('textbox', { name: 'Portal address' });
const region = (page) => page.getByRole('combobox', { name: 'Region' });
const name = (page) => page.getByRole('textbox', { name: 'Name' });
const submit = (page) => page.getByRole('button', { name: 'Sign in with your browser' });
const typeAddress = async (page, text) => {
  await page.keyboard.type(text);
  await addressParsed(page);
  await settled(page);
};
const focusedId = (page) => page.evaluate(() => document.activeElement?.id);

/** What a field says of itself: whether it is invalid, and its description. */
const said = (field) =>
  field.evaluate((element) => ({
    invalid: element.getAttribute('aria-invalid'),
    text: document.getElementById(element.getAttribute('aria-describedby')).textContent.trim(),
  }));

test('an error stands at its field, which gets the focus, and nothing moves', async () => {
  const { page, errors, close } = await harness.open('firstRun');
  const top = () => submit(page).evaluate((button) => button.getBoundingClientRect().top);
  const before = await top();
  await submit(page).click();
  assert.deepEqual(await said(address(page)), { invalid: 'true', text: 'Enter the address of your portal.' });
  assert.equal(await focusedId(page), 'portal-address');
  await typeAddress(page, 'acme.awsapps.com');
  assert.equal((await said(address(page))).invalid, 'false');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'portal-region');
  assert.deepEqual(await said(region(page)), { invalid: 'true', text: 'Choose a region.' });
  await settled(page);
  assert.equal(await top(), before);
  assert.deepEqual(await axeViolations(page), []);
  await page.keyboard.type('eu-west-1');
  await page.keyboard.press('Tab');
  assert.equal(await region(page).inputValue(), 'eu-west-1');
  assert.equal((await said(region(page))).invalid, 'false');
  await name(page).fill(' ');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#portal-name').getAttribute('aria-invalid') === 'true');
  assert.equal((await said(name(page))).text, 'Enter a name for the portal.');
  assert.equal(await focusedId(page), 'portal-name');
  assert.equal(await top(), before);
  await name(page).fill('work');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Signing in to work' }).waitFor();
  assert.deepEqual((await calls(page, 'addPortal'))[0][1].region, 'eu-west-1');
  assert.deepEqual(errors, []);
  await close();
});

test('a field that the program refuses is marked, also one that is folded away', async () => {
  const { page, close } = await harness.open('firstRun');
  await page.evaluate(() => {
    const problem = { code: 'wrongInput', summary: 'No.', advice: '', recovery: { action: 'none' }, reference: 'x' };
    window.rolecallFake.addPortal = () =>
      Promise.resolve({ status: 'ok', data: { outcome: 'invalid', field: 'endpoint', problem } });
  });
  await typeAddress(page, 'ssoins-1.portal.eu-west-1.app.aws');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'portal-endpoint');
  assert.deepEqual(await said(page.getByRole('textbox', { name: 'Endpoint URL' })), { invalid: 'true', text: 'No.' });
  await close();
});

test('a name, a directory and an instance are completed', async () => {
  const { page, close } = await harness.open('firstRun');
  await typeAddress(page, 'acme');
  await page.getByRole('button', { name: 'Use https://acme.awsapps.com/start' }).click();
  await page.waitForFunction(() => document.activeElement?.id === 'portal-region');
  assert.equal(await address(page).inputValue(), 'https://acme.awsapps.com/start');
  await address(page).fill('');
  await typeAddress(page, 'd-1234567890');
  await page.getByRole('button', { name: 'Use https://d-1234567890.awsapps.com/start' }).waitFor();
  await address(page).fill('');
  await typeAddress(page, 'ssoins-1234567890abcdef');
  assert.match((await said(address(page))).text, /^Choose the region/);
  await region(page).fill('eu-west-1');
  await page.keyboard.press('Enter');
  const regional = 'https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws';
  await page.getByRole('button', { name: `Use ${regional}` }).click();
  await page.waitForFunction((url) => document.querySelector('#portal-address').value === url, regional);
  await close();
});

test('a suggestion that comes late fills no field that the user has typed in', async () => {
  const { page, close } = await harness.open('firstRun');
  await page.evaluate(() => {
    const parse = window.rolecallFake.parseStartUrl;
    window.rolecallFake.parseStartUrl = async (text, chosen) => {
      const parsed = await parse(text, chosen);
      return new Promise((resolve) => (window.deliver = () => resolve(parsed)));
    };
  });
  await typeAddress(page, 'ssoins-1.portal.us-east-1.app.aws');
  await page.keyboard.press('Tab');
  await page.keyboard.type('eu-west-2');
  await page.keyboard.press('Tab');
  await page.keyboard.type('wo');
  await page.evaluate(() => window.deliver());
  await settled(page);
  await page.keyboard.type('rk');
  await page.keyboard.press('Tab');
  assert.deepEqual([await region(page).inputValue(), await name(page).inputValue()], ['eu-west-2', 'work']);
  await close();
});

test('a foreign host is warned of, and an address is no error while it is typed', async () => {
  const { page, close } = await harness.open('firstRun');
  await typeAddress(page, 'https://acme.awsapps');
  assert.deepEqual([(await said(address(page))).invalid, await page.locator('.note.error').count()], ['false', 0]);
  await page.keyboard.press('Tab');
  assert.equal((await said(address(page))).invalid, 'true');
  await address(page).fill('');
  await typeAddress(page, 'https://example.com');
  const warning = page.locator('.note.warning');
  assert.match(await warning.innerText(), /does not belong to AWS/);
  assert.equal(await warning.locator('svg').count(), 1);
  await checkAppearance({ page, errors: [] }, 'first-run-foreign');
  await close();
});

for (const [width, height] of SIZES) {
  test(`a portal of account access manager asks where one signs in, at ${width} × ${height}`, async () => {
    const { page, errors, close } = await harness.open('firstRun', { width, height });
    const center = page.getByRole('textbox', { name: 'Sign in at' });
    assert.equal(await center.count(), 0);
    await typeAddress(page, 'https://aa-northwind.account-access.eu-west-1.app.aws/#/');
    assert.deepEqual([await region(page).inputValue(), await name(page).inputValue()], ['eu-west-1', 'aa-northwind']);
    assert.match((await said(center)).text, /^Start URL of the IAM Identity Center/);
    await checkAppearance({ page, errors }, 'first-run-account-access');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'portal-identityCenter');
    const missing = 'Enter the start URL of your IAM Identity Center.';
    assert.deepEqual(await said(center), { invalid: 'true', text: missing });
    await page.keyboard.type('https://northwind.awsapps.com/start');
    assert.equal((await said(center)).invalid, 'false');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Signing in to aa-northwind' }).waitFor();
    const [, added] = (await calls(page, 'addPortal'))[0];
    assert.equal(added.identityCenterUrl, 'https://northwind.awsapps.com/start');
    await close();
  });
}

test('the one portal of the same region is proposed', async () => {
  const { page, close } = await harness.open('list');
  await page.getByRole('button', { name: 'Add a portal' }).click();
  await typeAddress(page, 'https://aa-acme.account-access.eu-central-1.app.aws');
  const center = page.getByRole('textbox', { name: 'Sign in at' });
  assert.equal(await center.inputValue(), 'https://acme.awsapps.com/start');
  assert.match((await said(center)).text, /^The same as for .*acme/);
  await close();
});

test('what is wrong with the keychain is shown before anything else, and can be checked again', async () => {
  const { page, close } = await harness.open('firstRunNoKeychain');
  const notice = page.getByRole('alert');
  await notice.getByText('Rolecall found no keychain').waitFor();
  assert.equal(await page.getByText('tray').count(), 0);
  await notice.getByRole('button', { name: 'Try again' }).click();
  await page.waitForFunction(() => window.rolecallFake.calls.some(([call]) => call === 'refresh'));
  await close();
});

/** Ends the sign-in that is under way. */
const endSignIn = (page, signIn) =>
  page.evaluate((state) => {
    window.rolecallFake.change((snapshot) => {
      snapshot.portals = snapshot.portals.map((portal) => ({ ...portal, signIn: state }));
    });
  }, signIn);
const signedIn = { state: 'signedIn', expiresAt: '2026-11-23T18:04:00Z' };

test('a sign-in of this window ends with the window in front and says until when', async () => {
  const { page, close } = await harness.open('signedOut');
  await page.getByRole('button', { name: 'Sign in to acme' }).first().click();
  const panel = page.getByRole('region', { name: 'Signing in to acme' });
  await panel.waitFor();
  await settled(page);
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'Open again');
  await panel.getByRole('button', { name: 'Use a code instead' }).click();
  await panel.getByText('KXPT-WQZD').waitFor();
  assert.equal(await panel.locator('.code').textContent(), 'Code KXPT-WQZD');
  await settled(page);
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'Open the page');
  await panel.getByRole('button', { name: 'Copy code' }).click();
  await panel.getByRole('button', { name: 'https://acme.awsapps.com/start/#/device' }).click();
  assert.deepEqual(
    [await calls(page, 'copySignInCode'), await calls(page, 'openSignInPage')],
    [[['copySignInCode', 'acme']], [['openSignInPage', 'acme']]],
  );
  await panel.getByRole('button', { name: 'Use your browser' }).click();
  await panel.getByText('Rolecall opened your browser').waitFor();
  await endSignIn(page, signedIn);
  await page.getByText('Signed in to acme until 18:04').waitFor();
  assert.equal((await calls(page, 'showWindow')).length, 1);
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'searchbox');
  await close();
});

test('a sign-in that began elsewhere takes neither the focus nor the front', async () => {
  const { page, close } = await harness.open('signingInAgain');
  await page.keyboard.press('ArrowDown');
  await endSignIn(page, { state: 'waitingForBrowser', opened: true, expiresAt: '2026-11-23T14:52:00Z' });
  await settled(page);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'row');
  await endSignIn(page, signedIn);
  await page.getByText('Signed in to acme until 18:04').waitFor();
  assert.deepEqual(await calls(page, 'showWindow'), []);
  await close();
});

for (const [width, height] of SIZES) {
  test(`a new portal and its errors at ${width}`, async () => {
    const { page, errors, close } = await harness.open('firstRun', { width, height });
    await typeAddress(page, 'acme');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'portal-region');
    await checkAppearance({ page, errors }, 'first-run-region-missing');
    await close();
  });
}

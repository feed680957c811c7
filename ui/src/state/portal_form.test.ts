import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { ParsedStartUrl } from '../ipc/types';
import { FakeHost } from '../ipc/fake/fake_host';
import { scenarioOf } from '../ipc/fake/scenarios';
import type { WireResult } from '../ipc/host';
import { composePage } from './page.svelte';
import { PortalForm } from './portal_form.svelte';
import type { Toasts } from './toasts.svelte';

const START_URL = 'https://northwind-retail.awsapps.com/start';
const PARSED: ParsedStartUrl = {
  startUrl: START_URL,
  region: 'eu-west-1',
  mayLeadToRegion: false,
  isAccountAccess: false,
  suggestedName: 'northwind-retail',
  isCompleted: false,
  hint: null,
};

const options = { accounts: 1, roles: 1, appearance: 'system', now: Date.parse('2026-11-23T14:42:30Z') } as const;

describe('what the address suggests', () => {
  let host: FakeHost;
  let form: PortalForm;
  let toasts: Toasts;
  /** Delivers what the host parsed from the address. */
  let deliver: (parsed: ParsedStartUrl) => Promise<void>;

  beforeEach(() => {
    vi.useFakeTimers();
    host = new FakeHost(scenarioOf('firstRun', options));
    const page = composePage(host, false);
    toasts = page.toasts;
    form = new PortalForm(page.appState, page.actions);
    let respond: (result: WireResult<ParsedStartUrl>) => void = () => undefined;
    host.parseStartUrl = () => new Promise((resolve) => (respond = resolve));
    deliver = async (parsed) => {
      respond({ status: 'ok', data: parsed });
      await vi.advanceTimersByTimeAsync(0);
    };
    return () => vi.useRealTimers();
  });

  async function typeAddress(): Promise<void> {
    form.setAddress(START_URL);
    await vi.advanceTimersByTimeAsync(1_000);
  }

  it('fills fields without the focus', async () => {
    await typeAddress();
    expect([form.name, form.region]).toEqual(['', '']);
    await deliver(PARSED);
    expect([form.name, form.region]).toEqual(['northwind-retail', 'eu-west-1']);
    expect(form.message('region').text).toMatch(/^Found automatically/);
  });

  it('does not change a name that the user has begun to type', async () => {
    await typeAddress();
    form.onFieldFocus('name');
    form.setName('wo');
    await deliver(PARSED);
    expect(form.name).toBe('wo');
    form.setName('work');
    form.onFieldBlur();
    expect(form.name).toBe('work');
  });

  it('does not change the field that the user is in, although nothing is typed yet', async () => {
    await typeAddress();
    form.onFieldFocus('name');
    await deliver(PARSED);
    expect([form.name, form.region]).toEqual(['', 'eu-west-1']);
    form.onFieldBlur();
    expect(form.name).toBe('northwind-retail');
  });

  it('does not take away the region field that the user is in', async () => {
    await typeAddress();
    form.onFieldFocus('region');
    await deliver(PARSED);
    expect(form.region).toBe('');
    form.setRegion('us-east-1');
    form.onFieldBlur();
    expect(form.region).toBe('us-east-1');
    expect(form.message('region').text).not.toMatch(/^Found/);
  });

  it('does not bring back a name that the user emptied', async () => {
    await typeAddress();
    await deliver(PARSED);
    form.onFieldFocus('name');
    form.setName('');
    form.onFieldBlur();
    await deliver(PARSED);
    expect(form.name).toBe('');
  });

  it('is read again for another region', async () => {
    await typeAddress();
    await deliver({ ...PARSED, region: null });
    form.setRegion('us-gov-west-1');
    await deliver({ ...PARSED, region: null, startUrl: 'https://start.us-gov-home.awsapps.com/directory/acme' });
    expect(form.parsed?.startUrl).toBe('https://start.us-gov-home.awsapps.com/directory/acme');
  });

  it('may leave the region to the address, and shows what became of that', async () => {
    const found = 'The address leads to https://ssoins-1.portal.eu-west-1.app.aws, in eu-west-1.';
    const parsed = { ...PARSED, region: null };
    await typeAddress();
    const refused = form.submit('browser');
    await deliver(parsed);
    expect([await refused, form.message('region')]).toEqual(['region', { tone: 'error', text: 'Choose a region.' }]);

    host.addPortal = () => Promise.resolve({ status: 'ok', data: { outcome: 'added', found } });
    const submitted = form.submit('browser');
    await deliver({ ...parsed, mayLeadToRegion: true });
    expect(await submitted).toBeNull();
    expect(toasts.shown.map(({ text }) => text)).toEqual([found]);
  });

  it('completes an id, and asks for the region that an address needs', async () => {
    form.setAddress('ssoins-1234567890abcdef');
    await vi.advanceTimersByTimeAsync(1_000);
    const completed = { ...PARSED, region: null, isCompleted: true };
    await deliver({ ...completed, hint: 'Choose the region.' });
    expect([form.completion, form.message('address')]).toEqual([null, { tone: 'help', text: 'Choose the region.' }]);
    form.setRegion('eu-west-1');
    const startUrl = 'https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws';
    await deliver({ ...completed, startUrl });
    expect(form.completion).toBe(startUrl);
    const next = form.complete();
    await deliver({ ...PARSED, startUrl });
    expect([await next, form.address]).toEqual(['name', startUrl]);
  });

  it('is not an error before the user has left the field, and a foreign host is a warning', async () => {
    await typeAddress();
    await deliver({ ...PARSED, startUrl: null, suggestedName: null, hint: 'Not an address.' });
    expect(form.message('address').tone).toBe('help');
    form.onAddressBlur();
    expect(form.message('address')).toEqual({ tone: 'error', text: 'Not an address.' });
    await typeAddress();
    await deliver({ ...PARSED, mayLeadToRegion: true, hint: 'Not of AWS.' });
    expect(form.message('address')).toEqual({ tone: 'warning', text: 'Not of AWS.' });
  });

  it('is no suggestion while it may become a URL', async () => {
    for (const text of ['h', 'http', 'https:', 'https://', 'http://']) {
      form.setAddress(text);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(host.calls).toEqual([]);
    }
  });

  it('of the host stands at its field until that is changed', async () => {
    await typeAddress();
    await deliver(PARSED);
    const problem = {
      summary: 'It is in eu-west-1.',
      advice: 'Leave it out.',
      reference: '',
      code: 'wrongInput',
    } as const;
    const data = {
      outcome: 'invalid',
      field: 'region',
      problem: { ...problem, recovery: { action: 'none' } },
    } as const;
    host.addPortal = () => Promise.resolve({ status: 'ok', data });
    const submitted = form.submit('browser');
    await deliver(PARSED);
    expect([await submitted, form.message('region')]).toEqual([
      'region',
      { tone: 'error', text: 'It is in eu-west-1. Leave it out.' },
    ]);
    form.setRegion('eu-west-1');
    expect(form.message('region').tone).toBe('help');
  });

  it('counts when the form is submitted from the field that it would fill', async () => {
    await typeAddress();
    form.onFieldFocus('name');
    const submitted = form.submit('browser');
    await deliver(PARSED);
    await submitted;
    expect(host.calls.find(([name]) => name === 'addPortal')?.[1]).toMatchObject({
      name: 'northwind-retail',
      region: 'eu-west-1',
    });
  });
});

describe('a portal of account access manager', () => {
  const TENANT: ParsedStartUrl = {
    ...PARSED,
    startUrl: 'https://aa-northwind.account-access.eu-central-1.app.aws',
    region: 'eu-central-1',
    isAccountAccess: true,
    suggestedName: 'aa-northwind',
  };
  const portalFormOf = (scenario: 'firstRun' | 'list', parsed: ParsedStartUrl) => {
    const host = new FakeHost(scenarioOf(scenario, options));
    const page = composePage(host, false);
    host.parseStartUrl = () => Promise.resolve({ status: 'ok', data: parsed });
    return { host, page, form: new PortalForm(page.appState, page.actions) };
  };

  async function typed(form: PortalForm): Promise<void> {
    vi.useFakeTimers();
    form.setAddress('aa-northwind.account-access.eu-central-1.app.aws');
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();
  }

  it('asks where one signs in', async () => {
    const { form, host } = portalFormOf('firstRun', TENANT);
    expect(form.needsIdentityCenter).toBe(false);
    await typed(form);
    expect([form.needsIdentityCenter, form.identityCenter]).toEqual([true, '']);
    expect(await form.submit('browser')).toBe('identityCenter');
    expect(form.message('identityCenter').tone).toBe('error');
    form.setIdentityCenter(` ${START_URL} `);
    expect(form.message('identityCenter').tone).toBe('help');
    expect(await form.submit('browser')).toBeNull();
    expect(host.calls.find(([call]) => call === 'addPortal')?.[1]).toMatchObject({ identityCenterUrl: START_URL });
  });

  it('takes the one portal of the same region, until the user says otherwise', async () => {
    const { form, page } = portalFormOf('list', TENANT);
    await page.appState.subscribe();
    await typed(form);
    expect(form.identityCenter).toBe('https://acme.awsapps.com/start');
    expect(form.message('identityCenter').text).toMatch(/^The same as for .*acme/);
    form.setRegion('us-east-1');
    expect(form.identityCenter).toBe('');
    form.setIdentityCenter(START_URL);
    form.setRegion('eu-central-1');
    expect(form.identityCenter).toBe(START_URL);
    form.setIdentityCenter('');
    expect(form.missing?.field).toBe('identityCenter');
  });

  it('may be found out by the host alone', async () => {
    const { form, host } = portalFormOf('firstRun', { ...PARSED, mayLeadToRegion: true });
    const problem = { summary: 'It does not say where.', advice: '', reference: '', code: 'wrongInput' } as const;
    const data = {
      outcome: 'invalid',
      field: 'identityCenter',
      problem: { ...problem, recovery: { action: 'none' } },
    } as const;
    host.addPortal = () => Promise.resolve({ status: 'ok', data });
    await typed(form);
    expect(await form.submit('browser')).toBe('identityCenter');
    expect(form.message('identityCenter')).toEqual({ tone: 'error', text: 'It does not say where.' });
    form.setIdentityCenter(START_URL);
    expect(form.needsIdentityCenter).toBe(true);
    form.setAddress('acme');
    expect(form.needsIdentityCenter).toBe(false);
  });
});

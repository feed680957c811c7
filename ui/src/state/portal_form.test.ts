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
  suggestedName: 'northwind-retail',
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
    expect([form.name, form.region, form.isRegionDetected]).toEqual(['northwind-retail', 'eu-west-1', true]);
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
    expect([form.region, form.isRegionDetected]).toEqual(['', false]);
    form.setRegion('us-east-1');
    form.onFieldBlur();
    expect([form.region, form.isRegionDetected]).toEqual(['us-east-1', false]);
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
    expect([await refused, form.missing]).toEqual([false, 'Choose a region.']);

    host.addPortal = () => Promise.resolve({ status: 'ok', data: found });
    const submitted = form.submit('browser');
    await deliver({ ...parsed, mayLeadToRegion: true });
    expect(await submitted).toBe(true);
    expect(toasts.shown.map(({ text }) => text)).toEqual([found]);
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

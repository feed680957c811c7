import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import App from '../../App.svelte';
import type { ParsedStartUrl } from '../../ipc/types';
import { FakeHost } from '../../ipc/fake/fake_host';
import { scenarioOf } from '../../ipc/fake/scenarios';
import type { WireResult } from '../../ipc/host';
import { composePage } from '../../state/page.svelte';

const options = { accounts: 1, roles: 1, appearance: 'system', now: Date.parse('2026-11-23T14:42:30Z') } as const;

let app: Record<string, unknown>;
/** Delivers what the host parsed from the address. */
let deliver: () => Promise<void>;

const input = (id: string): HTMLInputElement => {
  const element = document.getElementById(id);
  if (!(element instanceof HTMLInputElement)) throw new Error(`no field ${id}`);
  return element;
};

/** Types at the end of what a field holds, as a keyboard does. */
function type(id: string, text: string): void {
  input(id).focus();
  for (const character of text) {
    input(id).value += character;
    input(id).dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
  }
}

beforeEach(async () => {
  vi.useFakeTimers();
  const host = new FakeHost(scenarioOf('firstRun', options));
  let respond: (result: WireResult<ParsedStartUrl>) => void = () => undefined;
  host.parseStartUrl = () => new Promise((resolve) => (respond = resolve));
  deliver = async () => {
    const parsed = { startUrl: 'https://northwind.awsapps.com/start', region: 'eu-west-1', hint: null };
    respond({
      status: 'ok',
      data: {
        ...parsed,
        mayLeadToRegion: false,
        isAccountAccess: false,
        suggestedName: 'northwind',
        isCompleted: false,
      },
    });
    await vi.advanceTimersByTimeAsync(0);
    flushSync();
  };
  app = mount(App, { target: document.body, props: { page: composePage(host, false) } });
  await vi.advanceTimersByTimeAsync(10);
  type('portal-address', 'northwind.awsapps.com');
  await vi.advanceTimersByTimeAsync(1_000);
});

afterEach(async () => {
  await unmount(app);
  vi.useRealTimers();
});

it('a late suggestion does not mix with the name that the user types', async () => {
  input('portal-name').focus();
  await deliver();
  type('portal-name', 'work');
  expect(input('portal-name').value).toBe('work');
  input('portal-name').blur();
  flushSync();
  expect(input('portal-name').value).toBe('work');
});

it('a late suggestion leaves the region field to the user who is in it', async () => {
  type('portal-region', 'us-ea');
  await deliver();
  expect(document.activeElement).toBe(input('portal-region'));
  expect(input('portal-region').value).toBe('us-ea');
});

it('a suggestion fills a field when the user leaves it without having typed', async () => {
  input('portal-name').focus();
  await deliver();
  expect(input('portal-name').value).toBe('');
  input('portal-name').blur();
  flushSync();
  expect(input('portal-name').value).toBe('northwind');
});

it('a region that is typed in full and left is chosen', async () => {
  type('portal-region', 'us-east-1');
  input('portal-region').blur();
  flushSync();
  await deliver();
  expect(input('portal-region').value).toBe('us-east-1');
});

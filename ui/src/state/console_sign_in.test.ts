// Signing in to the console from the window.
import { expect, it, vi } from 'vitest';

import { FakeHost } from '../ipc/fake/fake_host';
import { scenarioOf } from '../ipc/fake/scenarios';
import { composePage } from './page.svelte';

const now = Date.parse('2026-11-23T14:42:30Z');

it('a role that a sign-in leads to is signed in for by its name', async () => {
  vi.useFakeTimers();
  const host = new FakeHost(scenarioOf('sources', { accounts: 4, roles: 4, appearance: 'system', now }));
  const page = composePage(host, false);
  await page.appState.subscribe();
  await vi.advanceTimersByTimeAsync(0);
  const names = page.list.catalogue.rows.map((row) => page.consoleSignIn.nameOf(row));
  expect(names.filter((name) => name !== null)).toEqual(['console']);

  const signedIn = page.consoleSignIn.signIn('console');
  expect(page.consoleSignIn.isWaiting('console')).toBe(true);
  await vi.advanceTimersByTimeAsync(0);
  await signedIn;
  expect(page.consoleSignIn.isWaiting('console')).toBe(false);
  expect(host.calls.at(-1)).toEqual(['signInToRole', 'console']);
  expect(page.toasts.shown.at(-1)?.text).toContain('Signed in to the console');
});

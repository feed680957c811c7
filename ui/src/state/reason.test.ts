// The reason that the settings demand before production: asked for once, and known from the role session.
import { expect, it } from 'vitest';

import { FakeHost } from '../ipc/fake/fake_host';
import { scenarioOf } from '../ipc/fake/scenarios';
import { composePage, type Page } from './page.svelte';

const now = Date.parse('2026-11-23T14:42:30Z');
const nextTask = () => new Promise((resolve) => setTimeout(resolve, 0));

function required<T>(value: T | null | undefined): T {
  if (value == null) throw new Error('missing value');
  return value;
}

async function demanding(): Promise<{ host: FakeHost; page: Page }> {
  const host = new FakeHost(scenarioOf('reasoned', { accounts: 12, roles: 4, appearance: 'system', now }));
  const page = composePage(host, false);
  await page.appState.subscribe();
  await nextTask();
  return { host, page };
}

it('is asked for until a role session has it', async () => {
  const { host, page } = await demanding();
  page.list.moveSelection(1);
  const row = required(page.list.selected);
  await page.roleActions.startOrStop(row);
  const overlay = page.navigation.overlay;
  if (overlay?.kind !== 'confirm') throw new Error('no question');
  expect(overlay.confirmation.reason).toBe('required');
  page.navigation.closeOverlay();
  overlay.confirmation.onConfirm('INC-42');
  await nextTask();
  expect(host.calls.at(-1)).toEqual(['startRoleSession', row.roleKey, true, 'INC-42']);
  await nextTask();
  await page.roleActions.openConsole(row);
  expect(page.navigation.overlay).toBeNull();
  expect(host.calls.at(-1)).toEqual(['openConsole', row.roleKey, null, false, null]);
});

it('is asked for where only the host knows that it is needed', async () => {
  const { page } = await demanding();
  const row = required(page.list.selected);
  const snapshot = required(page.appState.snapshot);
  page.appState.snapshot = { ...snapshot, settings: { ...snapshot.settings, requireReasonForProduction: false } };
  await page.roleActions.openConsole(row);
  expect(page.navigation.overlay).toMatchObject({ kind: 'confirm', confirmation: { reason: 'required' } });
});

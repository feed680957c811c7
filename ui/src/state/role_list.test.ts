import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';

import { FakeHost } from '../ipc/fake/fake_host';
import { unreachable } from '../ipc/fake/problems';
import { scenarioOf } from '../ipc/fake/scenarios';
import { withoutIsolates } from '../words';
import type { Row } from './catalogue';
import { headingPortal } from './list_rows';
import { composePage, type Page } from './page.svelte';
import { displayName } from './role_actions.svelte';

const now = Date.parse('2026-11-23T14:42:30Z');
const nextTask = () => new Promise((resolve) => setTimeout(resolve, 0));

let host: FakeHost;
let page: Page;

async function loadScenario(state: Parameters<typeof scenarioOf>[0] = 'list', accounts = 12): Promise<void> {
  host = new FakeHost(scenarioOf(state, { accounts, roles: 4, appearance: 'system', now }));
  page = composePage(host, false);
  await page.appState.subscribe();
  await nextTask();
}

function required<T>(value: T | null | undefined): T {
  if (value == null) throw new Error('missing value');
  return value;
}

const plainName = (row: Row) => withoutIsolates(displayName(row));
const selected = () => (page.list.selected === null ? null : plainName(page.list.selected));

beforeEach(() => loadScenario());

describe('the list', () => {
  it('selects the first role, and moves over account rows', () => {
    expect(selected()).toBe('payments-prod / AdministratorAccess');
    page.list.moveSelection(3);
    expect(selected()).toBe('payments-staging / AdministratorAccess');
    page.list.moveSelection(-1);
    expect(selected()).toBe('payments-prod / ReadOnlyAccess');
  });

  it('stays at its ends', () => {
    page.list.moveSelection(-5);
    expect(selected()).toBe('payments-prod / AdministratorAccess');
    page.list.selectLast();
    const last = selected();
    page.list.moveSelection(100);
    expect(selected()).toBe(last);
    page.list.selectFirst();
    expect(selected()).toBe('payments-prod / AdministratorAccess');
  });

  it('selects the best match while searching', () => {
    page.list.moveSelection(4);
    page.list.search('payroll');
    expect(selected()).toBe('payroll / BillingAdmin');
    expect(page.list.isFlat).toBe(true);
  });

  it('puts a favourite before equal matches', () => {
    page.list.search('payments dev');
    const [best, row] = [required(page.list.rowAt(0)), required(page.list.rowAt(1))];
    page.list.setFavouriteOptimistically(row, true);
    expect(page.list.rowAt(0)?.key).toBe(row.key);
    expect(page.list.selected?.key, 'the match that keys act on stays the same').toBe(best.key);
    page.list.search('payments dev ');
    expect(page.list.selected?.key).toBe(row.key);
  });

  it('keeps the selection when rows before it change', async () => {
    page.list.moveSelection(5);
    const before = selected();
    const twelfth = required(host.scenario.accounts[11]);
    host.scenario.accounts.unshift({
      ...structuredClone(twelfth),
      name: 'aaa',
      accountId: '000000000001',
    });
    host.change((snapshot) => {
      snapshot.catalogue = { ...snapshot.catalogue, revision: 2 };
    });
    await nextTask();
    expect(selected()).toBe(before);
  });

  it('has list filters', () => {
    page.list.setListFilter('active');
    expect(selected()).toBe('payments-staging / AdministratorAccess');
    expect(page.list.roleCount).toBe(3);
    page.list.setListFilter('favourites');
    expect(page.list.roleCount).toBe(3);
    page.list.setListFilter('recent');
    expect(page.list.roleCount).toBe(6);
  });

  it('has account filters', () => {
    page.list.setAccountFilters({ environment: 'development' });
    expect(page.list.selected?.account.environment).toBe('development');
    page.list.setAccountFilters({ portal: 'nowhere' });
    expect(page.list.rows).toHaveLength(0);
    page.list.clearFilters();
    expect(selected()).toBe('payments-prod / AdministratorAccess');
  });

  it('shows accounts whose roles are not loaded yet, also while searching', async () => {
    await loadScenario('partlyLoaded');
    page.list.search('staging');
    expect(page.list.rows.length).toBeGreaterThan(page.list.roleCount);
  });
});

describe('several rows', () => {
  const keys = () => page.list.multiSelected.map((row) => row.key);

  it('are selected from the anchor, over account rows', () => {
    page.list.extendSelection(1);
    page.list.extendSelection(1);
    page.list.extendSelection(1);
    expect(page.list.multiSelected.map(plainName)).toEqual([
      'payments-prod / AdministratorAccess',
      'payments-prod / BillingAnalyst',
      'payments-prod / ReadOnlyAccess',
      'payments-staging / AdministratorAccess',
    ]);
    page.list.extendSelection(-1);
    expect(keys()).toHaveLength(3);
    page.list.moveSelection(1);
    expect(keys()).toEqual([]);
  });

  it('are selected individually, together with the selected row', () => {
    const third = required(page.list.rowAt(3));
    page.list.toggleMultiSelect(third);
    expect(page.list.multiSelected.map((row) => row.role.name)).toEqual(['AdministratorAccess', 'ReadOnlyAccess']);
    page.list.toggleMultiSelect(third);
    expect(keys()).toEqual([]);
  });

  it('are limited in number', () => {
    page.list.selectRangeTo(page.list.rows.length - 1);
    expect(keys()).toHaveLength(20);
    expect(page.list.isMultiSelectionFull).toBe(true);
    page.list.selectLast();
    const last = required(page.list.selected);
    page.list.selectFirst();
    page.list.selectRangeTo(page.list.rows.length - 1);
    page.list.toggleMultiSelect(last);
    expect(keys()).toHaveLength(20);
  });

  it('are reset in another list', () => {
    for (const reset of [
      () => page.list.search('x'),
      () => page.list.setListFilter('recent'),
      () => page.list.setAccountFilters({ environment: 'production' }),
      () => page.list.clearMultiSelection(),
    ]) {
      page.list.clearFilters();
      page.list.setListFilter('all');
      page.list.selectRangeTo(4);
      expect(keys().length).toBeGreaterThan(1);
      reset();
      expect(keys()).toEqual([]);
    }
  });

  it('are started if any is idle, otherwise stopped', async () => {
    page.list.extendSelection(1);
    page.list.extendSelection(1);
    const rows = page.list.multiSelected;
    await page.roleActions.startOrStopSeveral(rows);
    expect(host.calls.filter(([name]) => name === 'startRoleSession')).toHaveLength(2);
    await page.roleActions.startOrStopSeveral(rows);
    const { overlay } = page.navigation;
    if (overlay?.kind !== 'confirm') throw new Error('no question');
    expect(overlay.confirmation.roleSessions).toHaveLength(3);
    overlay.confirmation.onConfirm(null);
    expect(host.calls.filter(([name]) => name === 'stopRoleSession')).toHaveLength(3);
  });
});

describe('role sessions that wait', () => {
  it('come first, below the portal they wait for', async () => {
    await loadScenario('waiting');
    page.list.setListFilter('active');
    const shown = [...page.list.rows].map((row, at) => {
      const heading = headingPortal(row);
      return heading === null ? plainName(required(page.list.rowAt(at))) : (page.list.portals[heading] ?? 'others');
    });
    expect(shown).toEqual([
      'acme',
      'payments-prod / AdministratorAccess',
      'payments-staging / AdministratorAccess',
      'others',
      'data-platform-dev / DataEngineer',
    ]);
    expect(selected()).toBe('payments-prod / AdministratorAccess');
    page.list.moveSelection(2);
    expect(selected()).toBe('data-platform-dev / DataEngineer');
    expect(page.list.accountsInRange(0, 4)).toHaveLength(3);
    page.list.setAccountFilters({ environment: 'development' });
    expect(page.list.rows).toHaveLength(1);
  });
});

describe('actions', () => {
  it('open the console and confirm it', async () => {
    await page.roleActions.openConsole(required(page.list.selected));
    expect(host.calls.at(-1)?.[0]).toBe('openConsole');
    expect(page.toasts.shown.map((toast) => withoutIsolates(toast.text))).toEqual([
      'Opening the console as payments-prod / AdministratorAccess',
    ]);
  });

  it('say why a role could not be used, and retry', async () => {
    await loadScenario('denied');
    await page.roleActions.openConsole(required(page.list.selected));
    expect(withoutIsolates(page.appState.actionError?.about ?? '')).toBe('payments-prod / AdministratorAccess');
    expect(page.toasts.shown).toEqual([]);
    host.scenario.refusal = null;
    page.appState.actionError?.retry();
    await nextTask();
    await nextTask();
    expect(page.appState.actionError).toBeNull();
  });

  it('start and stop', async () => {
    page.list.moveSelection(1);
    const row = required(page.list.selected);
    await page.roleActions.startOrStop(row);
    expect(page.list.roleSessions.has(row.key)).toBe(true);
    await page.roleActions.startOrStop(row);
    expect(page.list.roleSessions.has(row.key)).toBe(false);
  });

  it('are listed by the end of their credentials, which a limit may bring forward', async () => {
    await loadScenario('phases');
    const ends = [...page.list.roleSessions.values()].map(({ credentialsEnd }) => Date.parse(credentialsEnd));
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
    expect(page.list.roleSessions.size).toBe(10);
  });

  it('revert a favourite that could not be saved', async () => {
    const row = required(page.list.selected);
    host.setFavourite = () => Promise.reject(new Error('gone'));
    await page.roleActions.toggleFavourite(row);
    flushSync();
    expect(page.list.isFavourite(row)).toBe(true);
    expect(page.appState.actionError?.problem.code).toBe('noResponse');
  });

  it('ask before production, on their own and if the host requires it', async () => {
    await loadScenario('guarded');
    const row = required(page.list.selected);
    await page.roleActions.openConsole(row);
    expect(host.calls.some(([name]) => name === 'openConsole')).toBe(false);
    expect(page.toasts.shown).toEqual([]);
    const overlay = page.navigation.overlay;
    if (overlay?.kind !== 'confirm') throw new Error('no confirmation');
    overlay.confirmation.onConfirm(null);
    await nextTask();
    expect(host.calls.at(-1)).toEqual(['openConsole', row.roleKey, null, true, null]);

    page.navigation.closeOverlay();
    const { settings } = required(page.appState.snapshot);
    page.appState.snapshot = {
      ...required(page.appState.snapshot),
      settings: { ...settings, askBeforeProduction: false },
    };
    await page.roleActions.openConsole(row);
    expect(page.navigation.overlay).toMatchObject({ kind: 'confirm' });
    expect(page.appState.actionError).toBeNull();
    expect(page.toasts.shown).toHaveLength(1);
  });

  it('start, and set or restore the default, only after the question', async () => {
    await loadScenario('guarded');
    const made = (command: string) => host.calls.filter(([name]) => name === command);
    const confirm = async () => {
      const overlay = page.navigation.overlay;
      if (overlay?.kind !== 'confirm') throw new Error('no confirmation');
      page.navigation.closeOverlay();
      overlay.confirmation.onConfirm(null);
      await nextTask();
      await nextTask();
    };
    page.list.moveSelection(1);
    const row = required(page.list.selected);
    await page.roleActions.startOrStop(row);
    expect(made('startRoleSession')).toEqual([]);
    await confirm();
    expect(made('startRoleSession')).toEqual([['startRoleSession', row.roleKey, true, null]]);
    await page.roleActions.toggleDefault(row);
    expect(made('setDefault')).toEqual([]);
    await confirm();
    expect(made('setDefault')).toEqual([['setDefault', row.roleKey, true, null]]);
    page.roleActions.confirmClearDefault();
    await confirm();
    expect(page.toasts.undoLast()).toBe(true);
    expect(made('setDefault')).toHaveLength(2);
    await confirm();
    expect(made('setDefault').at(-1)).toEqual(['setDefault', row.roleKey, true, null]);
  });

  it('ask once for several, also about those that only the host knows', async () => {
    await loadScenario('guarded');
    page.list.extendSelection(1);
    page.list.extendSelection(1);
    const rows = page.list.multiSelected.filter((row) => !page.roleActions.isActive(row));
    await page.roleActions.startOrStopSeveral(rows);
    expect(page.navigation.overlay).toMatchObject({ kind: 'confirm', confirmation: { row: null } });
    expect(host.calls.some(([name]) => name === 'startRoleSession')).toBe(false);

    page.navigation.closeOverlay();
    const snapshot = required(page.appState.snapshot);
    page.appState.snapshot = { ...snapshot, settings: { ...snapshot.settings, askBeforeProduction: false } };
    await page.roleActions.startOrStopSeveral(rows);
    const overlay = page.navigation.overlay;
    if (overlay?.kind !== 'confirm') throw new Error('no confirmation');
    overlay.confirmation.onConfirm(null);
    await nextTask();
    const starts = host.calls.filter(([name]) => name === 'startRoleSession');
    expect(starts.filter(([, , confirmed]) => confirmed)).toHaveLength(rows.length);
    expect(page.appState.actionError).toBeNull();
  });

  it('set the default and undo it', async () => {
    const before = page.list.defaultKey;
    const row = required(page.list.selected);
    await page.roleActions.toggleDefault(row);
    expect(page.list.isDefault(row)).toBe(true);
    expect(page.toasts.undoLast()).toBe(true);
    await nextTask();
    expect(page.list.defaultKey).toBe(before);
    expect(page.toasts.undoLast()).toBe(false);
  });

  it('save labels, say why one is invalid, and undo them', async () => {
    const row = required(page.list.rowAt(2));
    expect(await page.labelActions.setAlias(row, 'bills')).toBeNull();
    await nextTask();
    expect(page.list.catalogue.rows[1]?.role.alias).toBe('bills');
    expect(await page.labelActions.setAlias(row, 'two words')).toMatch(/^An alias must start/);
    host.setAlias = () => Promise.resolve({ status: 'error', error: unreachable });
    expect(await page.labelActions.setAlias(row, 'other')).toBe(`${unreachable.summary} ${unreachable.advice}`);
    expect(page.appState.actionError).toBeNull();
    expect(await page.labelActions.setColour(row, 'blue')).toBeNull();
    page.toasts.undoLast();
    expect(host.calls.filter(([name]) => name === 'setColour').map(([, , colour]) => colour)).toEqual(['blue', null]);
  });

  it('show at most three toasts, the newest', () => {
    for (const text of ['one', 'two', 'three', 'four', 'five']) page.toasts.show(text);
    expect(page.toasts.shown.map((toast) => withoutIsolates(toast.text))).toEqual(['three', 'four', 'five']);
  });

  it('say what secret the clipboard holds, until it is cleared', async () => {
    await page.roleActions.copy(required(page.list.selected), { format: 'fish', label: '', secret: true });
    expect(page.toasts.shown.at(-1)?.text).toBe('Copied credentials for fish');
    expect(page.clipboard.secret).toMatchObject({ what: 'credentials for fish', clearsInSeconds: 45 });
    await page.clipboard.clear();
    expect(page.clipboard.secret).toBeNull();
    expect(host.calls.at(-1)?.[0]).toBe('clearClipboard');
  });

  it('keep a newer snapshot', async () => {
    const slow = new FakeHost(scenarioOf('list', { accounts: 3, roles: 1, appearance: 'system', now }));
    const old = structuredClone(slow.scenario.snapshot);
    let respond = () => {};
    slow.snapshot = () =>
      new Promise((resolve) => {
        respond = () => resolve({ status: 'ok', data: old });
      });
    const other = composePage(slow, false);
    const opened = other.appState.subscribe();
    await nextTask();
    slow.change((snapshot) => {
      snapshot.version = 'newer';
    });
    respond();
    await opened;
    expect(other.appState.snapshot?.version).toBe('newer');
  });
});

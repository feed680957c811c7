import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';

import { FakeHost } from '../ipc/fake/fake_host';
import { unreachable } from '../ipc/fake/problems';
import { scenarioOf } from '../ipc/fake/scenarios';
import { headingOf } from './lines';
import { composePage, type Page } from './page.svelte';
import { called } from './role_deeds.svelte';

const now = Date.parse('2026-11-23T14:42:30Z');
const settled = () => new Promise((go) => setTimeout(go, 0));

let host: FakeHost;
let page: Page;

async function play(state: Parameters<typeof scenarioOf>[0] = 'list', accounts = 12): Promise<void> {
  host = new FakeHost(scenarioOf(state, { accounts, roles: 4, appearance: 'system', now }));
  page = composePage(host, false);
  await page.desk.open();
  await settled();
}

function present<T>(value: T | null | undefined): T {
  if (value == null) throw new Error('it is missing');
  return value;
}

const selected = () => (page.list.selected === null ? null : called(page.list.selected));

beforeEach(() => play());

describe('the list', () => {
  it('selects the first row, and moves over the lines of accounts', () => {
    expect(selected()).toBe('payments-prod / AdministratorAccess');
    page.list.move(3);
    expect(selected()).toBe('payments-staging / AdministratorAccess');
    page.list.move(-1);
    expect(selected()).toBe('payments-prod / ReadOnlyAccess');
  });

  it('stays at its ends', () => {
    page.list.move(-5);
    expect(selected()).toBe('payments-prod / AdministratorAccess');
    page.list.last();
    const last = selected();
    page.list.move(100);
    expect(selected()).toBe(last);
    page.list.first();
    expect(selected()).toBe('payments-prod / AdministratorAccess');
  });

  it('selects the best match while searching', () => {
    page.list.move(4);
    page.list.search('payroll');
    expect(selected()).toBe('payroll / BillingAdmin');
    expect(page.list.flat).toBe(true);
  });

  it('puts a favourite before its equals', () => {
    page.list.search('payments dev');
    const row = present(page.list.rowAt(1));
    page.list.markFavourite(row, true);
    expect(page.list.selected?.key).toBe(row.key);
  });

  it('keeps the selection when rows change before it', async () => {
    page.list.move(5);
    const before = selected();
    const twelfth = present(host.scenario.accounts[11]);
    host.scenario.accounts.unshift({
      ...structuredClone(twelfth),
      name: 'aaa',
      accountId: '000000000001',
    });
    host.change((snapshot) => {
      snapshot.catalogue = { ...snapshot.catalogue, revision: 2 };
    });
    await settled();
    expect(selected()).toBe(before);
  });

  it('goes to a name by its letters', () => {
    page.list.typeAhead('n', 1000);
    expect(selected()).toBe('network-hub / NetworkAdministrator');
    page.list.typeAhead('d', 5000);
    page.list.typeAhead('a', 5100);
    page.list.typeAhead('t', 5200);
    expect(page.list.selected?.role.name).toBe('DataEngineer');
    expect(page.list.isTyping(5300)).toBe(true);
    expect(page.list.isTyping(9000)).toBe(false);
  });

  it('has rooms', () => {
    page.list.show('active');
    expect(selected()).toBe('payments-staging / AdministratorAccess');
    expect(page.list.rowsShown).toBe(3);
    page.list.show('favourites');
    expect(page.list.rowsShown).toBe(3);
    page.list.show('recent');
    expect(page.list.rowsShown).toBe(6);
  });

  it('has filters', () => {
    page.list.filter({ environment: 'development' });
    expect(page.list.selected?.account.environment).toBe('development');
    page.list.filter({ portal: 'nowhere' });
    expect(page.list.lines).toHaveLength(0);
    page.list.clear();
    expect(selected()).toBe('payments-prod / AdministratorAccess');
  });

  it('shows accounts whose roles are not listed yet, also while searching', async () => {
    await play('arriving');
    page.list.search('staging');
    expect(page.list.lines.length).toBeGreaterThan(page.list.rowsShown);
  });
});

describe('several rows', () => {
  const keys = () => page.list.several.map((row) => row.key);

  it('are chosen from where choosing began, over the lines of accounts', () => {
    page.list.extend(1);
    page.list.extend(1);
    page.list.extend(1);
    expect(page.list.several.map(called)).toEqual([
      'payments-prod / AdministratorAccess',
      'payments-prod / BillingAnalyst',
      'payments-prod / ReadOnlyAccess',
      'payments-staging / AdministratorAccess',
    ]);
    page.list.extend(-1);
    expect(keys()).toHaveLength(3);
    page.list.move(1);
    expect(keys()).toEqual([]);
  });

  it('are chosen one by one, with the one that was selected', () => {
    const third = present(page.list.rowAt(3));
    page.list.mark(third);
    expect(page.list.several.map((row) => row.role.name)).toEqual(['AdministratorAccess', 'ReadOnlyAccess']);
    page.list.mark(third);
    expect(keys()).toEqual([]);
  });

  it('are no more than can be done at once', () => {
    page.list.markTo(page.list.lines.length - 1);
    expect(keys()).toHaveLength(20);
    expect(page.list.full).toBe(true);
    page.list.last();
    const last = present(page.list.selected);
    page.list.first();
    page.list.markTo(page.list.lines.length - 1);
    page.list.mark(last);
    expect(keys()).toHaveLength(20);
  });

  it('are chosen anew in another list', () => {
    for (const leave of [
      () => page.list.search('x'),
      () => page.list.show('recent'),
      () => page.list.filter({ environment: 'production' }),
      () => page.list.unmark(),
    ]) {
      page.list.clear();
      page.list.show('all');
      page.list.markTo(4);
      expect(keys().length).toBeGreaterThan(1);
      leave();
      expect(keys()).toEqual([]);
    }
  });

  it('are started where they are idle, and stopped when none is', async () => {
    page.list.extend(1);
    page.list.extend(1);
    const rows = page.list.several;
    await page.roles.startOrStopSeveral(rows);
    expect(host.calls.filter(([name]) => name === 'startRoleSession')).toHaveLength(2);
    await page.roles.startOrStopSeveral(rows);
    expect(host.calls.filter(([name]) => name === 'stopRoleSession')).toHaveLength(3);
  });
});

describe('role sessions that wait', () => {
  it('stand first, under the portal they wait for', async () => {
    await play('waiting');
    page.list.show('active');
    const shown = [...page.list.lines].map((line, at) => {
      const heading = headingOf(line);
      return heading === null ? called(present(page.list.rowAt(at))) : (page.list.portals[heading] ?? 'others');
    });
    expect(shown).toEqual([
      'acme',
      'payments-prod / AdministratorAccess',
      'payments-staging / AdministratorAccess',
      'others',
      'data-platform-dev / DataEngineer',
    ]);
    expect(selected()).toBe('payments-prod / AdministratorAccess');
    page.list.move(2);
    expect(selected()).toBe('data-platform-dev / DataEngineer');
    expect(page.list.accountsOf(0, 4)).toHaveLength(3);
    page.list.filter({ environment: 'development' });
    expect(page.list.lines).toHaveLength(1);
  });
});

describe('deeds', () => {
  it('opens the console and says so', async () => {
    await page.roles.openConsole(present(page.list.selected));
    expect(host.calls.at(-1)?.[0]).toBe('openConsole');
    expect(page.toasts.shown.map((toast) => toast.text)).toEqual([
      'Opening the console as payments-prod / AdministratorAccess',
    ]);
  });

  it('says why a role could not be used, and does it again', async () => {
    await play('denied');
    await page.roles.openConsole(present(page.list.selected));
    expect(page.desk.trouble?.about).toBe('payments-prod / AdministratorAccess');
    expect(page.toasts.shown).toEqual([]);
    host.scenario.refusal = null;
    page.desk.trouble?.again();
    await settled();
    await settled();
    expect(page.desk.trouble).toBeNull();
  });

  it('starts and stops', async () => {
    page.list.move(1);
    const row = present(page.list.selected);
    await page.roles.startOrStop(row);
    expect(page.list.roleSessions.has(row.key)).toBe(true);
    await page.roles.startOrStop(row);
    expect(page.list.roleSessions.has(row.key)).toBe(false);
  });

  it('takes back a favourite that could not be kept', async () => {
    const row = present(page.list.selected);
    host.setFavourite = () => Promise.reject(new Error('gone'));
    await page.roles.toggleFavourite(row);
    flushSync();
    expect(page.list.isFavourite(row)).toBe(true);
    expect(page.desk.trouble?.problem.code).toBe('noAnswer');
  });

  it('asks before production, by itself and when the host does', async () => {
    await play('guarded');
    const row = present(page.list.selected);
    await page.roles.openConsole(row);
    expect(host.calls.some(([name]) => name === 'openConsole')).toBe(false);
    expect(page.toasts.shown).toEqual([]);
    const overlay = page.stage.overlay;
    if (overlay?.kind !== 'ask') throw new Error('nothing is asked');
    overlay.question.go();
    await settled();
    expect(host.calls.at(-1)).toEqual(['openConsole', row.assignment, null, true]);

    page.stage.close();
    const { settings } = present(page.desk.snapshot);
    page.desk.snapshot = { ...present(page.desk.snapshot), settings: { ...settings, askBeforeProduction: false } };
    await page.roles.openConsole(row);
    expect(page.stage.overlay).toMatchObject({ kind: 'ask' });
    expect(page.desk.trouble).toBeNull();
    expect(page.toasts.shown).toHaveLength(1);
  });

  it('makes the default and takes it back', async () => {
    const before = page.list.defaultKey;
    const row = present(page.list.selected);
    await page.roles.toggleDefault(row);
    expect(page.list.isDefault(row)).toBe(true);
    expect(page.toasts.undoLast()).toBe(true);
    await settled();
    expect(page.list.defaultKey).toBe(before);
    expect(page.toasts.undoLast()).toBe(false);
  });

  it('keeps labels, says why one cannot be kept, and takes them back', async () => {
    const row = present(page.list.rowAt(2));
    expect(await page.labels.setAlias(row, 'bills')).toBeNull();
    await settled();
    expect(page.list.catalogue.rows[1]?.role.alias).toBe('bills');
    expect(await page.labels.setAlias(row, 'two words')).toMatch(/^An alias is one word/);
    host.setAlias = () => Promise.resolve({ status: 'error', error: unreachable });
    expect(await page.labels.setAlias(row, 'other')).toBe(`${unreachable.summary} ${unreachable.advice}`);
    expect(page.desk.trouble).toBeNull();
    expect(await page.labels.setColour(row, 'blue')).toBeNull();
    page.toasts.undoLast();
    expect(host.calls.filter(([name]) => name === 'setColour').map(([, , colour]) => colour)).toEqual(['blue', null]);
  });

  it('shows three notes at most, the newest', () => {
    for (const text of ['one', 'two', 'three', 'four', 'five']) page.toasts.show(text);
    expect(page.toasts.shown.map((toast) => toast.text)).toEqual(['three', 'four', 'five']);
  });

  it('counts down what leaves the clipboard', async () => {
    await page.roles.copy(present(page.list.selected), { format: 'fish', label: '', secret: true });
    const toast = page.toasts.shown.at(-1);
    expect(toast?.text).toBe('Copied credentials for fish');
    expect(toast?.seconds).toBe(45);
  });

  it('leaves a newer snapshot alone', async () => {
    const slow = new FakeHost(scenarioOf('list', { accounts: 3, roles: 1, appearance: 'system', now }));
    const old = structuredClone(slow.scenario.snapshot);
    let answer = () => {};
    slow.snapshot = () =>
      new Promise((go) => {
        answer = () => go({ status: 'ok', data: old });
      });
    const other = composePage(slow, false);
    const opened = other.desk.open();
    await settled();
    slow.change((snapshot) => {
      snapshot.version = 'newer';
    });
    answer();
    await opened;
    expect(other.desk.snapshot?.version).toBe('newer');
  });
});

import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';

import { FakeHost } from '../ipc/fake/fake_host';
import { scenarioOf } from '../ipc/fake/scenarios';
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

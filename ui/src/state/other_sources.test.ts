import { beforeEach, describe, expect, it } from 'vitest';

import { FakeHost } from '../ipc/fake/fake_host';
import { scenarioOf } from '../ipc/fake/scenarios';
import { withoutIsolates } from '../words';
import { targetOf } from './account_actions.svelte';
import { accountName, type Row } from './catalogue';
import { defaultRoleStatus } from './default_role';
import { accountIndexOf, OTHER_SOURCES, OTHER_SOURCES_HEADING } from './list_rows';
import { scopeParts } from './list_scope';
import { composePage, type Page } from './page.svelte';
import { nameOfRow } from './row_name';

const now = Date.parse('2026-11-23T14:42:30Z');
let page: Page;

async function load(state: 'sources' | 'onlySources', accounts = 3): Promise<void> {
  page = composePage(new FakeHost(scenarioOf(state, { accounts, roles: 4, appearance: 'system', now })), false);
  await page.appState.subscribe();
  await new Promise((resolve) => setTimeout(resolve, 0));
}

/** What each row of the list shows. */
function outline(): string[] {
  const { list } = page;
  return [...list.rows].map((shown, at) => {
    if (shown === OTHER_SOURCES_HEADING) return 'Other sources';
    const account = list.catalogue.accounts[accountIndexOf(shown)];
    return list.rowAt(at)?.role.name ?? (account === undefined ? '' : `# ${accountName(account)}`);
  });
}

function row(name: string): Row {
  const found = page.list.catalogue.rows.find(({ role }) => role.definition?.name === name);
  if (found === undefined) throw new Error(`no role ${name}`);
  return found;
}

const others = [
  '# 4200 1122 3344',
  'Build',
  'BuildHost',
  '# 4200 5566 7788',
  'Deploy',
  '# 4200 9900 1122',
  'ada',
  'Audit',
];

beforeEach(() => load('sources'));

describe('roles that depend on no portal', () => {
  it('stand in the account that a portal lists, or under a heading of their own', () => {
    const shown = outline();
    expect(shown.slice(0, 5)).toEqual([
      '# payments-prod',
      'AdministratorAccess',
      'BillingAnalyst',
      'ReadOnlyAccess',
      'Release',
    ]);
    expect(shown.slice(shown.indexOf('Other sources'))).toEqual(['Other sources', ...others]);
  });

  it('need no heading alone', async () => {
    await load('onlySources');
    expect(outline()).toEqual(others);
  });

  it('are what one filter shows, and no other', () => {
    page.list.setAccountFilters({ portal: OTHER_SOURCES });
    expect(outline()).toEqual(['# payments-prod', 'Release', ...others]);
    expect(scopeParts(page.list).map(({ name }) => name)).toEqual(['Other sources']);
    page.list.setAccountFilters({ portal: 'acme' });
    expect(outline()).not.toContain('Release');
    expect(outline()).toContain('AdministratorAccess');
  });

  it('are found, and named by what the user called them', () => {
    page.list.search('ci deploy');
    expect(outline()[0]).toBe('Deploy');
    expect(targetOf(row('ci-deploy'))).toBe('ci-deploy');
    expect(nameOfRow(page, 0)).toBe('4200 5566 7788, Deploy, alias ci-deploy');
  });

  it('say where they cannot be used', () => {
    const at = [...page.list.rows].findIndex((_, index) => page.list.rowAt(index)?.key === row('audit').key);
    expect(nameOfRow(page, at)).toBe('4200 9900 1122, Audit, alias audit, cannot be used');
  });

  it('never wait for a sign-in', () => {
    const { roleKey } = row('release');
    const status = defaultRoleStatus(page.appState.snapshot, roleKey, row('release'), now);
    expect(status).toEqual({ state: 'ready' });
  });

  it('are those of an account that is shown alone', () => {
    page.accountActions.showOnly(row('ci').account);
    expect(outline().sort()).toEqual(['Build', 'BuildHost']);
    expect(withoutIsolates(page.list.query)).toBe('420011223344');
  });
});

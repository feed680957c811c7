import { beforeEach, describe, expect, it } from 'vitest';

import { FakeHost } from '../ipc/fake/fake_host';
import { scenarioOf } from '../ipc/fake/scenarios';
import { scopeParts } from './list_scope';
import { composePage, type Page } from './page.svelte';

const now = Date.parse('2026-11-23T14:42:30Z');
let page: Page;

beforeEach(async () => {
  page = composePage(new FakeHost(scenarioOf('list', { accounts: 12, roles: 4, appearance: 'system', now })), false);
  await page.appState.subscribe();
  await new Promise((resolve) => setTimeout(resolve, 0));
});

describe('the scope of the list', () => {
  it('has a part for each thing that narrows it, and each can be removed', () => {
    const { list } = page;
    expect(scopeParts(list)).toEqual([]);
    expect(list.isNarrowed).toBe(false);
    list.setListFilter('favourites');
    list.setAccountFilters({ environment: 'production', portal: 'acme' });
    expect(scopeParts(list).map(({ name }) => name)).toEqual(['Favourites', 'acme', 'Production']);
    expect(list.isNarrowed).toBe(true);
    for (const left of [2, 1, 0]) {
      scopeParts(list).at(-1)?.remove();
      expect(scopeParts(list)).toHaveLength(left);
    }
  });

  it('counts what the search finds outside of it', () => {
    const { list } = page;
    list.setAccountFilters({ environment: 'production' });
    expect(list.outsideCount).toBe(0);
    list.search('admin');
    const inside = list.roleCount;
    const outside = list.outsideCount;
    expect(inside).toBeGreaterThan(0);
    expect(outside).toBeGreaterThan(0);
    list.widen();
    expect(list.query).toBe('admin');
    expect(list.outsideCount).toBe(0);
    expect(list.roleCount).toBe(inside + outside);
  });

  it('selects all of it together, up to the most that may be', () => {
    const { list } = page;
    list.selectAll();
    expect(list.multiSelected).toHaveLength(20);
    list.setListFilter('favourites');
    list.selectAll();
    expect(list.multiSelected).toHaveLength(list.roleCount);
  });
});

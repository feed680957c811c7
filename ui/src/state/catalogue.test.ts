import { describe, expect, it } from 'vitest';

import type { Account } from '../ipc/types';
import { organization, accountsWithSameName } from '../ipc/fake/organization';
import { account } from '../ipc/fake/records';
import { buildCatalogue } from './catalogue';

const disambiguation = (accounts: Account[]) =>
  buildCatalogue({ revision: 1, accounts, removed: [], recents: [], otherAliases: [] }).disambiguation;

describe('accounts of the same name', () => {
  it('are distinguished by id, and by portal if the ids are equal', () => {
    expect(disambiguation(accountsWithSameName('acme', 'labs'))).toEqual([
      'portal',
      'id',
      'portal',
      'portal',
      'portal',
      'name',
    ]);
  });

  it('are distinguished across portals', () => {
    expect(disambiguation([account(1, 'twin'), account(2, 'twin', { portal: 'labs' })])).toEqual(['id', 'id']);
  });

  it('include names that only look the same', () => {
    expect(disambiguation([account(1, 'twin'), account(2, ' twin\u200b'), account(3, 'Twin')])).toEqual([
      'id',
      'id',
      'name',
    ]);
  });

  it('do not affect other and empty names', () => {
    expect(disambiguation([account(1, ''), account(2, ' '), account(3, 'constructor')])).toEqual([
      'name',
      'name',
      'name',
    ]);
    expect(new Set(disambiguation(organization(400, 1)))).toEqual(new Set(['name']));
  });

  it('are distinguished by portal if the names are empty', () => {
    expect(disambiguation([account(1, ''), account(1, '', { portal: 'labs' })])).toEqual(['portal', 'portal']);
  });
});

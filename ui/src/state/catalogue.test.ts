import { describe, expect, it } from 'vitest';

import type { AccountView } from '../ipc/bindings';
import { account, organization, twins } from '../ipc/fake/organization';
import { buildCatalogue } from './catalogue';

const apart = (accounts: AccountView[]) => buildCatalogue({ revision: 1, accounts, recents: [] }).apart;

describe('accounts of one name', () => {
  it('are told apart by their ids, and by their portals where the ids are equal', () => {
    expect(apart(twins('acme', 'labs'))).toEqual(['portal', 'id', 'portal', 'portal', 'portal', 'name']);
  });

  it('are told apart across portals', () => {
    expect(apart([account(1, 'twin'), account(2, 'twin', { portal: 'labs' })])).toEqual(['id', 'id']);
  });

  it('are those that look the same', () => {
    expect(apart([account(1, 'twin'), account(2, ' twin\u200b'), account(3, 'Twin')])).toEqual(['id', 'id', 'name']);
  });

  it('leave others and the nameless alone', () => {
    expect(apart([account(1, ''), account(2, ' '), account(3, 'constructor')])).toEqual(['name', 'name', 'name']);
    expect(new Set(apart(organization(400, 1)))).toEqual(new Set(['name']));
  });

  it('are told apart by portal when they have no name', () => {
    expect(apart([account(1, ''), account(1, '', { portal: 'labs' })])).toEqual(['portal', 'portal']);
  });
});

// The cases that `rolecall roles` runs too: crates/rolecall/src/target/search/tests.rs.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import type { RoleKey } from '../ipc/types';
import { account, role } from '../ipc/fake/records';
import { buildCatalogue, originName, type Catalogue } from './catalogue';
import { buildListRows, isRole } from './list_rows';
import { SearchIndex } from './search';

/** A catalogue and what is found in it. Roles are written as targets. */
type CaseGroup = {
  about: string;
  tags: Record<string, string[]>;
  aliases: Record<string, string>;
  favourites: string[];
  active: string[];
  recents: string[];
  accounts: { portal: string; id: string; name: string; roles: string[]; defined?: Record<string, string> }[];
  cases: { query: string; expected: string[] }[];
};

const here = dirname(fileURLToPath(import.meta.url));
const file = join(here, '../../../crates/rolecall/src/target/search/cases.json');
const groups = JSON.parse(readFileSync(file, 'utf8')) as CaseGroup[];

function target({ origin, accountId, roleName }: RoleKey): string {
  return origin.startsWith('role:') ? originName(origin) : `${origin}/${accountId}/${roleName}`;
}

function catalogueOf(group: CaseGroup): Catalogue {
  const aliases = new Map<string, string>();
  const otherAliases: { roleKey: RoleKey; alias: string }[] = [];
  const keys = new Map<string, RoleKey>();
  for (const { portal, id, roles, defined } of group.accounts) {
    const listed = roles.map((roleName) => ({ origin: portal, roleName }));
    const ofUser = Object.entries(defined ?? {}).map(([name, roleName]) => ({ origin: `role:${name}`, roleName }));
    for (const { origin, roleName } of [...listed, ...ofUser]) {
      const roleKey = { origin, accountId: id, roleName };
      keys.set(target(roleKey), roleKey);
    }
  }
  for (const [alias, name] of Object.entries(group.aliases)) {
    const roleKey = keys.get(name);
    if (roleKey !== undefined && aliases.has(name)) otherAliases.push({ roleKey, alias });
    else aliases.set(name, alias);
  }
  const accounts = group.accounts.map(({ portal, id, name, roles, defined }) => {
    const listed = roles.map((roleName) =>
      role(roleName, { origin: portal, alias: aliases.get(`${portal}/${id}/${roleName}`) ?? null }),
    );
    const ofUser = Object.entries(defined ?? {}).map(([definedName, roleName]) =>
      role(roleName, {
        origin: `role:${definedName}`,
        definition: {
          name: definedName,
          fields: [],
          chain: [],
          region: null,
          endpointUrl: null,
          certificate: null,
          problem: null,
        },
        alias: aliases.get(definedName) ?? null,
      }),
    );
    const tags = group.tags[id] ?? [];
    return account(0, name, { portal, accountId: id, tags, roles: [...listed, ...ofUser] });
  });
  return buildCatalogue({ revision: 1, accounts, removed: [], recents: [], otherAliases });
}

describe.each(groups)('search: $about', (group) => {
  const catalogue = catalogueOf(group);
  const index = new SearchIndex(catalogue);
  const keys = new Map(catalogue.rows.map((row) => [target(row.roleKey), row.key]));
  const keysOf = (targets: string[]) => targets.map((name) => keys.get(name) ?? '');

  it.each(group.cases)('finds $query in the order of the command', ({ query, expected }) => {
    const rows = buildListRows({
      catalogue: { ...catalogue, recents: keysOf(group.recents) },
      index,
      listFilter: 'all',
      accountFilters: { environment: null, portal: null },
      query,
      favourites: new Set(keysOf(group.favourites)),
      active: keysOf(group.active),
      waiting: new Set(),
      portals: [],
    });
    const found = [...rows].filter(isRole).map((row) => catalogue.rows[row]);
    expect(found.map((row) => (row === undefined ? '' : target(row.roleKey)))).toEqual(expected);
  });
});

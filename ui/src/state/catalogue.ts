// The accounts and roles in the form the page uses: a flat list in the order of the host, with an index by key. Pure; knows no
// view.
import type { Account, AccountKey, RoleKey, CatalogueRows, Role } from '../ipc/types';
import { words } from '../words';

/** One row of the role list: a role that the user may assume in an account. */
export type Row = {
  /** From `roleKeyString`. */
  key: string;
  accountIndex: number;
  account: Account;
  role: Role;
  roleKey: RoleKey;
};

/**
 * What the page shows to distinguish an account from others: its name alone if that is unique, its id if the name is not,
 * or its id and what it stands under if another account has the same name and the same id.
 */
export type Disambiguation = 'name' | 'id' | 'portal';

export type Catalogue = {
  accounts: Account[];
  /** Parallel to `accounts`. */
  disambiguation: Disambiguation[];
  rows: Row[];
  /** The rows of account `i` are `rowOffsets[i]` up to, not including, `rowOffsets[i + 1]`. */
  rowOffsets: Int32Array;
  /** The index in `rows` of each row, by its key. */
  rowIndexByKey: Map<string, number>;
  /** The keys of the recently used roles, newest first. They may be missing in `rows`. */
  recents: string[];
  /** What roles with several aliases have besides `role.alias`, by the index of their row. */
  otherAliases: Map<number, string[]>;
};

/** A collision-free key: the parts are separated by a character that AWS does not allow in any of them. */
export function roleKeyString(roleKey: RoleKey): string {
  return `${roleKey.accountId}\u0000${roleKey.origin}\u0000${roleKey.roleName}`;
}

/** The name of where a role comes from: a portal, or the name that the user defined the role under. */
export function originName(origin: string): string {
  return origin.startsWith('role:') ? origin.slice('role:'.length) : origin;
}

/** The user's own name for a role: its alias, or the name that it is defined under. */
export const ownName = (role: Role): string | null => role.alias ?? role.definition?.name ?? null;

/** The key by which the host identifies an account. */
export function accountKey(account: Account): AccountKey {
  return { portal: account.portal, accountId: account.accountId };
}

/** What the account stands under: its portal, or the other sources of roles. */
export const portalLabel = ({ portal }: Account): string => portal ?? words.otherSources.name;

/** The account's name, or its id if the name is empty. */
export const accountName = ({ accountId, name }: Account): string => accountLabel(accountId, name);

export const accountLabel = (accountId: string, name: string): string =>
  name.trim() === '' ? groupedId(accountId) : name;

/** `111222233334` as `1112 2223 3334`. */
export function groupedId(id: string): string {
  return /^\d{12}$/.test(id) ? `${id.slice(0, 4)} ${id.slice(4, 8)} ${id.slice(8)}` : id;
}

/** The account's name normalized to how it looks: runs of spaces are one space, and invisible characters are removed. */
function visibleName(account: Account): string {
  return accountName(account)
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .normalize('NFC')
    .trim();
}

function disambiguate(accounts: readonly Account[]): Disambiguation[] {
  const names = accounts.map(visibleName);
  const countsByName = new Map<string, Map<string, number>>();
  accounts.forEach(({ accountId }, index) => {
    const name = names[index] ?? '';
    const idCounts = countsByName.get(name) ?? new Map<string, number>();
    countsByName.set(name, idCounts.set(accountId, (idCounts.get(accountId) ?? 0) + 1));
  });
  return accounts.map(({ accountId }, index) => {
    const idCounts = countsByName.get(names[index] ?? '');
    if ((idCounts?.get(accountId) ?? 0) > 1) return 'portal';
    return (idCounts?.size ?? 0) > 1 ? 'id' : 'name';
  });
}

export function buildCatalogue(source: CatalogueRows | null): Catalogue {
  const accounts = source?.accounts ?? [];
  const rows: Row[] = [];
  const rowOffsets = new Int32Array(accounts.length + 1);
  const rowIndexByKey = new Map<string, number>();
  accounts.forEach((account, accountIndex) => {
    rowOffsets[accountIndex] = rows.length;
    for (const role of account.roles) {
      const roleKey = { origin: role.origin, accountId: account.accountId, roleName: role.name };
      const key = roleKeyString(roleKey);
      rowIndexByKey.set(key, rows.length);
      rows.push({ key, accountIndex, account, role, roleKey });
    }
  });
  rowOffsets[accounts.length] = rows.length;
  const recents = (source?.recents ?? []).map(roleKeyString);
  const otherAliases = new Map<number, string[]>();
  for (const { roleKey, alias } of source?.otherAliases ?? []) {
    const row = rowIndexByKey.get(roleKeyString(roleKey));
    if (row !== undefined) otherAliases.set(row, [...(otherAliases.get(row) ?? []), alias]);
  }
  return { accounts, disambiguation: disambiguate(accounts), rows, rowOffsets, rowIndexByKey, recents, otherAliases };
}

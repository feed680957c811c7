// The accounts and roles as the page uses them: flat, in the order of the host, found by key. Pure; knows no view.
import type { Account, AccountKey, AssignmentKey, CatalogueRows, Role } from '../ipc/types';

/** An assignment that the user may assume. */
export type Row = {
  key: string;
  accountIndex: number;
  account: Account;
  role: Role;
  assignment: AssignmentKey;
};

/**
 * What distinguishes an account from others of the same name: its name alone, its id, or its id and its portal if the
 * other account has the same id.
 */
export type Disambiguation = 'name' | 'id' | 'portal';

export type Catalogue = {
  accounts: Account[];
  /** For each account. */
  disambiguation: Disambiguation[];
  rows: Row[];
  /** The rows of account `i` are `firstRow[i]` up to, not including, `firstRow[i + 1]`. */
  firstRow: Int32Array;
  /** The index of each row by its key. */
  rowByKey: Map<string, number>;
  recents: string[];
};

/** A key that no name can forge: the parts are separated by a character that AWS allows in none of them. */
export function assignmentKey(assignment: AssignmentKey): string {
  return `${assignment.accountId}\u0000${assignment.portal}\u0000${assignment.roleName}`;
}

/** The key by which the host identifies an account. */
export function accountKey(account: Account): AccountKey {
  return { portal: account.portal, accountId: account.accountId };
}

/** The account's name, or its id if the name is empty. */
export function accountName(account: Account): string {
  return account.name.trim() === '' ? groupedId(account.accountId) : account.name;
}

/** `111222233334` as `1112 2223 3334`. */
export function groupedId(id: string): string {
  return /^\d{12}$/.test(id) ? `${id.slice(0, 4)} ${id.slice(4, 8)} ${id.slice(8)}` : id;
}

/** A name as it looks: runs of spaces as one, without characters that show nothing. */
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
  const firstRow = new Int32Array(accounts.length + 1);
  const rowByKey = new Map<string, number>();
  accounts.forEach((account, accountIndex) => {
    firstRow[accountIndex] = rows.length;
    for (const role of account.roles) {
      const assignment = { portal: account.portal, accountId: account.accountId, roleName: role.name };
      const key = assignmentKey(assignment);
      rowByKey.set(key, rows.length);
      rows.push({ key, accountIndex, account, role, assignment });
    }
  });
  firstRow[accounts.length] = rows.length;
  const recents = (source?.recents ?? []).map(assignmentKey);
  return { accounts, disambiguation: disambiguate(accounts), rows, firstRow, rowByKey, recents };
}

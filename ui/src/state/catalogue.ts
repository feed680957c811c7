// The rows of the list as the page keeps them: flat, in the order of the host, found by key. Pure; knows no view.
import type { AccountKey, AccountView, AssignmentKey, RoleView, RowsView } from '../ipc/bindings';

/** One assignment the person may assume. */
export type Row = {
  key: string;
  accountIndex: number;
  account: AccountView;
  role: RoleView;
  assignment: AssignmentKey;
};

/**
 * What tells an account from another of its name: nothing where there is none, its id, or its id and portal where the
 * other has that id too.
 */
export type Apart = 'name' | 'id' | 'portal';

/** Accounts and rows; `apart[i]` belongs to account `i`, `firstRow[i]` to `firstRow[i + 1]` are its rows. */
export type Catalogue = {
  accounts: AccountView[];
  apart: Apart[];
  rows: Row[];
  firstRow: Int32Array;
  rowOf: Map<string, number>;
  recents: string[];
};

/** A key that no name can forge: the parts are separated by a character that AWS allows in none of them. */
export function assignmentKey(assignment: AssignmentKey): string {
  return `${assignment.accountId}\u0000${assignment.portal}\u0000${assignment.roleName}`;
}

/** The key the host knows an account by. */
export function accountKey(account: AccountView): AccountKey {
  return { portal: account.portal, accountId: account.accountId };
}

/** What an account is called where its name may be empty. */
export function accountName(account: AccountView): string {
  return account.name.trim() === '' ? groupedId(account.accountId) : account.name;
}

/** `111222233334` as `1112 2223 3334`. */
export function groupedId(id: string): string {
  return /^\d{12}$/.test(id) ? `${id.slice(0, 4)} ${id.slice(4, 8)} ${id.slice(8)}` : id;
}

/** A name as the eye takes it: blanks run together, and letters without a shape show nothing. */
function seenName(account: AccountView): string {
  return accountName(account)
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .normalize('NFC')
    .trim();
}

function tellApart(accounts: readonly AccountView[]): Apart[] {
  const names = accounts.map(seenName);
  const idsOfName = new Map<string, Map<string, number>>();
  accounts.forEach(({ accountId }, index) => {
    const name = names[index] ?? '';
    const ids = idsOfName.get(name) ?? new Map<string, number>();
    idsOfName.set(name, ids.set(accountId, (ids.get(accountId) ?? 0) + 1));
  });
  return accounts.map(({ accountId }, index) => {
    const ids = idsOfName.get(names[index] ?? '');
    if ((ids?.get(accountId) ?? 0) > 1) return 'portal';
    return (ids?.size ?? 0) > 1 ? 'id' : 'name';
  });
}

export function buildCatalogue(view: RowsView | null): Catalogue {
  const accounts = view?.accounts ?? [];
  const rows: Row[] = [];
  const firstRow = new Int32Array(accounts.length + 1);
  const rowOf = new Map<string, number>();
  accounts.forEach((account, accountIndex) => {
    firstRow[accountIndex] = rows.length;
    for (const role of account.roles) {
      const assignment = { portal: account.portal, accountId: account.accountId, roleName: role.name };
      const key = assignmentKey(assignment);
      rowOf.set(key, rows.length);
      rows.push({ key, accountIndex, account, role, assignment });
    }
  });
  firstRow[accounts.length] = rows.length;
  const recents = (view?.recents ?? []).map(assignmentKey);
  return { accounts, apart: tellApart(accounts), rows, firstRow, rowOf, recents };
}

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

/** Accounts and rows; `firstRow[i]` to `firstRow[i + 1]` are the rows of account `i`. */
export type Catalogue = {
  accounts: AccountView[];
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
  return { accounts, rows, firstRow, rowOf, recents: (view?.recents ?? []).map(assignmentKey) };
}

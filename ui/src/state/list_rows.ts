// Which rows the list shows. A row is a number: the index of a role in the catalogue or, if negative, an account or a
// heading above its roles. Pure.
import type { Environment } from '../ipc/types';
import type { Catalogue } from './catalogue';
import { ranked, type SearchIndex, terms } from './search';

/** Which roles: all, those with a role session, favourites, recently used ones. */
export type ListFilter = 'all' | 'active' | 'favourites' | 'recent';

/** Which accounts the buttons above the list admit; null admits all. */
export type AccountFilters = { environment: Environment | null; portal: string | null };

/** What the rows are computed from. */
export type ListInput = {
  catalogue: Catalogue;
  index: SearchIndex;
  listFilter: ListFilter;
  accountFilters: AccountFilters;
  query: string;
  favourites: ReadonlySet<string>;
  /** Keys of roles with a role session, the one that ends first at the front. */
  active: readonly string[];
  /** Those of `active` that wait for a sign-in. */
  waiting: ReadonlySet<string>;
  /** The portals' names, in order. */
  portals: readonly string[];
};

/** The row of an account. */
export const accountRow = (accountIndex: number): number => -1 - accountIndex;
/** The account of such a row. */
export const accountIndexOf = (row: number): number => -1 - row;
const FIRST_HEADING = -1_000_000_000;
/**
 * The heading above the role sessions that wait for the portal with this index. The index after the last portal is the
 * heading above all others.
 */
export const headingRow = (portalIndex: number): number => FIRST_HEADING - portalIndex;
/** The portal index of a heading; null for other rows. */
export const headingPortal = (row: number): number | null => (row <= FIRST_HEADING ? FIRST_HEADING - row : null);
/** Whether a row is a role and can be selected. */
export const isRole = (row: number): boolean => row >= 0;

/** Whether each row names its account, instead of standing under an account row. */
export function isFlat(listFilter: ListFilter, query: string): boolean {
  return terms(query).length > 0 || listFilter === 'active' || listFilter === 'recent';
}

/** What identifies a row while others are added or removed. */
export function rowKey({ catalogue, portals }: Pick<ListInput, 'catalogue' | 'portals'>, row: number): string {
  if (isRole(row)) return catalogue.rows[row]?.key ?? '';
  const portalIndex = headingPortal(row);
  if (portalIndex !== null) return `heading\u0000${portals[portalIndex] ?? ''}`;
  const account = catalogue.accounts[accountIndexOf(row)];
  return `account\u0000${account?.accountId ?? ''}\u0000${account?.portal ?? ''}`;
}

/** The position of the account or heading that a row stands under, or of the row itself; -1 if there is none. */
export function headingIndex(rows: Int32Array, index: number): number {
  let at = index;
  while (at >= 0 && isRole(rows[at] ?? -1)) at -= 1;
  return at;
}

export function buildListRows(input: ListInput): Int32Array {
  if (terms(input.query).length > 0) return searchRows(input);
  switch (input.listFilter) {
    case 'all':
      return groupedRows(input, () => true, true);
    case 'favourites':
      return groupedRows(input, (key) => input.favourites.has(key), false);
    case 'active':
      return activeRows(input);
    case 'recent':
      return flatRows(input, input.catalogue.recents);
  }
}

function admitsAccount({ catalogue, accountFilters }: ListInput, index: number): boolean {
  const account = catalogue.accounts[index];
  if (account === undefined) return false;
  const { environment, portal } = accountFilters;
  if (environment !== null && account.environment !== environment) return false;
  return portal === null || account.portal === portal;
}

function groupedRows(input: ListInput, admits: (key: string) => boolean, withEmptyAccounts: boolean): Int32Array {
  const { accounts, rows, rowOffsets } = input.catalogue;
  const found: number[] = [];
  for (let account = 0; account < accounts.length; account += 1) {
    if (!admitsAccount(input, account)) continue;
    const start = found.length;
    found.push(accountRow(account));
    for (let row = rowOffsets[account] ?? 0; row < (rowOffsets[account + 1] ?? 0); row += 1) {
      if (admits(rows[row]?.key ?? '')) found.push(row);
    }
    if (found.length === start + 1 && !withEmptyAccounts) found.pop();
  }
  return Int32Array.from(found);
}

function flatRows(input: ListInput, keys: readonly string[]): Int32Array {
  const { rowIndexByKey, rows } = input.catalogue;
  const found = keys
    .map((key) => rowIndexByKey.get(key) ?? -1)
    .filter((row) => row !== -1 && admitsAccount(input, rows[row]?.accountIndex ?? -1));
  return Int32Array.from(found);
}

/** Role sessions that wait for a sign-in come first, by portal. */
function activeRows(input: ListInput): Int32Array {
  const { active, waiting, portals, catalogue } = input;
  const waitingRows = flatRows(
    input,
    active.filter((key) => waiting.has(key)),
  );
  const otherRows = flatRows(
    input,
    active.filter((key) => !waiting.has(key)),
  );
  const found: number[] = [];
  portals.forEach((portal, index) => {
    const rows = waitingRows.filter((row) => catalogue.rows[row]?.account.portal === portal);
    if (rows.length > 0) found.push(headingRow(index), ...rows);
  });
  if (found.length === 0) return otherRows;
  if (otherRows.length > 0) found.push(headingRow(portals.length), ...otherRows);
  return Int32Array.from(found);
}

const FAVOURITE_BONUS = 8;
const ACTIVE_BONUS = 6;
const RECENT_BONUS = 4;

function searchRows(input: ListInput): Int32Array {
  const { catalogue, index, query, listFilter, favourites, active } = input;
  const scores = index.scores(query);
  const raise = (key: string, bonus: number) => {
    const row = catalogue.rowIndexByKey.get(key) ?? -1;
    if ((scores[row] ?? 0) > 0) scores[row] = (scores[row] ?? 0) + bonus;
  };
  for (const key of favourites) raise(key, FAVOURITE_BONUS);
  for (const key of active) raise(key, ACTIVE_BONUS);
  for (const key of catalogue.recents) raise(key, RECENT_BONUS);

  const admitsKey = keyFilter(input);
  const admitted = catalogue.accounts.map((_, account) => admitsAccount(input, account));
  const found = ranked(scores, (row) => {
    const entry = catalogue.rows[row];
    return entry !== undefined && admitted[entry.accountIndex] === true && admitsKey(entry.key);
  });
  if (listFilter !== 'all') return found;

  const matches = index.accountMatches(query);
  const emptyAccounts: number[] = [];
  catalogue.accounts.forEach((account, at) => {
    if (account.roles.length === 0 && matches[at] === 1 && admitted[at] === true) emptyAccounts.push(accountRow(at));
  });
  return Int32Array.from([...found, ...emptyAccounts]);
}

function keyFilter({ listFilter, favourites, active, catalogue }: ListInput): (key: string) => boolean {
  switch (listFilter) {
    case 'all':
      return () => true;
    case 'favourites':
      return (key) => favourites.has(key);
    case 'active': {
      const keys = new Set(active);
      return (key) => keys.has(key);
    }
    case 'recent': {
      const keys = new Set(catalogue.recents);
      return (key) => keys.has(key);
    }
  }
}

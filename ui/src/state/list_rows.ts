// Which rows the list shows. A row is a number: the index of a role in the catalogue or, if negative, an account or a
// heading above its roles. Pure.
import type { Account, Environment } from '../ipc/types';
import type { Catalogue, Row } from './catalogue';
import { ranked, type SearchIndex, terms } from './search';

/** Which roles: all, those with a role session, favourites, recently used ones. */
export type ListFilter = 'all' | 'active' | 'favourites' | 'recent';

/** Stands for a portal's name where roles that depend on no portal are meant; no portal is called so. */
export const OTHER_SOURCES = 'role:';

/** Which roles the buttons above the list admit; null admits all. */
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
/** The heading above the accounts that stand under no portal. */
export const OTHER_SOURCES_HEADING = FIRST_HEADING + 1;
/** Whether a row is a role and can be selected. */
export const isRole = (row: number): boolean => row >= 0;

/** Whether each row names its account, instead of standing under an account row. */
export function isFlat(listFilter: ListFilter, query: string): boolean {
  return terms(query).length > 0 || listFilter === 'active' || listFilter === 'recent';
}

/** What identifies a row while others are added or removed. */
export function rowKey({ catalogue, portals }: Pick<ListInput, 'catalogue' | 'portals'>, row: number): string {
  if (isRole(row)) return catalogue.rows[row]?.key ?? '';
  if (row === OTHER_SOURCES_HEADING) return 'other sources';
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

const admitsEnvironment = ({ environment }: AccountFilters, account: Account): boolean =>
  environment === null || account.environment === environment;

const admitsSource = (filters: AccountFilters, portal: string | null): boolean =>
  filters.portal === null || filters.portal === (portal ?? OTHER_SOURCES);

/** A role is of the portal whose sign-in it depends on, wherever its account stands. */
const admitsRow = ({ accountFilters }: ListInput, row: Row | undefined): boolean =>
  row !== undefined && admitsEnvironment(accountFilters, row.account) && admitsSource(accountFilters, row.role.portal);

function admitsEmptyAccount({ accountFilters }: ListInput, account: Account): boolean {
  return (
    account.roles.length === 0 &&
    admitsEnvironment(accountFilters, account) &&
    admitsSource(accountFilters, account.portal)
  );
}

function groupedRows(input: ListInput, admits: (key: string) => boolean, withEmptyAccounts: boolean): Int32Array {
  const { accounts, rows, rowOffsets } = input.catalogue;
  const found: number[] = [];
  const isOtherSourcesOnly = input.accountFilters.portal === OTHER_SOURCES;
  let hasHeading = false;
  accounts.forEach((account, index) => {
    const roles: number[] = [];
    for (let at = rowOffsets[index] ?? 0; at < (rowOffsets[index + 1] ?? 0); at += 1) {
      const row = rows[at];
      if (admitsRow(input, row) && admits(row?.key ?? '')) roles.push(at);
    }
    if (roles.length === 0 && !(withEmptyAccounts && admitsEmptyAccount(input, account))) return;
    // Alone, or where the filter says so, they need no heading.
    if (account.portal === null && !hasHeading && found.length > 0 && !isOtherSourcesOnly)
      found.push(OTHER_SOURCES_HEADING);
    hasHeading ||= account.portal === null;
    found.push(accountRow(index), ...roles);
  });
  return Int32Array.from(found);
}

function flatRows(input: ListInput, keys: readonly string[]): Int32Array {
  const { rowIndexByKey, rows } = input.catalogue;
  const found = keys
    .map((key) => rowIndexByKey.get(key) ?? -1)
    .filter((row) => row !== -1 && admitsRow(input, rows[row]));
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
    const rows = waitingRows.filter((row) => catalogue.rows[row]?.role.portal === portal);
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
  const found = ranked(scores, (row) => {
    const entry = catalogue.rows[row];
    return entry !== undefined && admitsRow(input, entry) && admitsKey(entry.key);
  });
  if (listFilter !== 'all') return found;

  const matches = index.accountMatches(query);
  const emptyAccounts: number[] = [];
  catalogue.accounts.forEach((account, at) => {
    if (matches[at] === 1 && admitsEmptyAccount(input, account)) emptyAccounts.push(accountRow(at));
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

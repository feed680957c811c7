// Which lines the list shows. A line is a number: a row, or (negative) an account or a heading that stands over its
// rows. Pure.
import type { EnvironmentView } from '../ipc/bindings';
import type { Catalogue } from './catalogue';
import { ranked, type SearchIndex, terms } from './search';

/** Which roles: all, those with a role session, the marked ones, the ones last used. */
export type Room = 'all' | 'active' | 'favourites' | 'recent';

/** What the chips above the list admit; null admits everything. */
export type Filters = { environment: EnvironmentView | null; portal: string | null };

/** What the lines are made from. */
export type Question = {
  catalogue: Catalogue;
  index: SearchIndex;
  room: Room;
  filters: Filters;
  query: string;
  favourites: ReadonlySet<string>;
  /** Keys of assignments with a role session, the one that ends first at the front. */
  active: readonly string[];
  /** Those of them that wait for a sign-in. */
  waiting: ReadonlySet<string>;
  /** The portals' names, in order. */
  portals: readonly string[];
};

/** A line that stands for an account. */
export const accountLine = (account: number): number => -1 - account;
/** The account of such a line. */
export const accountOf = (line: number): number => -1 - line;
const HEADING = -1_000_000_000;
/** A heading over what waits for the portal with this number; the number after the last one is over all others. */
export const headingLine = (portal: number): number => HEADING - portal;
/** The number of such a line; null for others. */
export const headingOf = (line: number): number | null => (line <= HEADING ? HEADING - line : null);
/** Whether a line is a row and can be selected. */
export const isRow = (line: number): boolean => line >= 0;

/** Whether rows name their account themselves instead of standing under it. */
export function isFlat(room: Room, query: string): boolean {
  return terms(query).length > 0 || room === 'active' || room === 'recent';
}

export function buildLines(question: Question): Int32Array {
  if (terms(question.query).length > 0) return searched(question);
  switch (question.room) {
    case 'all':
      return grouped(question, () => true, true);
    case 'favourites':
      return grouped(question, (key) => question.favourites.has(key), false);
    case 'active':
      return fared(question);
    case 'recent':
      return listed(question, question.catalogue.recents);
  }
}

function admitsAccount({ catalogue, filters }: Question, index: number): boolean {
  const account = catalogue.accounts[index];
  if (account === undefined) return false;
  if (filters.environment !== null && account.environment !== filters.environment) return false;
  return filters.portal === null || account.portal === filters.portal;
}

function grouped(question: Question, admits: (key: string) => boolean, bare: boolean): Int32Array {
  const { accounts, rows, firstRow } = question.catalogue;
  const lines: number[] = [];
  for (let account = 0; account < accounts.length; account += 1) {
    if (!admitsAccount(question, account)) continue;
    const head = lines.length;
    lines.push(accountLine(account));
    for (let row = firstRow[account] ?? 0; row < (firstRow[account + 1] ?? 0); row += 1) {
      if (admits(rows[row]?.key ?? '')) lines.push(row);
    }
    if (lines.length === head + 1 && !bare) lines.pop();
  }
  return Int32Array.from(lines);
}

function listed(question: Question, keys: readonly string[]): Int32Array {
  const { rowOf, rows } = question.catalogue;
  const lines = keys
    .map((key) => rowOf.get(key) ?? -1)
    .filter((row) => row !== -1 && admitsAccount(question, rows[row]?.accountIndex ?? -1));
  return Int32Array.from(lines);
}

/** What waits for a sign-in stands first, by portal. */
function fared(question: Question): Int32Array {
  const { active, waiting, portals } = question;
  const others = listed(
    question,
    active.filter((key) => !waiting.has(key)),
  );
  const lines: number[] = [];
  portals.forEach((portal, at) => {
    const rows = listed(
      question,
      active.filter((key) => waiting.has(key)),
    ).filter((row) => question.catalogue.rows[row]?.account.portal === portal);
    if (rows.length > 0) lines.push(headingLine(at), ...rows);
  });
  if (lines.length === 0) return others;
  if (others.length > 0) lines.push(headingLine(portals.length), ...others);
  return Int32Array.from(lines);
}

const FAVOURITE_LEAD = 8;
const ACTIVE_LEAD = 6;
const RECENT_LEAD = 4;

function searched(question: Question): Int32Array {
  const { catalogue, index, query, room, favourites, active } = question;
  const scores = index.scores(query);
  const lead = (key: string, by: number) => {
    const row = catalogue.rowOf.get(key) ?? -1;
    if ((scores[row] ?? 0) > 0) scores[row] = (scores[row] ?? 0) + by;
  };
  for (const key of favourites) lead(key, FAVOURITE_LEAD);
  for (const key of active) lead(key, ACTIVE_LEAD);
  for (const key of catalogue.recents) lead(key, RECENT_LEAD);

  const inRoom = roomTest(question);
  const admitted = catalogue.accounts.map((_, account) => admitsAccount(question, account));
  const found = ranked(scores, (row) => {
    const entry = catalogue.rows[row];
    return entry !== undefined && admitted[entry.accountIndex] === true && inRoom(entry.key);
  });
  if (room !== 'all') return found;

  const matches = index.accountMatches(query);
  const bare: number[] = [];
  catalogue.accounts.forEach((account, at) => {
    if (account.roles.length === 0 && matches[at] === 1 && admitted[at] === true) bare.push(accountLine(at));
  });
  return Int32Array.from([...found, ...bare]);
}

function roomTest({ room, favourites, active, catalogue }: Question): (key: string) => boolean {
  switch (room) {
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

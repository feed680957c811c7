// The history entries of a day as the list shows them: their words, their order, which of them match. Pure.
import type { RoleKey, Environment, HistoryEntry, HistoryEvent, HistoryPart } from '../ipc/types';
import { withoutIsolates, words } from '../words';
import { roleKeyString, groupedId, originName } from './catalogue';
import { contains, fold, terms } from './search';

/** An entry of the list. */
export type EntryItem = {
  /** Stays the same when newer entries are added. */
  key: string;
  at: number;
  event: string;
  /** Null if the entry is about the portal as a whole. */
  role: HistoryRole | null;
  portal: string;
  detail: string;
  surface: string;
  entry: HistoryEntry;
  /** The folded text that is searched. */
  searchText: string;
};

/** A role in the history. Its account may no longer be listed. */
export type HistoryRole = {
  key: string;
  account: string;
  accountId: string;
  role: string;
  portal: string;
  /** What distinguishes the account from others of the same name: nothing, its id, or its portal. */
  disambiguation: string | null;
  environment: Environment | null;
};

export type EventGroup = 'roleSessions' | 'uses' | 'others';

/** The group of each event in the menu, in the order of the menu. */
const groupOfEvent: Record<HistoryEvent, EventGroup> = {
  issued: 'roleSessions',
  renewed: 'roleSessions',
  stopped: 'roleSessions',
  'limit-reached': 'roleSessions',
  denied: 'roleSessions',
  'console-opened': 'uses',
  given: 'uses',
  copied: 'uses',
  'default-changed': 'others',
  'signed-in': 'others',
  'signed-out': 'others',
};

export const eventsInGroup = (group: EventGroup): string[] =>
  Object.entries(groupOfEvent).flatMap(([event, ofGroup]) => (ofGroup === group ? [event] : []));

/** Which entries the list shows; null shows all. */
export type EntryFilter = { query: string; event: string | null; role: string | null };

type HistoryAccount = { portal: string; accountId: string; accountName: string | null };
type Disambiguator = (account: HistoryAccount) => string | null;

/** The account's name, or its id if the name is unknown. */
const accountLabel = ({ accountName, accountId }: HistoryAccount) =>
  accountName === null || accountName.trim() === '' ? groupedId(accountId) : accountName;

/** Returns a function that distinguishes the accounts of a part of the history from others of the same name. */
export function accountDisambiguator(part: HistoryPart): Disambiguator {
  const idsByLabel = new Map<string, Map<string, Set<string>>>();
  const add = (account: HistoryAccount) => {
    const portalsById = idsByLabel.get(accountLabel(account)) ?? new Map<string, Set<string>>();
    portalsById.set(account.accountId, (portalsById.get(account.accountId) ?? new Set()).add(account.portal));
    idsByLabel.set(accountLabel(account), portalsById);
  };
  for (const { origin, accountId, accountName } of part.entries) {
    if (accountId !== null) add({ portal: originName(origin), accountId, accountName });
  }
  for (const { roleKey, accountName } of part.spans) {
    add({ portal: originName(roleKey.origin), accountId: roleKey.accountId, accountName });
  }
  return (account) => {
    const portalsById = idsByLabel.get(accountLabel(account));
    if ((portalsById?.get(account.accountId)?.size ?? 0) > 1) return account.portal;
    return (portalsById?.size ?? 0) > 1 ? groupedId(account.accountId) : null;
  };
}

export function historyRole(
  roleKey: RoleKey,
  accountName: string | null,
  environment: Environment | null,
  disambiguate: Disambiguator,
): HistoryRole {
  const { accountId, roleName } = roleKey;
  const portal = originName(roleKey.origin);
  const account = { portal, accountId, accountName };
  return {
    key: roleKeyString(roleKey),
    account: accountLabel(account),
    accountId,
    role: roleName,
    portal,
    disambiguation: disambiguate(account),
    environment,
  };
}

/** The entries of a part of the history, newest first. */
export function entryItems(part: HistoryPart): EntryItem[] {
  const disambiguate = accountDisambiguator(part);
  const counts = new Map<string, number>();
  const dated = part.entries.map((entry) => ({ entry, at: Date.parse(entry.at) }));
  // Sorting keeps the order of entries with the same time, and the host sends the newest first.
  const oldestFirst = dated.toReversed().sort((a, b) => a.at - b.at);
  const items = oldestFirst.map(({ entry, at }) => {
    const identity = [entry.at, entry.event, entry.origin, entry.accountId, entry.roleName, entry.pid].join('\u0000');
    const count = counts.get(identity) ?? 0;
    counts.set(identity, count + 1);
    return entryItem(entry, at, `${identity}\u0000${count}`, disambiguate);
  });
  return items.reverse();
}

function entryItem(entry: HistoryEntry, at: number, key: string, disambiguate: Disambiguator): EntryItem {
  const { accountId, roleName, origin, accountName, environment } = entry;
  const portal = originName(origin);
  const role =
    accountId === null || roleName === null
      ? null
      : historyRole({ origin, accountId, roleName }, accountName, environment, disambiguate);
  const event = words.history.event(entry.event);
  const surface = words.history.surface(entry.surface);
  const detail = entryDetail(entry);
  const parts = [event, role?.account, role?.role, role?.accountId, portal, detail, surface, role?.disambiguation];
  return { key, at, event, role, portal, detail, surface, entry, searchText: fold(withoutIsolates(parts.join('\n'))) };
}

/** The reason, the program, the detail and the expiry, as far as the entry has them. */
function entryDetail({ program, pid, folder, byDefault, expiresAt, detail, reason }: HistoryEntry): string {
  const parts = [
    reason === null ? '' : words.history.reason(reason),
    program === null ? '' : words.history.program(program, pid, folder),
    detail === null ? '' : words.history.detail(detail),
    byDefault ? words.history.byDefault : '',
    expiresAt === null ? '' : words.history.until(Date.parse(expiresAt)),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** The entries in which every term of the query occurs. */
export function filterEntries(items: readonly EntryItem[], { query, event, role }: EntryFilter): EntryItem[] {
  const required = terms(query);
  return items.filter(
    (item) =>
      (event === null || item.entry.event === event) &&
      (role === null || item.role?.key === role) &&
      required.every((term) => contains(item.searchText, term)),
  );
}

export function countByEvent(items: readonly EntryItem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { entry } of items) counts.set(entry.event, (counts.get(entry.event) ?? 0) + 1);
  return counts;
}

// The entries of a day as lines of a list: what they say, which of them are looked for. Pure.
import type { AssignmentKey, EnvironmentView, HistoryEntryView, HistoryView } from '../ipc/bindings';
import { words } from '../words';
import { assignmentKey, groupedId } from './catalogue';

import { fold, terms } from './search';

/** One line of the list. */
export type EntryLine = {
  /** Stays the same when newer entries come. */
  key: string;
  at: number;
  event: string;
  /** Whose role; null where the entry is of a portal as a whole. */
  role: RoleSeen | null;
  portal: string;
  detail: string;
  surface: string;
  entry: HistoryEntryView;
  /** What is searched. */
  text: string;
};

/** A role as the history knows it: its account may be gone from the list. */
export type RoleSeen = {
  key: string;
  account: string;
  accountId: string;
  role: string;
  portal: string;
  /** What tells the account from another of its name: nothing, its id, or its portal. */
  apart: string | null;
  environment: EnvironmentView | null;
};

/** Kinds of entries, in the groups of the menu. */
export const kinds = {
  roleSessions: ['issued', 'renewed', 'stopped', 'limit-reached', 'denied'],
  uses: ['console-opened', 'given', 'copied'],
  others: ['default-changed', 'signed-in', 'signed-out'],
} as const;

/** Of which entries the list shows some. */
export type EntryFilter = { query: string; kind: string | null; role: string | null };

type Named = { portal: string; accountId: string; accountName: string | null };

/** What an account is called where its name is not known any more. */
const nameOf = ({ accountName, accountId }: Named) =>
  accountName === null || accountName.trim() === '' ? groupedId(accountId) : accountName;

/** Names the accounts of a day so that no two look the same. */
export function tellRolesApart(view: HistoryView): (seen: Named) => string | null {
  const idsOf = new Map<string, Map<string, Set<string>>>();
  const note = (named: Named) => {
    const ids = idsOf.get(nameOf(named)) ?? new Map<string, Set<string>>();
    ids.set(named.accountId, (ids.get(named.accountId) ?? new Set()).add(named.portal));
    idsOf.set(nameOf(named), ids);
  };
  for (const { portal, accountId, accountName } of view.entries) {
    if (accountId !== null) note({ portal, accountId, accountName });
  }
  for (const { assignment, accountName } of view.spans) note({ ...assignment, accountName });
  return (named) => {
    const ids = idsOf.get(nameOf(named));
    if ((ids?.get(named.accountId)?.size ?? 0) > 1) return named.portal;
    return (ids?.size ?? 0) > 1 ? groupedId(named.accountId) : null;
  };
}

/** A role with what is shown of it. */
export function roleSeen(
  assignment: AssignmentKey,
  accountName: string | null,
  environment: EnvironmentView | null,
  apart: (seen: Named) => string | null,
): RoleSeen {
  const { portal, accountId, roleName } = assignment;
  const named = { portal, accountId, accountName };
  return {
    key: assignmentKey(assignment),
    account: nameOf(named),
    accountId,
    role: roleName,
    portal,
    apart: apart(named),
    environment,
  };
}

/** The entries of a day, newest first. */
export function linesOf(view: HistoryView): EntryLine[] {
  const apart = tellRolesApart(view);
  const times = new Map<string, number>();
  const dated = view.entries.map((entry) => ({ entry, at: Date.parse(entry.at) }));
  // Sorting keeps the order of those of one moment, and the host gives the newest first.
  const oldestFirst = dated.toReversed().sort((one, other) => one.at - other.at);
  const lines = oldestFirst.map(({ entry, at }) => {
    const same = [entry.at, entry.event, entry.portal, entry.accountId, entry.roleName, entry.pid].join('\u0000');
    const before = times.get(same) ?? 0;
    times.set(same, before + 1);
    return lineOf(entry, at, `${same}\u0000${before}`, apart);
  });
  return lines.reverse();
}

function lineOf(entry: HistoryEntryView, at: number, key: string, apart: (seen: Named) => string | null): EntryLine {
  const { accountId, roleName, portal, accountName, environment } = entry;
  const role =
    accountId === null || roleName === null
      ? null
      : roleSeen({ portal, accountId, roleName }, accountName, environment, apart);
  const event = words.history.event(entry.event);
  const surface = words.history.surface(entry.surface);
  const detail = detailOf(entry);
  const parts = [event, role?.account, role?.role, role?.accountId, portal, detail, surface, role?.apart];
  return { key, at, event, role, portal, detail, surface, entry, text: fold(parts.join('\n')) };
}

/** Which program, what it got, until when: whatever the entry knows. */
function detailOf({ program, pid, folder, byDefault, until, detail }: HistoryEntryView): string {
  const parts = [
    program === null ? '' : words.history.program(program, pid, folder),
    detail ?? '',
    byDefault ? words.history.byDefault : '',
    until === null ? '' : words.history.until(Date.parse(until)),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Every word of the query is somewhere in the entry. */
export function found(lines: readonly EntryLine[], { query, kind, role }: EntryFilter): EntryLine[] {
  const wanted = terms(query);
  return lines.filter(
    (line) =>
      (kind === null || line.entry.event === kind) &&
      (role === null || line.role?.key === role) &&
      wanted.every((term) => line.text.includes(term)),
  );
}

/** How many entries there are of each kind. */
export function countKinds(lines: readonly EntryLine[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { entry } of lines) counts.set(entry.event, (counts.get(entry.event) ?? 0) + 1);
  return counts;
}

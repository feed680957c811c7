// The timeline of a day: a row for each role, a bar for each time it was active. Pure.
import type { HistoryPart } from '../ipc/types';
import type { CalendarDay } from './calendar_day';
import { accountDisambiguator, historyRole, type HistoryRole } from './history_entries';

/** A time in which a role was active, within the day. */
export type ActivityBar = {
  from: number;
  until: number;
  startedBeforeDay: boolean;
  continuesAfterDay: boolean;
  /** When the credentials of a role that is still active end; the bar grows until then. Null for past activity. */
  growsUntil: number | null;
};

/** When the credentials of each active role session expire, by role key. */
export type ActiveRoleSessions = ReadonlyMap<string, number>;

export type TimelineRow = { role: HistoryRole; bars: ActivityBar[] };

/** A span that ends this close to the time of the response did not end then, in milliseconds. */
const END_TOLERANCE = 2000;

/** The rows in the order in which the roles were first active that day. `loadedAt` is the time of the response. */
export function dayTimeline(
  part: HistoryPart,
  day: CalendarDay,
  active: ActiveRoleSessions,
  loadedAt: number,
): TimelineRow[] {
  const disambiguate = accountDisambiguator(part);
  const rows = new Map<string, TimelineRow>();
  const spans = part.spans
    .map((span) => ({ span, from: Date.parse(span.from), until: Date.parse(span.until) }))
    .filter(({ from, until }) => until > day.from && from < day.until && until > from)
    .sort((a, b) => a.from - b.from);
  for (const { span, from, until } of spans) {
    const role = historyRole(span.roleKey, span.accountName, span.environment, disambiguate);
    const row = rows.get(role.key) ?? { role, bars: [] };
    const expires = Math.abs(until - loadedAt) < END_TOLERANCE ? active.get(role.key) : undefined;
    row.bars.push({
      from: Math.max(from, day.from),
      until: Math.min(until, day.until),
      startedBeforeDay: from <= day.from,
      continuesAfterDay: until >= day.until,
      growsUntil: expires === undefined ? null : Math.min(expires, day.until),
    });
    rows.set(role.key, row);
  }
  return [...rows.values()];
}

/** Where a bar ends at `now`. */
export const barEnd = (bar: ActivityBar, now: number): number =>
  bar.growsUntil === null ? bar.until : Math.max(bar.until, Math.min(now, bar.growsUntil));

/** The instants that the time axis must contain. */
export function timelineInstants(rows: readonly TimelineRow[], entries: readonly { at: number }[]): number[] {
  return [
    ...rows.flatMap(({ bars }) => bars.flatMap(({ from, until }) => [from, until])),
    ...entries.map(({ at }) => at),
  ];
}

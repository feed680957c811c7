// The picture of a day: a row for each role, a bar for each time it was held. Pure.
import type { HistoryView } from '../ipc/bindings';
import type { Day } from './history_day';
import { roleSeen, type RoleSeen, tellRolesApart } from './history_entries';

/** From when until when a role was held, within the day. */
export type Bar = {
  from: number;
  until: number;
  /** Whether it began before the day, or goes on after it. */
  before: boolean;
  after: boolean;
  /** When it ends, where it still is; it grows until then. */
  alive: number | null;
};

/** What is held now: the key of the assignment, and when its credentials expire. */
export type HeldNow = ReadonlyMap<string, number>;

export type TimelineRow = { role: RoleSeen; bars: Bar[] };

/** What ends this close to the answer's moment did not end: the answer does. */
const CLOSE = 2000;

/** The rows in the order in which the roles were first held that day; `asked` is the moment of the answer. */
export function timelineOf(view: HistoryView, day: Day, held: HeldNow, asked: number): TimelineRow[] {
  const apart = tellRolesApart(view);
  const rows = new Map<string, TimelineRow>();
  const spans = view.spans
    .map((span) => ({ span, from: Date.parse(span.from), until: Date.parse(span.until) }))
    .filter(({ from, until }) => until > day.from && from < day.until && until > from)
    .sort((one, other) => one.from - other.from);
  for (const { span, from, until } of spans) {
    const role = roleSeen(span.assignment, span.accountName, span.environment, apart);
    const row = rows.get(role.key) ?? { role, bars: [] };
    const expires = Math.abs(until - asked) < CLOSE ? held.get(role.key) : undefined;
    row.bars.push({
      from: Math.max(from, day.from),
      until: Math.min(until, day.until),
      before: from <= day.from,
      after: until >= day.until,
      alive: expires === undefined ? null : Math.min(expires, day.until),
    });
    rows.set(role.key, row);
  }
  return [...rows.values()];
}

/** Where a bar ends now. */
export const endOf = (bar: Bar, now: number): number =>
  bar.alive === null ? bar.until : Math.max(bar.until, Math.min(now, bar.alive));

/** The moments that the axis must hold. */
export function momentsOf(rows: readonly TimelineRow[], entries: readonly { at: number }[]): number[] {
  return [
    ...rows.flatMap(({ bars }) => bars.flatMap(({ from, until }) => [from, until])),
    ...entries.map(({ at }) => at),
  ];
}

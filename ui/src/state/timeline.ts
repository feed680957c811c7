// The bars of one role session: each is what AWS gave at one time, until the next or its end. Pure.
import type { RoleSessionView, SpanView } from '../ipc/bindings';
import { assignmentKey } from './catalogue';
import { endOf } from './remaining';

export type Bar = { from: number; to: number };

export type Timeline = {
  from: number;
  to: number;
  /** In order; the last is of the present credentials. */
  bars: Bar[];
  /** When the limit ends it, if that is in the picture. */
  limit: number | null;
};

/** More bars than this would be too thin to see; the earliest are left out. */
const MOST = 12;
/** How much of the future a limit may add to the picture, as a share of what is there. */
const AHEAD = 1;

/** The timeline of a role session, by what the history tells of it. */
export function timelineOf(roleSession: RoleSessionView, spans: readonly SpanView[]): Timeline {
  const key = assignmentKey(roleSession.assignment);
  const issued = Date.parse(roleSession.issuedAt);
  const started = Date.parse(roleSession.startedAt);
  const end = endOf(roleSession);
  const earlier = spans
    .filter((span) => assignmentKey(span.assignment) === key)
    .map((span) => ({ from: Date.parse(span.from), to: Date.parse(span.until) }))
    .filter((bar) => bar.from >= started && bar.from < issued && bar.to > bar.from)
    .sort((one, other) => one.from - other.from)
    .map((bar) => ({ from: bar.from, to: Math.min(bar.to, issued) }));
  const known = earlier.length > 0 || started >= issued ? earlier : [{ from: started, to: issued }];
  const bars = [...known, { from: issued, to: Math.max(end, issued + 1) }].slice(-MOST);
  const from = bars[0]?.from ?? issued;
  const last = bars.at(-1)?.to ?? end;
  const limit = roleSession.endsAt === null ? null : Date.parse(roleSession.endsAt);
  const near = limit !== null && limit <= last + (last - from) * AHEAD;
  return { from, to: near ? Math.max(last, limit) : last, bars, limit: near ? limit : null };
}

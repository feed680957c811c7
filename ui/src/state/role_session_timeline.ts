// The timeline of one role session: a bar for each set of credentials, from when AWS issued it. Pure.
import type { RoleSession, RoleSessionSpan } from '../ipc/types';
import { roleKeyString } from './catalogue';
import { credentialsEnd } from './role_session_status';

export type CredentialsBar = { from: number; to: number };

export type RoleSessionTimeline = {
  from: number;
  to: number;
  /** In order; the last is the present credentials. */
  bars: CredentialsBar[];
  /** When the limit ends it, if the timeline reaches that far. */
  limit: number | null;
};

/** More bars would be too thin to see; the earliest are left out. */
const MAX_BARS = 12;
/** How far a limit may extend the timeline, as a share of its length without. */
const MAX_EXTENSION = 1;

export function roleSessionTimeline(roleSession: RoleSession, spans: readonly RoleSessionSpan[]): RoleSessionTimeline {
  const key = roleKeyString(roleSession.roleKey);
  const issued = Date.parse(roleSession.issuedAt);
  const started = Date.parse(roleSession.startedAt);
  const end = credentialsEnd(roleSession);
  const recorded = spans
    .filter((span) => roleKeyString(span.roleKey) === key)
    .map((span) => ({ from: Date.parse(span.from), to: Date.parse(span.until) }))
    .filter((bar) => bar.from >= started && bar.from < issued && bar.to > bar.from)
    .sort((a, b) => a.from - b.from)
    .map((bar) => ({ from: bar.from, to: Math.min(bar.to, issued) }));
  const earlier = recorded.length > 0 || started >= issued ? recorded : [{ from: started, to: issued }];
  const bars = [...earlier, { from: issued, to: Math.max(end, issued + 1) }].slice(-MAX_BARS);
  const from = bars[0]?.from ?? issued;
  const last = bars.at(-1)?.to ?? end;
  const limit = roleSession.limitAt === null ? null : Date.parse(roleSession.limitAt);
  const limitShown = limit !== null && limit <= last + (last - from) * MAX_EXTENSION;
  return { from, to: limitShown ? Math.max(last, limit) : last, bars, limit: limitShown ? limit : null };
}

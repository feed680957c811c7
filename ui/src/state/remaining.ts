// How much of a role session is left, for the eye and in words. Pure.
import type { RoleSessionView } from '../ipc/bindings';
import { times, words } from '../words';

export type Remaining = {
  /** From 1 (whole) to 0 (ended). */
  share: number;
  text: string;
  label: string;
  exact: string;
  tone: 'success' | 'warning' | 'danger';
  ended: boolean;
};

const SOON = 10 * 60_000;

export function remaining(roleSession: RoleSessionView, now: number): Remaining {
  const ends = Date.parse(roleSession.expiresAt);
  const left = Math.max(0, ends - now);
  const whole = Math.max(1, ends - Date.parse(roleSession.startedAt));
  const ended = left === 0;
  const text = ended ? words.list.endedShort : times.left(left);
  return {
    share: Math.min(1, left / whole),
    text,
    label: ended ? words.list.ended : words.list.left(text),
    exact: ended ? words.details.expiredAt(ends) : `${words.details.expiresAt(ends)} (${times.exact(ends)})`,
    tone: ended ? 'danger' : left < SOON ? 'warning' : 'success',
    ended,
  };
}

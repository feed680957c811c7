// How a role session fares: how much is left, whether it goes on, for the eye and in words. Pure.
import type { RoleSessionView } from '../ipc/bindings';
import { times, words } from '../words';

/** What happens to a role session when its credentials end; null when nothing does. */
export type Mark = 'renews' | 'renewing' | 'limit' | 'retrying' | 'waiting' | 'refused' | null;

export type Remaining = {
  /** Of the present credentials, from 1 (whole) to 0 (ended). */
  share: number;
  text: string;
  /** For a screen reader. */
  label: string;
  /** For the hover. */
  exact: string;
  /** A word for the list of active ones. */
  brief: string;
  /** A sentence for the details. */
  says: string;
  tone: 'success' | 'warning' | 'danger';
  mark: Mark;
  ended: boolean;
};

const SOON = 10 * 60_000;

/** When its credentials are of no more use: they expire, or its limit ends it. */
export function endOf({ expiresAt, endsAt }: RoleSessionView): number {
  const expires = Date.parse(expiresAt);
  return endsAt === null ? expires : Math.min(expires, Date.parse(endsAt));
}

/** Whether it is there to be stopped: its credentials are good, or it goes on when it can. */
export function isGoing(roleSession: RoleSessionView, now: number): boolean {
  return endOf(roleSession) > now || ['waiting', 'retrying', 'renewing'].includes(markOf(roleSession) ?? '');
}

function markOf({ life, renewal, expiresAt, endsAt }: RoleSessionView): Mark {
  switch (life.state) {
    case 'waitingForSignIn':
      return 'waiting';
    case 'refused':
    case 'retrying':
    case 'renewing':
      return life.state;
    case 'alive':
      if (endsAt !== null && Date.parse(endsAt) <= Date.parse(expiresAt)) return 'limit';
      return renewal === 'on' ? 'renews' : null;
  }
}

export function remaining(roleSession: RoleSessionView, now: number): Remaining {
  const say = words.roleSession;
  const ends = endOf(roleSession);
  const left = Math.max(0, ends - now);
  const whole = Math.max(1, ends - Date.parse(roleSession.issuedAt));
  const ended = left === 0;
  const mark = markOf(roleSession);
  const more = mark === null ? (roleSession.renewal === 'off' ? say.marks.none : '') : say.marks[mark];
  const short = mark === 'waiting' || mark === 'retrying' || mark === 'renewing' ? say.short[mark] : say.short.ended;
  const text = ended ? short : times.left(left);
  const says = sentence(roleSession, mark, ends, ended);
  return {
    share: Math.min(1, left / whole),
    text,
    label: ended ? say.without(mark === null ? say.marks.ended : more) : say.left(text, more),
    exact: `${says}\n${say.exact(ends)}`,
    brief: brief(roleSession, mark, ended),
    says,
    tone: toneOf(roleSession, mark, left),
    mark,
    ended,
  };
}

function toneOf({ renewal }: RoleSessionView, mark: Mark, left: number): Remaining['tone'] {
  switch (mark) {
    case 'renews':
    case 'renewing':
      return 'success';
    case 'waiting':
    case 'retrying':
      return 'warning';
    case 'refused':
      return left === 0 ? 'danger' : 'warning';
    case 'limit':
    case null:
      if (left === 0) return 'danger';
      return left < SOON && renewal !== 'onDemand' ? 'warning' : 'success';
  }
}

function brief({ life, renewal, endsAt }: RoleSessionView, mark: Mark, ended: boolean): string {
  const say = words.roleSession.active;
  switch (mark) {
    case 'retrying':
      return life.state === 'retrying' ? say.retrying(Date.parse(life.at)) : '';
    case 'renewing':
    case 'waiting':
    case 'refused':
      return say[mark];
    case 'renews':
      return endsAt === null ? say.renews : say.renewsUntil(Date.parse(endsAt));
    case 'limit':
      return ended || endsAt === null ? say.ended : say.limit(Date.parse(endsAt));
    case null:
      if (ended) return say.ended;
      return renewal === 'onDemand' ? say.onDemand : say.off;
  }
}

function sentence({ life, renewal, endsAt, assignment }: RoleSessionView, mark: Mark, ends: number, ended: boolean) {
  const say = words.roleSession.says;
  switch (life.state) {
    case 'waitingForSignIn':
      return say.waiting(assignment.portal);
    case 'retrying':
      return say.retrying(life.problem.summary, Date.parse(life.at));
    case 'refused':
      return ended ? life.problem.summary : say.refused(life.problem.summary, ends);
    case 'renewing':
      return say.renewing;
    case 'alive':
      if (ended) return say.ended(ends);
      if (mark === 'limit') return say.limit(ends);
      if (mark === 'renews') return endsAt === null ? say.renews : say.renewsUntil(Date.parse(endsAt));
      return renewal === 'onDemand' ? say.onDemand(ends) : say.off(ends);
  }
}

// The status of a role session: how much time remains and what happens when its credentials end. Pure.
import type { Problem, RoleSession, RoleSessionOutcome } from '../ipc/types';
import { originName } from './catalogue';
import { times, words } from '../words';

export type RoleSessionStatus = {
  /** The share of the present credentials' lifetime that remains, from 1 (just issued) to 0 (ended). */
  remainingShare: number;
  /** The time that remains, in words. */
  text: string;
  /** For screen readers. */
  label: string;
  /** The same in the name of a row, for screen readers. */
  spoken: string;
  /** A sentence and the exact end. */
  tooltip: string;
  /** A few words for the list of active role sessions. */
  summary: string;
  /** A sentence for the details. */
  description: string;
  tone: 'success' | 'warning' | 'danger';
  outcome: RoleSessionOutcome;
  hasEnded: boolean;
};

/** When the present credentials stop being usable: they expire, or the role session reaches its limit. */
export function credentialsEnd(roleSession: RoleSession): number {
  return Date.parse(roleSession.credentialsEnd);
}

/** Whether it can be stopped: its credentials are usable, or it continues as soon as it can be renewed. */
export function isActive({ activeUntil }: RoleSession, now: number): boolean {
  return activeUntil === null || Date.parse(activeUntil) > now;
}

/** Whether it ends soon and a user started it. */
export function endsSoon({ endsSoonAt }: RoleSession, now: number): boolean {
  return endsSoonAt !== null && Date.parse(endsSoonAt) <= now;
}

export function isWaitingForSignIn({ phase }: RoleSession): boolean {
  return phase.state === 'waitingForSignIn';
}

/** Whether it is active and needs the user: to sign in, or to know that it ends or that AWS is not reached. */
export function needsUser(roleSession: RoleSession, now: number): boolean {
  const { needsUserFrom } = roleSession;
  return isActive(roleSession, now) && needsUserFrom !== null && Date.parse(needsUserFrom) <= now;
}

/** Why the last renewal failed, and whether it is tried again; null if it did not fail. */
export function renewalFailure({ phase }: RoleSession): { problem: Problem; retrying: boolean } | null {
  if (phase.state !== 'refused' && phase.state !== 'retrying') return null;
  return { problem: phase.problem, retrying: phase.state === 'retrying' };
}

export function roleSessionStatus(roleSession: RoleSession, now: number): RoleSessionStatus {
  const { consequences, insteadOfTime, ended, remaining, spoken, credentialsUntil } = words.roleSession;
  const end = credentialsEnd(roleSession);
  const left = Math.max(0, end - now);
  const lifetime = Math.max(1, end - Date.parse(roleSession.issuedAt));
  const hasEnded = left === 0;
  const { outcome } = roleSession;
  const consequence = outcome === 'ends' && roleSession.renewal === 'onDemand' ? '' : consequences[outcome];
  const isWaiting = hasEnded && isActive(roleSession, now);
  const endedText =
    outcome === 'waitingForSignIn' || outcome === 'retrying' || outcome === 'renewing'
      ? insteadOfTime[outcome]
      : isWaiting
        ? insteadOfTime.waiting
        : insteadOfTime.ended;
  const text = hasEnded ? endedText : times.left(left);
  const description = descriptionOf(roleSession, end, hasEnded, isWaiting);
  const reason = outcome === 'ends' || outcome === 'renews' ? endedText : consequence;
  return {
    remainingShare: Math.min(1, left / lifetime),
    text,
    label: hasEnded ? ended(reason) : remaining(text, consequence),
    spoken: hasEnded ? reason : spoken(text, consequence),
    tooltip: `${description}\n${credentialsUntil(end)}`,
    summary: summaryOf(roleSession, hasEnded, isWaiting),
    description,
    tone: toneOf(roleSession, hasEnded, now),
    outcome,
    hasEnded,
  };
}

function toneOf(roleSession: RoleSession, hasEnded: boolean, now: number): RoleSessionStatus['tone'] {
  switch (roleSession.outcome) {
    case 'renews':
      if (!hasEnded) return 'success';
      return isActive(roleSession, now) ? 'warning' : 'danger';
    case 'renewing':
      return 'success';
    case 'waitingForSignIn':
    case 'retrying':
      return 'warning';
    case 'refused':
      return hasEnded ? 'danger' : 'warning';
    case 'limit':
    case 'ends':
      if (hasEnded) return 'danger';
      return endsSoon(roleSession, now) ? 'warning' : 'success';
  }
}

function summaryOf(roleSession: RoleSession, hasEnded: boolean, isWaiting: boolean): string {
  const { summary } = words.roleSession;
  const { phase, renewal, limitAt, outcome } = roleSession;
  switch (outcome) {
    case 'retrying':
      return phase.state === 'retrying' ? summary.retrying(Date.parse(phase.retryAt)) : '';
    case 'waitingForSignIn':
      return hasEnded ? summary.waitingForSignIn : summary.endsWithoutSignIn(credentialsEnd(roleSession));
    case 'renewing':
    case 'refused':
      return summary[outcome];
    case 'renews':
      if (hasEnded) return isWaiting ? summary.waiting : summary.ended;
      return limitAt === null ? summary.renews : summary.renewsUntil(Date.parse(limitAt));
    case 'limit':
      return hasEnded || limitAt === null ? summary.ended : summary.limit(Date.parse(limitAt));
    case 'ends':
      if (hasEnded) return summary.ended;
      return renewal === 'onDemand' ? summary[requester(roleSession)] : summary.off;
  }
}

/** Who asked for the credentials of one that nobody started. */
function requester({ requestedBy }: RoleSession): 'byUser' | 'byCommand' | 'byProgram' {
  switch (requestedBy) {
    case 'window':
    case 'tray':
    case 'notification':
      return 'byUser';
    case 'command':
      return 'byCommand';
    case 'credential-process':
    case 'keeper':
      return 'byProgram';
  }
}

function descriptionOf(roleSession: RoleSession, end: number, hasEnded: boolean, isWaiting: boolean): string {
  const { description } = words.roleSession;
  const { phase, renewal, limitAt, portal, roleKey, outcome } = roleSession;
  switch (phase.state) {
    case 'waitingForSignIn': {
      const name = portal ?? originName(roleKey.origin);
      return hasEnded ? description.waitingForSignIn(name) : description.endsWithoutSignIn(name, end);
    }
    case 'retrying':
      return description.retrying(phase.problem.summary, Date.parse(phase.retryAt));
    case 'refused':
      return hasEnded ? phase.problem.summary : description.refused(phase.problem.summary, end);
    case 'renewing':
      return description.renewing;
    case 'active':
      if (hasEnded) return isWaiting ? description.waiting(end) : description.ended(end);
      if (outcome === 'limit') return description.limit(end);
      if (outcome === 'renews') {
        return limitAt === null ? description.renews : description.renewsUntil(Date.parse(limitAt));
      }
      return renewal === 'onDemand' ? description[requester(roleSession)](end) : description.off(end);
  }
}

// The status of a role session: how much time remains and what happens when its credentials end. Pure.
import type { Problem, RoleSession } from '../ipc/types';
import { times, words } from '../words';

/** What happens when the present credentials end; null if they just end. */
export type RoleSessionOutcome = 'renews' | 'renewing' | 'limit' | 'retrying' | 'waiting' | 'refused' | null;

export type RoleSessionStatus = {
  /** The share of the present credentials' lifetime that remains, from 1 (just issued) to 0 (ended). */
  remainingShare: number;
  /** The time that remains, in words. */
  text: string;
  /** For screen readers. */
  label: string;
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

/** When a role session without renewal is shown as ending soon, in milliseconds before its end. */
export const ENDS_SOON = 10 * 60_000;

/** When the present credentials stop being usable: they expire, or the limit ends the role session. */
export function credentialsEnd({ expiresAt, endsAt }: RoleSession): number {
  const expires = Date.parse(expiresAt);
  return endsAt === null ? expires : Math.min(expires, Date.parse(endsAt));
}

/** Whether it can be stopped: its credentials are valid, or it continues as soon as it can be renewed. */
export function isActive(roleSession: RoleSession, now: number): boolean {
  const outcome = outcomeOf(roleSession);
  const continues = outcome === 'waiting' || outcome === 'retrying' || outcome === 'renewing';
  return continues || credentialsEnd(roleSession) > now;
}

export function isWaitingForSignIn({ phase }: RoleSession): boolean {
  return phase.state === 'waitingForSignIn';
}

/** Whether it cannot be renewed for now without the user, or at all. */
export function needsAttention({ phase }: RoleSession): boolean {
  return phase.state === 'waitingForSignIn' || phase.state === 'refused' || phase.state === 'retrying';
}

/** Why the last renewal failed, and whether it is tried again; null if it did not fail. */
export function renewalFailure({ phase }: RoleSession): { problem: Problem; retrying: boolean } | null {
  if (phase.state !== 'refused' && phase.state !== 'retrying') return null;
  return { problem: phase.problem, retrying: phase.state === 'retrying' };
}

export function roleSessionStatus(roleSession: RoleSession, now: number): RoleSessionStatus {
  const { consequences, insteadOfTime, ended, remaining, credentialsUntil } = words.roleSession;
  const end = credentialsEnd(roleSession);
  const left = Math.max(0, end - now);
  const lifetime = Math.max(1, end - Date.parse(roleSession.issuedAt));
  const hasEnded = left === 0;
  const outcome = outcomeOf(roleSession);
  const consequence =
    outcome === null ? (roleSession.renewal === 'off' ? consequences.off : '') : consequences[outcome];
  const endedText =
    outcome === 'waiting' || outcome === 'retrying' || outcome === 'renewing'
      ? insteadOfTime[outcome]
      : insteadOfTime.ended;
  const text = hasEnded ? endedText : times.left(left);
  const description = descriptionOf(roleSession, outcome, end, hasEnded);
  return {
    remainingShare: Math.min(1, left / lifetime),
    text,
    label: hasEnded ? ended(outcome === null ? consequences.ended : consequence) : remaining(text, consequence),
    tooltip: `${description}\n${credentialsUntil(end)}`,
    summary: summaryOf(roleSession, outcome, hasEnded),
    description,
    tone: toneOf(roleSession, outcome, left),
    outcome,
    hasEnded,
  };
}

function outcomeOf({ phase, renewal, expiresAt, endsAt }: RoleSession): RoleSessionOutcome {
  switch (phase.state) {
    case 'waitingForSignIn':
      return 'waiting';
    case 'refused':
    case 'retrying':
    case 'renewing':
      return phase.state;
    case 'active':
      if (endsAt !== null && Date.parse(endsAt) <= Date.parse(expiresAt)) return 'limit';
      return renewal === 'on' ? 'renews' : null;
  }
}

function toneOf({ renewal }: RoleSession, outcome: RoleSessionOutcome, left: number): RoleSessionStatus['tone'] {
  switch (outcome) {
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
      return left < ENDS_SOON && renewal !== 'onDemand' ? 'warning' : 'success';
  }
}

function summaryOf({ phase, renewal, endsAt }: RoleSession, outcome: RoleSessionOutcome, hasEnded: boolean): string {
  const { summary } = words.roleSession;
  switch (outcome) {
    case 'retrying':
      return phase.state === 'retrying' ? summary.retrying(Date.parse(phase.retryAt)) : '';
    case 'renewing':
    case 'waiting':
    case 'refused':
      return summary[outcome];
    case 'renews':
      return endsAt === null ? summary.renews : summary.renewsUntil(Date.parse(endsAt));
    case 'limit':
      return hasEnded || endsAt === null ? summary.ended : summary.limit(Date.parse(endsAt));
    case null:
      if (hasEnded) return summary.ended;
      return renewal === 'onDemand' ? summary.onDemand : summary.off;
  }
}

function descriptionOf(
  { phase, renewal, endsAt, assignment }: RoleSession,
  outcome: RoleSessionOutcome,
  end: number,
  hasEnded: boolean,
): string {
  const { description } = words.roleSession;
  switch (phase.state) {
    case 'waitingForSignIn':
      return description.waiting(assignment.portal);
    case 'retrying':
      return description.retrying(phase.problem.summary, Date.parse(phase.retryAt));
    case 'refused':
      return hasEnded ? phase.problem.summary : description.refused(phase.problem.summary, end);
    case 'renewing':
      return description.renewing;
    case 'active':
      if (hasEnded) return description.ended(end);
      if (outcome === 'limit') return description.limit(end);
      if (outcome === 'renews') {
        return endsAt === null ? description.renews : description.renewsUntil(Date.parse(endsAt));
      }
      return renewal === 'onDemand' ? description.onDemand(end) : description.off(end);
  }
}

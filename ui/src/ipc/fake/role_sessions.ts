// Role sessions in every phase, and the programs that use a previous default.
import type {
  Account,
  AliasMove,
  RoleKey,
  StaleDefaultUser,
  RoleSessionOutcome,
  RoleSessionPhase,
  RenewalMode,
  RoleSession,
} from '../types';
import * as problems from './problems';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type StatusKeys = 'outcome' | 'credentialsEnd' | 'activeUntil' | 'endsSoonAt' | 'needsUserFrom';

/** Adds the status that the shell sends with a role session. */
export function withStatus(roleSession: Omit<RoleSession, StatusKeys>): RoleSession {
  const { expiresAt, limitAt, renewal, phase } = roleSession;
  const isFinal = limitAt !== null && Date.parse(limitAt) <= Date.parse(expiresAt);
  const credentialsEnd = isFinal ? limitAt : expiresAt;
  const outcomeWhileActive: RoleSessionOutcome = isFinal ? 'limit' : renewal === 'on' ? 'renews' : 'ends';
  const outcome = phase.state === 'active' ? outcomeWhileActive : phase.state;
  const isEnding = outcome !== 'renews' && outcome !== 'renewing' && renewal !== 'onDemand';
  const isRenewed = renewal === 'on' && outcome !== 'refused';
  const needsUserNow = outcome === 'waitingForSignIn' || outcome === 'refused';
  return {
    ...roleSession,
    outcome,
    credentialsEnd,
    activeUntil: isRenewed ? limitAt : credentialsEnd,
    needsUserFrom: needsUserNow ? roleSession.issuedAt : outcome === 'retrying' ? expiresAt : null,
    endsSoonAt: isEnding ? new Date(Date.parse(credentialsEnd) - 10 * MINUTE).toISOString() : null,
  };
}

/** A role session that starts now, with credentials for an hour. */
export function newRoleSession(
  roleKey: RoleKey,
  now: number,
  renew: boolean,
  reason: string | null = null,
): RoleSession {
  const at = new Date(now).toISOString();
  return withStatus({
    roleKey,
    portal: roleKey.origin.startsWith('role:') ? null : roleKey.origin,
    startedAt: at,
    issuedAt: at,
    expiresAt: new Date(now + HOUR).toISOString(),
    limitAt: null,
    renewal: renew ? 'on' : 'off',
    requestedBy: 'window',
    reason,
    phase: { state: 'active' },
  });
}

/** In minutes: since its start, since the present credentials were issued, left until they expire, its limit. */
type Times = {
  since: number;
  issued: number;
  left: number;
  renewal: RenewalMode;
  limit?: number;
  phase?: RoleSessionPhase;
};

export function roleKeyAt(accounts: Account[], at: number, role: number): RoleKey | null {
  const account = accounts[at];
  const listed = account?.roles[role];
  if (account === undefined || listed === undefined) return null;
  return { origin: listed.origin, accountId: account.accountId, roleName: listed.name };
}

/** The role session of a role of an account; empty if there is no such role. */
export function roleSessionAt(accounts: Account[], at: number, role: number, now: number, times: Times): RoleSession[] {
  const roleKey = roleKeyAt(accounts, at, role);
  if (roleKey === null) return [];
  const text = (instant: number) => new Date(instant).toISOString();
  const startedAt = now - times.since * MINUTE;
  return [
    withStatus({
      roleKey,
      portal: accounts[at]?.roles[role]?.portal ?? null,
      startedAt: text(startedAt),
      issuedAt: text(now - times.issued * MINUTE),
      expiresAt: text(now + times.left * MINUTE + 20_000),
      limitAt: times.limit === undefined ? null : text(startedAt + times.limit * MINUTE),
      renewal: times.renewal,
      requestedBy: times.renewal === 'onDemand' ? 'credential-process' : 'window',
      reason: null,
      phase: times.phase ?? { state: 'active' },
    }),
  ];
}

/** A role session in each phase. */
export function everyPhase(accounts: Account[], now: number): RoleSession[] {
  const retrying = (minutes: number): RoleSessionPhase => ({
    state: 'retrying',
    problem: problems.unreachable,
    retryAt: new Date(now + minutes * MINUTE).toISOString(),
  });
  return [
    ...roleSessionAt(accounts, 0, 0, now, { since: 238, issued: 18, left: 42, renewal: 'on', limit: 270 }),
    ...roleSessionAt(accounts, 1, 0, now, { since: 52, issued: 52, left: 8, renewal: 'off' }),
    ...roleSessionAt(accounts, 2, 0, now, { since: 5, issued: 5, left: 55, renewal: 'on' }),
    ...roleSessionAt(accounts, 2, 2, now, { since: 20, issued: 20, left: 40, renewal: 'onDemand' }),
    ...roleSessionAt(accounts, 3, 0, now, {
      since: 50,
      issued: 50,
      left: 10,
      renewal: 'on',
      phase: { state: 'renewing' },
    }),
    ...roleSessionAt(accounts, 3, 1, now, { since: 56, issued: 56, left: 4, renewal: 'on', phase: retrying(1) }),
    ...roleSessionAt(accounts, 4, 0, now, { since: 40, issued: 40, left: 20, renewal: 'on', phase: retrying(2) }),
    ...roleSessionAt(accounts, 4, 1, now, {
      since: 130,
      issued: 70,
      left: -10,
      renewal: 'on',
      phase: { state: 'waitingForSignIn' },
    }),
    ...roleSessionAt(accounts, 6, 0, now, { since: 65, issued: 65, left: -5, renewal: 'on' }),
    ...roleSessionAt(accounts, 5, 0, now, {
      since: 90,
      issued: 30,
      left: 30,
      renewal: 'off',
      phase: { state: 'refused', problem: problems.notAssigned },
    }),
  ];
}

/** Two role sessions that wait for the same sign-in, and one with valid credentials. */
export function waitingForSignIn(accounts: Account[], now: number): RoleSession[] {
  const phase: RoleSessionPhase = { state: 'waitingForSignIn' };
  return [
    ...roleSessionAt(accounts, 0, 0, now, { since: 130, issued: 70, left: -10, renewal: 'on', limit: 240, phase }),
    ...roleSessionAt(accounts, 1, 0, now, { since: 80, issued: 48, left: 12, renewal: 'on', phase }),
    ...roleSessionAt(accounts, 2, 0, now, { since: 5, issued: 5, left: 55, renewal: 'on' }),
  ];
}

/** An alias of a role that is gone, in the first account, where its first role came in its place. */
export function aliasMoves(accounts: Account[]): AliasMove[] {
  const roleKey = roleKeyAt(accounts, 0, 0);
  if (roleKey === null) return [];
  return [
    { aliases: ['pay-ro'], rename: { roleKey: { ...roleKey, roleName: 'ReadOnly' }, newName: roleKey.roleName } },
  ];
}

/** Programs that use the first role of the first account. */
export function staleDefaultUsers(accounts: Account[], now: number): StaleDefaultUser[] {
  const roleKey = roleKeyAt(accounts, 0, 0);
  if (roleKey === null) return [];
  const until = (minutes: number) => new Date(now + minutes * MINUTE).toISOString();
  return [
    { program: 'terraform', pid: 8812, folder: '~/infra', roleKey, expiresAt: until(20) },
    { program: 'aws', pid: 9034, folder: null, roleKey, expiresAt: until(31) },
    { program: 'python3', pid: 12077, folder: '~/reports', roleKey, expiresAt: until(42) },
  ];
}

export function without(roleSessions: RoleSession[], roleKey: RoleKey): RoleSession[] {
  return roleSessions.filter((each) => !isSame(each.roleKey, roleKey));
}

export function isSame(a: RoleKey, b: RoleKey): boolean {
  return a.origin === b.origin && a.accountId === b.accountId && a.roleName === b.roleName;
}

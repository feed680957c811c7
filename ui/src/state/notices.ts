// Which notices the window shows above its views. Pure.
import type {
  AliasMove,
  RoleKey,
  Portal,
  Problem,
  Recovery,
  RenameKey,
  RoleSession,
  Snapshot,
  StaleDefaultUser,
} from '../ipc/types';
import { words } from '../words';
import type { ActionError } from './app_state.svelte';
import { roleKeyString } from './catalogue';
import { isUnreachable } from './portal_status';
import { credentialsEnd, endsSoon, isWaitingForSignIn, renewalFailure } from './role_session_status';

/** What a notice is about, and so what dismissing it does. */
export type NoticeSource =
  | { kind: 'action' }
  | { kind: 'portal'; portal: string }
  | { kind: 'program' }
  | { kind: 'signIn'; portal: string }
  | { kind: 'roleSession'; roleKey: RoleKey }
  | { kind: 'staleDefaultUsers'; userKeys: string[] }
  | { kind: 'aliasMove'; rename: RenameKey }
  | { kind: 'tray' };

export type Notice = {
  key: string;
  tone: 'danger' | 'warning' | 'info';
  /** The role or portal in question, shown above the summary. */
  about: string | null;
  summary: string;
  advice: string;
  recovery: Recovery;
  /** Empty for notices that are not in the log. */
  reference: string;
  source: NoticeSource;
};

/** What the notices depend on besides the snapshot. */
export type NoticeContext = {
  actionError: ActionError | null;
  now: number;
  displayName: (roleKey: RoleKey) => string;
  isDismissed: (key: string) => boolean;
};

/** How many programs a notice names. */
const MAX_NAMED_PROGRAMS = 3;
const NO_RECOVERY: Recovery = { action: 'none' };

/** The words and the recovery of a problem. */
const problemParts = ({ summary, advice, recovery, reference }: Problem) => ({ summary, advice, recovery, reference });

function signInNotice(portal: Portal, waiting: number): Notice | null {
  const { state } = portal.signIn;
  if (portal.problem !== null || (state !== 'expired' && state !== 'signedOut')) return null;
  const { notice } = words;
  const expired = state === 'expired';
  const usualAdvice = expired ? notice.expiredAdvice : notice.signedOutAdvice;
  return {
    key: `sign-in ${portal.name}`,
    tone: expired || waiting > 0 ? 'warning' : 'info',
    about: null,
    summary: expired ? notice.expired(portal.name) : notice.signedOut(portal.name),
    advice: waiting > 0 ? notice.waiting(waiting) : usualAdvice,
    recovery: { action: 'signIn', portal: portal.name },
    reference: '',
    source: { kind: 'signIn', portal: portal.name },
  };
}

/** A notice for a role session that AWS refuses to renew, or whose renewal fails while it ends soon. */
function roleSessionNotice(roleSession: RoleSession, { now, displayName }: NoticeContext): Notice | null {
  const failure = renewalFailure(roleSession);
  if (failure === null) return null;
  const { roleKey, issuedAt } = roleSession;
  const left = credentialsEnd(roleSession) - now;
  if (failure.retrying && !endsSoon(roleSession, now)) return null;
  return {
    key: `role session ${roleKeyString(roleKey)} ${issuedAt} ${failure.problem.code}`,
    tone: left > 0 ? 'warning' : 'danger',
    about: displayName(roleKey),
    ...problemParts(failure.problem),
    source: { kind: 'roleSession', roleKey },
  };
}

/** Identifies one program and the credentials it got, so that it stays dismissed when others end. */
const staleUserKey = ({ roleKey, pid, expiresAt }: StaleDefaultUser): string =>
  `stale default user ${roleKeyString(roleKey)} ${pid} ${expiresAt}`;

/** A notice for each role that programs still use although it is no longer the default. */
function staleDefaultNotices(
  users: readonly StaleDefaultUser[],
  { now, displayName, isDismissed }: NoticeContext,
): Notice[] {
  const usersByRole = new Map<string, StaleDefaultUser[]>();
  for (const user of users) {
    if (Date.parse(user.expiresAt) <= now || isDismissed(staleUserKey(user))) continue;
    const key = roleKeyString(user.roleKey);
    usersByRole.set(key, [...(usersByRole.get(key) ?? []), user]);
  }
  const { stillUsed, program, more, stillUsedAdvice } = words.defaultRole;
  return [...usersByRole].map(([key, roleUsers]) => {
    const [first] = roleUsers;
    const named = roleUsers
      .slice(0, MAX_NAMED_PROGRAMS)
      .map((user) => program(user.program, user.pid, user.folder, Date.parse(user.expiresAt)));
    if (roleUsers.length > MAX_NAMED_PROGRAMS) named.push(more(roleUsers.length - MAX_NAMED_PROGRAMS));
    return {
      key: `stale default users ${key}`,
      tone: 'info',
      about: null,
      summary: stillUsed(roleUsers.length, first === undefined ? '' : displayName(first.roleKey)),
      advice: stillUsedAdvice(named),
      recovery: NO_RECOVERY,
      reference: '',
      source: { kind: 'staleDefaultUsers', userKeys: roleUsers.map(staleUserKey) },
    };
  });
}

/** A notice for aliases of a role that is gone, where another came in its place. */
function aliasMoveNotice({ aliases, rename }: AliasMove, displayName: NoticeContext['displayName']): Notice {
  const { roleKey, newName } = rename;
  const { summary, advice } = words.aliasMove;
  return {
    key: `alias move ${roleKeyString(roleKey)} ${newName}`,
    tone: 'warning',
    about: displayName({ ...roleKey, roleName: newName }),
    summary: summary(aliases),
    advice: advice(roleKey.roleName, newName),
    recovery: NO_RECOVERY,
    reference: '',
    source: { kind: 'aliasMove', rename },
  };
}

function portalNotice({ name, problem }: Portal, portalCount: number): Notice | null {
  if (problem === null) return null;
  return {
    key: `portal ${name}`,
    tone: isUnreachable(problem) ? 'warning' : 'danger',
    about: portalCount > 1 ? name : null,
    ...problemParts(problem),
    source: { kind: 'portal', portal: name },
  };
}

function trayNotice(): Notice {
  return {
    key: 'tray',
    tone: 'info',
    about: null,
    summary: words.notice.noTray,
    advice: words.notice.noTrayAdvice,
    recovery: NO_RECOVERY,
    reference: '',
    source: { kind: 'tray' },
  };
}

/** The notices that are not dismissed, the most urgent first. */
export function notices(snapshot: Snapshot, context: NoticeContext): Notice[] {
  const { actionError, isDismissed } = context;
  const { portals, roleSessions } = snapshot;
  const found: (Notice | null)[] = [];
  if (actionError !== null) {
    const { about, problem } = actionError;
    found.push({ key: 'action', tone: 'danger', about, ...problemParts(problem), source: { kind: 'action' } });
  }
  snapshot.problems.forEach((problem, index) => {
    const source: NoticeSource = { kind: 'program' };
    found.push({ key: `program ${index}`, tone: 'danger', about: null, ...problemParts(problem), source });
  });
  found.push(...portals.map((portal) => portalNotice(portal, portals.length)));
  for (const portal of portals) {
    const waiting = roleSessions.filter(
      (roleSession) => isWaitingForSignIn(roleSession) && roleSession.portal === portal.name,
    );
    found.push(signInNotice(portal, waiting.length));
  }
  found.push(...roleSessions.map((roleSession) => roleSessionNotice(roleSession, context)));
  found.push(...snapshot.aliasMoves.map((moved) => aliasMoveNotice(moved, context.displayName)));
  found.push(...staleDefaultNotices(snapshot.staleDefaultUsers, context));
  // Whoever has no portal yet has more important things to read.
  if (snapshot.desktop.trayShown === false && portals.length > 0) found.push(trayNotice());
  return found.filter((notice) => notice !== null).filter(({ key }) => !isDismissed(key));
}

// What needs attention: notices, grouped by their cause. Pure.
import type {
  AliasMove,
  RoleKey,
  Portal,
  Problem,
  ProblemCode,
  Recovery,
  RenameKey,
  RoleSession,
  Snapshot,
  StaleDefaultUser,
} from '../ipc/types';
import { words } from '../words';
import { roleKeyString } from './catalogue';
import { isUnreachable } from './portal_status';
import { credentialsEnd, endsSoon, isWaitingForSignIn, renewalFailure } from './role_session_status';

/** What a notice is about, and so what dismissing it does. */
export type NoticeSource =
  | { kind: 'portal'; portal: string }
  | { kind: 'program' }
  | { kind: 'signIn'; portal: string }
  | { kind: 'roleSession'; roleKey: RoleKey }
  | { kind: 'staleDefaultUsers'; userKeys: string[] }
  | { kind: 'aliasMove'; rename: RenameKey }
  | { kind: 'tray' };

export type Notice = {
  key: string;
  /** What notices of one cause share. */
  cause: string;
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

/** The notices of one cause. */
export type NoticeGroup = {
  cause: string;
  tone: Notice['tone'];
  /** One sentence for all of them. */
  summary: string;
  /** The most urgent first. */
  notices: [Notice, ...Notice[]];
};

/** What the notices depend on besides the snapshot. */
export type NoticeContext = {
  now: number;
  displayName: (roleKey: RoleKey) => string;
  isDismissed: (key: string) => boolean;
};

/** How many programs a notice names. */
const MAX_NAMED_PROGRAMS = 3;
const NO_RECOVERY: Recovery = { action: 'none' };
const tones: readonly Notice['tone'][] = ['danger', 'warning', 'info'];
/** Problems with one cause, whatever they were met at. */
const sharedCauses: readonly Problem['code'][] = [
  'unreachable',
  'throttled',
  'clockWrong',
  'keychainLocked',
  'keychainAbsent',
  'keychainDenied',
  'keychainFull',
  'keychainSlow',
] satisfies ProblemCode[];

const causeOf = ({ code, summary }: Problem): string => (sharedCauses.includes(code) ? code : summary);

/** The words, the cause and the recovery of a problem. */
function problemParts(problem: Problem) {
  const { summary, advice, recovery, reference } = problem;
  return { cause: causeOf(problem), summary, advice, recovery, reference };
}

/** A notice to sign in. The sidebar says it, too: while another portal works, only for role sessions that wait. */
function signInNotice(portal: Portal, waiting: number, anotherWorks: boolean): Notice | null {
  const { state } = portal.signIn;
  if (portal.problem !== null || (state !== 'expired' && state !== 'signedOut')) return null;
  if (waiting === 0 && anotherWorks) return null;
  const { notice } = words;
  const expired = state === 'expired';
  const usualAdvice = expired ? notice.expiredAdvice : notice.signedOutAdvice;
  return {
    key: signInKey(portal.name),
    cause: waiting > 0 ? `sign-in ${portal.name}` : state,
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
      cause: 'stale default users',
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
    cause: `alias move ${roleKeyString(roleKey)} ${newName}`,
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
    cause: 'tray',
    tone: 'info',
    about: null,
    summary: words.notice.noTray,
    advice: words.notice.noTrayAdvice,
    recovery: NO_RECOVERY,
    reference: '',
    source: { kind: 'tray' },
  };
}

/** The key of a notice to sign in at a portal. */
export const signInKey = (portal: string): string => `sign-in ${portal}`;

/** The notices that are not dismissed. */
export function notices(snapshot: Snapshot, context: NoticeContext): Notice[] {
  const { isDismissed } = context;
  const { portals, roleSessions } = snapshot;
  const found: (Notice | null)[] = [];
  snapshot.problems.forEach((problem, index) => {
    const source: NoticeSource = { kind: 'program' };
    found.push({ key: `program ${index}`, tone: 'danger', about: null, ...problemParts(problem), source });
  });
  found.push(...portals.map((portal) => portalNotice(portal, portals.length)));
  for (const portal of portals) {
    const waiting = roleSessions.filter(
      (roleSession) => isWaitingForSignIn(roleSession) && roleSession.portal === portal.name,
    );
    const anotherWorks = portals.some(({ signIn }) => signIn.state === 'signedIn');
    found.push(signInNotice(portal, waiting.length, anotherWorks));
  }
  found.push(...roleSessions.map((roleSession) => roleSessionNotice(roleSession, context)));
  found.push(...snapshot.aliasMoves.map((moved) => aliasMoveNotice(moved, context.displayName)));
  found.push(...staleDefaultNotices(snapshot.staleDefaultUsers, context));
  // Whoever has no portal yet has more important things to read.
  if (snapshot.desktop.trayShown === false && (portals.length > 0 || snapshot.catalogue.roles > 0))
    found.push(trayNotice());
  return found.filter((notice) => notice !== null).filter(({ key }) => !isDismissed(key));
}

/** Whether a notice says why an action failed. */
export const isNoticed = (problem: Problem, shown: readonly Notice[]): boolean =>
  shown.some(({ cause }) => cause === causeOf(problem));

/** The notices by their cause, the most urgent first. */
export function groupNotices(all: readonly Notice[]): NoticeGroup[] {
  const byCause = new Map<string, [Notice, ...Notice[]]>();
  const sorted = [...all].sort((a, b) => tones.indexOf(a.tone) - tones.indexOf(b.tone));
  for (const notice of sorted) {
    const same = byCause.get(notice.cause);
    if (same === undefined) byCause.set(notice.cause, [notice]);
    else same.push(notice);
  }
  return [...byCause].map(([cause, same]) => ({
    cause,
    tone: same[0].tone,
    summary: groupSummary(same),
    notices: same,
  }));
}

function groupSummary([first, ...others]: [Notice, ...Notice[]]): string {
  const { notice } = words;
  const all = [first, ...others];
  const roleSessions = all.filter(({ source }) => source.kind === 'roleSession').length;
  if (first.source.kind === 'signIn' && others.length > 0) return notice.signInTo(all.length);
  if (roleSessions > 0 && all.length > 1) return notice.affected(first.summary, roleSessions);
  if (others.length > 0) return notice.several(first.summary, all.length);
  return first.about === null ? first.summary : notice.about(first.about, first.summary);
}

// Which notices stand above the list. Pure.
import type {
  AssignmentKey,
  HolderView,
  PortalView,
  ProblemView,
  RoleSessionView,
  SnapshotView,
} from '../ipc/bindings';
import { words } from '../words';
import { assignmentKey } from './catalogue';
import type { Trouble } from './desk.svelte';
import { isUnreachable } from './portals';
import { endOf } from './remaining';

/** Whose problem a notice shows, and so what dismissing it means. */
export type NoticeOrigin =
  | { of: 'action' }
  | { of: 'portal'; portal: string }
  | { of: 'program' }
  | { of: 'signIn'; portal: string }
  | { of: 'roleSession'; assignment: AssignmentKey }
  | { of: 'holders'; each: string[] }
  | { of: 'tray' };

export type NoticeLine = {
  key: string;
  tone: 'danger' | 'warning' | 'info';
  about: string | null;
  problem: ProblemView;
  origin: NoticeOrigin;
};

/** What the notices need to know besides the snapshot. */
export type Circumstances = {
  trouble: Trouble | null;
  now: number;
  /** How an assignment is called. */
  called: (assignment: AssignmentKey) => string;
  /** Whether a notice was taken off the screen. */
  isDismissed: (key: string) => boolean;
};

/** A renewal that failed is told when so little is left. */
const SOON = 10 * 60_000;
/** So many programs are named. */
const NAMED = 3;

function signInNotice(portal: PortalView, waiting: number): NoticeLine | null {
  const { state } = portal.signIn;
  if (portal.problem !== null || (state !== 'expired' && state !== 'signedOut')) return null;
  const expired = state === 'expired';
  const calm = expired ? words.notice.expiredAdvice : words.notice.signedOutAdvice;
  return {
    key: `sign-in ${portal.name}`,
    tone: expired || waiting > 0 ? 'warning' : 'info',
    about: null,
    problem: {
      code: expired ? 'signInExpired' : 'signedOut',
      summary: expired ? words.notice.expired(portal.name) : words.notice.signedOut(portal.name),
      advice: waiting > 0 ? words.notice.waiting(waiting) : calm,
      recovery: { action: 'signIn', portal: portal.name },
      reference: '',
    },
    origin: { of: 'signIn', portal: portal.name },
  };
}

/** A role session that cannot go on by itself. */
function roleSessionNotice(roleSession: RoleSessionView, { now, called }: Circumstances): NoticeLine | null {
  const { assignment, life } = roleSession;
  if (life.state !== 'refused' && life.state !== 'retrying') return null;
  const left = endOf(roleSession) - now;
  if (life.state === 'retrying' && left >= SOON) return null;
  return {
    key: `role session ${assignmentKey(assignment)} ${roleSession.issuedAt} ${life.problem.code}`,
    tone: left > 0 ? 'warning' : 'danger',
    about: called(assignment),
    problem: life.problem,
    origin: { of: 'roleSession', assignment },
  };
}

/** One program and what it was given: taken off the screen, it stays off while others end. */
const holderKey = ({ assignment, pid, until }: HolderView): string =>
  `holder ${assignmentKey(assignment)} ${pid} ${until}`;

/** Which programs hold what the default was before: a notice for each role. */
function holderNotices(holders: readonly HolderView[], { now, called, isDismissed }: Circumstances): NoticeLine[] {
  const byRole = new Map<string, HolderView[]>();
  for (const holder of holders) {
    if (Date.parse(holder.until) <= now || isDismissed(holderKey(holder))) continue;
    const key = assignmentKey(holder.assignment);
    byRole.set(key, [...(byRole.get(key) ?? []), holder]);
  }
  const say = words.standard;
  return [...byRole].map(([key, held]) => {
    const [first] = held;
    const named = held
      .slice(0, NAMED)
      .map(({ program, pid, folder, until }) => say.holder(program, pid, folder, Date.parse(until)));
    if (held.length > NAMED) named.push(say.others(held.length - NAMED));
    return {
      key: `holders ${key}`,
      tone: 'info',
      about: null,
      problem: {
        code: 'holders',
        summary: say.holding(held.length, first === undefined ? '' : called(first.assignment)),
        advice: say.holders(named),
        recovery: { action: 'none' },
        reference: '',
      },
      origin: { of: 'holders', each: held.map(holderKey) },
    };
  });
}

function trayNotice(): NoticeLine {
  return {
    key: 'tray',
    tone: 'info',
    about: null,
    problem: {
      code: 'noTray',
      summary: words.notice.noTray,
      advice: words.notice.noTrayAdvice,
      recovery: { action: 'none' },
      reference: '',
    },
    origin: { of: 'tray' },
  };
}

/** The notices above the list, the most urgent first. */
export function notices(snapshot: SnapshotView, circumstances: Circumstances): NoticeLine[] {
  const { trouble, isDismissed } = circumstances;
  const found: NoticeLine[] = [];
  if (trouble !== null) {
    found.push({
      key: 'action',
      tone: 'danger',
      about: trouble.about,
      problem: trouble.problem,
      origin: { of: 'action' },
    });
  }
  snapshot.problems.forEach((problem, index) => {
    found.push({ key: `program ${index}`, tone: 'danger', about: null, problem, origin: { of: 'program' } });
  });
  for (const portal of snapshot.portals) {
    if (portal.problem === null) continue;
    const tone = isUnreachable(portal.problem) ? 'warning' : 'danger';
    const about = snapshot.portals.length > 1 ? portal.name : null;
    found.push({
      key: `portal ${portal.name}`,
      tone,
      about,
      problem: portal.problem,
      origin: { of: 'portal', portal: portal.name },
    });
  }
  for (const portal of snapshot.portals) {
    const waiting = snapshot.roleSessions.filter(
      ({ assignment, life }) => life.state === 'waitingForSignIn' && assignment.portal === portal.name,
    );
    const notice = signInNotice(portal, waiting.length);
    if (notice !== null) found.push(notice);
  }
  for (const roleSession of snapshot.roleSessions) {
    const notice = roleSessionNotice(roleSession, circumstances);
    if (notice !== null) found.push(notice);
  }
  found.push(...holderNotices(snapshot.holders, circumstances));
  if (snapshot.desktop.trayShown === false) found.push(trayNotice());
  return found.filter(({ key }) => !isDismissed(key));
}

// What a portal's state is called, how it is coloured and which notice it calls for. Pure.
import type { PortalView, ProblemView, SnapshotView } from '../ipc/bindings';
import { words } from '../words';
import type { Trouble } from './desk.svelte';

export type Dot = 'on' | 'busy' | 'off' | 'trouble';

/** Whether AWS was not reached. */
export function isUnreachable(problem: ProblemView | null): boolean {
  return problem?.code === 'unreachable';
}

/** Host and port of an address. */
export function hostOf(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/.*$/s, '');
}

export function isWaiting(portal: PortalView): boolean {
  return portal.signIn.state === 'waitingForBrowser' || portal.signIn.state === 'waitingForCode';
}

/** The dot, the short word at the rail's right, the whole state for a screen reader, and whether a click signs in. */
export function portalState(portal: PortalView): { dot: Dot; short: string; whole: string; asks: boolean } {
  const { signIn } = portal;
  switch (signIn.state) {
    case 'waitingForBrowser':
    case 'waitingForCode':
      return { dot: 'busy', short: words.portal.signingIn, whole: words.portal.signingIn, asks: false };
    case 'unknown':
      return { dot: 'off', short: '', whole: words.portal.unknown, asks: false };
    case 'signedOut':
      return { dot: 'off', short: words.portal.signIn, whole: words.portal.signedOut, asks: true };
    case 'expired':
      return { dot: 'trouble', short: words.portal.signIn, whole: words.portal.expired, asks: true };
    case 'signedIn': {
      if (isUnreachable(portal.problem)) {
        return { dot: 'trouble', short: words.portal.unreachable, whole: words.portal.unreachable, asks: false };
      }
      if (signIn.expiresAt === null) {
        return { dot: 'on', short: words.portal.signedIn, whole: words.portal.signedIn, asks: false };
      }
      const end = Date.parse(signIn.expiresAt);
      return { dot: 'on', short: words.portal.until(end), whole: words.portal.signedInUntil(end), asks: false };
    }
  }
}

/** Whose problem a notice shows, and so what dismissing it means. */
export type NoticeOrigin =
  { of: 'action' } | { of: 'portal'; portal: string } | { of: 'program' } | { of: 'signIn'; portal: string };

export type NoticeLine = {
  key: string;
  tone: 'danger' | 'warning' | 'info';
  about: string | null;
  problem: ProblemView;
  origin: NoticeOrigin;
};

function signInNotice(portal: PortalView): NoticeLine | null {
  const { state } = portal.signIn;
  if (portal.problem !== null || (state !== 'expired' && state !== 'signedOut')) return null;
  const expired = state === 'expired';
  return {
    key: `sign-in ${portal.name}`,
    tone: expired ? 'warning' : 'info',
    about: null,
    problem: {
      code: expired ? 'signInExpired' : 'signedOut',
      summary: expired ? words.notice.expired(portal.name) : words.notice.signedOut(portal.name),
      advice: expired ? words.notice.expiredAdvice : words.notice.signedOutAdvice,
      recovery: { action: 'signIn', portal: portal.name },
      reference: '',
    },
    origin: { of: 'signIn', portal: portal.name },
  };
}

/** The notices above the list, the most urgent first. */
export function notices(snapshot: SnapshotView, trouble: Trouble | null): NoticeLine[] {
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
    const notice = signInNotice(portal);
    if (notice !== null) found.push(notice);
  }
  return found;
}

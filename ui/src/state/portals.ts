// What a portal's state is called and how it is coloured. Pure.
import type { PortalView, ProblemView } from '../ipc/bindings';
import { words } from '../words';

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

// How a portal's sign-in is shown: its dot and its words. Pure.
import type { Portal, Problem, ProblemCode } from '../ipc/types';
import { words } from '../words';

export type StatusDot = 'on' | 'busy' | 'off' | 'attention';

export type PortalStatus = {
  dot: StatusDot;
  /** A word or two for the sidebar. */
  brief: string;
  /** The complete status, for screen readers and tooltips. */
  label: string;
  /** Whether `brief` is a button that starts a sign-in. */
  canSignIn: boolean;
};

const UNREACHABLE: ProblemCode = 'unreachable';

/** Whether AWS could not be reached. */
export function isUnreachable(problem: Problem | null): boolean {
  return problem?.code === UNREACHABLE;
}

/** Host and port of a URL. */
export function urlHost(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/.*$/s, '');
}

/** Two characters for a portal where there is no room for its name: `AG` for acme-gov, `LA` for labs. */
export function initials(name: string): string {
  const [first = '', second] = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const characters = [...first];
  return `${characters[0] ?? '?'}${second === undefined ? (characters[1] ?? '') : ([...second][0] ?? '')}`.toLocaleUpperCase();
}

export function isSigningIn(portal: Portal): boolean {
  return portal.signIn.state === 'waitingForBrowser' || portal.signIn.state === 'waitingForCode';
}

export function portalStatus({ signIn, problem }: Portal): PortalStatus {
  const { portal } = words;
  switch (signIn.state) {
    case 'waitingForBrowser':
    case 'waitingForCode':
      return { dot: 'busy', brief: portal.signingIn, label: portal.signingIn, canSignIn: false };
    case 'unknown':
      return { dot: 'off', brief: '', label: portal.unknown, canSignIn: false };
    case 'signedOut':
      return { dot: 'off', brief: portal.signIn, label: portal.signedOut, canSignIn: true };
    case 'expired':
      return { dot: 'attention', brief: portal.signIn, label: portal.expired, canSignIn: true };
    case 'signedIn': {
      if (isUnreachable(problem)) {
        return { dot: 'attention', brief: portal.unreachable, label: portal.unreachable, canSignIn: false };
      }
      if (signIn.expiresAt === null) {
        return { dot: 'on', brief: portal.signedIn, label: portal.signedIn, canSignIn: false };
      }
      const expiresAt = Date.parse(signIn.expiresAt);
      return {
        dot: 'on',
        brief: portal.until(expiresAt),
        label: portal.signedInUntil(expiresAt),
        canSignIn: false,
      };
    }
  }
}

// The states of a sign-in.
import type { SignInMethod, SignInState } from '../types';

/** For which a sign-in waits. */
const SIGN_IN_TIME = 600_000;

/** A sign-in that has just begun. */
export function begunSignIn(method: SignInMethod, now: number): SignInState {
  const expiresAt = new Date(now + SIGN_IN_TIME).toISOString();
  if (method === 'browser') return { state: 'waitingForBrowser', opened: true, expiresAt };
  const verificationUri = 'https://acme.awsapps.com/start/#/device';
  return { state: 'waitingForCode', userCode: 'KXPT-WQZD', verificationUri, expiresAt };
}

import { describe, expect, it } from 'vitest';

import type { Portal, SignInState } from '../ipc/types';
import { SignIns } from './sign_ins';

const UNTIL = '2026-11-23T18:04:00Z';
const waiting: SignInState = { state: 'waitingForBrowser', opened: true, expiresAt: UNTIL };
const code: SignInState = { state: 'waitingForCode', userCode: 'A', verificationUri: 'https://x', expiresAt: UNTIL };
const signedIn: SignInState = { state: 'signedIn', expiresAt: UNTIL };
const signedOut: SignInState = { state: 'signedOut' };

const portal = (signIn: SignInState): Portal => ({
  name: 'acme',
  startUrl: 'https://acme.awsapps.com/start',
  region: 'eu-west-1',
  isAccountAccess: false,
  endpointUrl: null,
  demo: false,
  refresh: null,
  problem: null,
  signIn,
});

describe('a sign-in', () => {
  const ends = (signIns: SignIns, ...states: SignInState[]) =>
    states.flatMap((state) => signIns.follow([portal(state)]));

  it('that began here ends once, with its time', () => {
    const signIns = new SignIns();
    signIns.begin('acme');
    expect(ends(signIns, signedOut, waiting, waiting, signedIn, signedIn)).toEqual([
      { portal: 'acme', expiresAt: Date.parse(UNTIL), beganHere: true },
    ]);
    expect(signIns.beganHere('acme')).toBe(false);
  });

  it('that began elsewhere is not one of this window, nor is the next after one that was cancelled', () => {
    const signIns = new SignIns();
    expect(ends(signIns, waiting, { state: 'signedIn', expiresAt: null })).toEqual([
      { portal: 'acme', expiresAt: null, beganHere: false },
    ]);
    signIns.begin('acme');
    expect(ends(signIns, waiting, signedOut)).toEqual([]);
    expect(ends(signIns, waiting, signedIn).map(({ beganHere }) => beganHere)).toEqual([false]);
  });

  it('stays one of this window when it continues with another method', () => {
    const signIns = new SignIns();
    signIns.begin('acme');
    ends(signIns, waiting);
    signIns.begin('acme', true);
    expect(ends(signIns, signedOut, code, signedIn).map(({ beganHere }) => beganHere)).toEqual([true]);
  });
});

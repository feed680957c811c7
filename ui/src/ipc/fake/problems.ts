// Problems as the program words them, for the scenarios in which something fails.
import type { WireProblem, ProblemCode, Recovery } from '../types';

function problem(code: ProblemCode, summary: string, advice: string, recovery: Recovery): WireProblem {
  return { code, summary, advice, recovery, reference: `${code}/7f3a` };
}

export const unreachable = problem(
  'unreachable',
  'Rolecall could not reach AWS.',
  'Check your network connection. You can still browse the list.',
  { action: 'retry' },
);
export const keychainLocked = problem(
  'keychainLocked',
  'Your keychain is locked, so Rolecall cannot read or store credentials.',
  'Unlock it, then try again.',
  { action: 'unlockKeychain' },
);
export const keychainAbsent = problem(
  'keychainAbsent',
  'Rolecall found no keychain on this computer.',
  'Start a Secret Service such as GNOME Keyring or KeePassXC; Rolecall stores secrets nowhere else.',
  { action: 'retry' },
);
export const notAssigned = problem(
  'notAssigned',
  'AWS says this role is no longer assigned to you.',
  'Refresh the list. If you need the role, ask the administrator of your organization.',
  { action: 'retry' },
);
export const rolesNotListed = problem(
  'unexpectedAnswer',
  'The roles of this account could not be listed.',
  'Try again in a minute.',
  {
    action: 'retry',
  },
);
export const badPortal = problem(
  'portalRefused',
  'AWS does not know this start URL in this region.',
  'Check the address and the region of your IAM Identity Center.',
  { action: 'none' },
);
export const signInTimedOut = problem('signInTimedOut', 'The sign-in timed out.', 'Sign in again.', {
  action: 'signIn',
  portal: 'acme',
});
export const confirmationNeeded = problem(
  'confirmationNeeded',
  'This is a production account.',
  'Confirm to continue.',
  { action: 'none' },
);
export const reasonNeeded = problem(
  'reasonNeeded',
  'Your settings ask for a reason to use a production account.',
  'Say what you use the role for, such as a ticket.',
  { action: 'none' },
);
export const portalMissing = problem(
  'roleSourceMissing',
  'There is no portal called globex.',
  'Connect it, or change the role so that it is assumed with another one.',
  { action: 'none' },
);
export const wrongInput = problem('wrongInput', 'This value cannot be used.', 'Change it and try again.', {
  action: 'none',
});

/** A problem of what was typed. */
export const problemOf = (summary: string): WireProblem => problem('wrongInput', summary, '', { action: 'none' });

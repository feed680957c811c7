// Problems in the words of the program, for the states in which something did not happen.
import type { ProblemView, RecoveryView } from '../bindings';

function problem(code: string, summary: string, advice: string, recovery: RecoveryView): ProblemView {
  return { code, summary, advice, recovery, reference: `${code}/7f3a` };
}

export const unreachable = problem(
  'unreachable',
  'Rolecall could not reach AWS.',
  'Check your network; what is listed stays usable.',
  { action: 'retry' },
);
export const keychainLocked = problem(
  'keychainLocked',
  'Your keychain is locked, so Rolecall cannot read or keep credentials.',
  'Unlock it, then try again.',
  { action: 'unlockKeychain' },
);
export const keychainAbsent = problem(
  'keychainAbsent',
  'Rolecall found no keychain on this computer.',
  'Start a Secret Service such as GNOME Keyring or KeePassXC; Rolecall keeps secrets nowhere else.',
  { action: 'none' },
);
export const notAssigned = problem(
  'notAssigned',
  'AWS says you may no longer assume this role.',
  'Refresh the list; if you need the role, ask whoever administers your organization.',
  { action: 'retry' },
);
export const rolesFailed = problem(
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
export const signInEnded = problem('signInTimedOut', 'Nobody finished signing in to acme.', 'Sign in again.', {
  action: 'signIn',
  portal: 'acme',
});
export const confirmationNeeded = problem(
  'confirmationNeeded',
  'This is a production account.',
  'Confirm that you mean it.',
  { action: 'none' },
);
export const wrongInput = problem('wrongInput', 'That cannot be used.', 'Change it and try again.', { action: 'none' });

// Signing out and stopping several: what ends, and how it comes back.
import { name } from './names';
import { count, counted } from './times';

const roleSessions = (number: number) => counted(number, 'role session', 'role sessions');
const credentials = (running: number) =>
  `${running === 1 ? 'Its' : 'Their'} credentials are deleted immediately. Programs that already have a copy can use it until it expires.`;

export const endings = {
  listLabel: 'Role sessions that stop',
  timeLeft: (time: string) => `${time} left`,
  stopTitle: (running: number) => `Stop ${roleSessions(running)}?`,
  stopText: (running: number) => credentials(running),
  stopConfirm: (running: number) => `Stop ${count(running)}`,
  signOut: 'Sign out',
  signOutAndStop: (running: number) => `Sign out and stop ${roleSessions(running)}…`,
  signOutTitle: (portal: string) => `Sign out of ${name(portal)}?`,
  signOutText: (running: number) => `This stops ${roleSessions(running)}. ${credentials(running)}`,
  signOutConfirm: (running: number) => `Sign out and stop ${count(running)}`,
  signedOut: (portal: string, running: number) =>
    running === 0
      ? `Signed out of ${name(portal)}`
      : `Signed out of ${name(portal)} · ${roleSessions(running)} stopped`,
  signInAgain: 'Sign in again',
};

// What surrounds the views: the sidebar, portals, notices, the status bar, keyboard shortcuts, toasts.
import { name } from './names';
import { count, counted, times } from './times';

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');

export const sidebar = {
  label: 'Main',
  portals: 'Portals',
  add: 'Add a portal',
  history: 'History',
  settings: 'Settings',
  menu: 'Rolecall',
  keyboardShortcuts: 'Keyboard shortcuts',
  quit: 'Quit Rolecall',
  needsAttention: 'A role session needs your attention',
};

export const quit = {
  title: 'Quit Rolecall?',
  text: (renewing: number) =>
    `${counted(renewing, 'role session', 'role sessions')} will stop renewing. Their credentials stay valid until they expire.`,
  confirm: 'Quit',
};

export const portal = {
  signedIn: 'signed in',
  until: (instant: number) => `until ${times.at(instant)}`,
  signedInUntil: (instant: number) => `signed in until ${times.at(instant)}`,
  signingIn: 'signing in…',
  unknown: 'checking…',
  signedOut: 'signed out',
  expired: 'sign-in expired',
  unreachable: 'unreachable',
  withStatus: (portal: string, status: string) => `${name(portal)}, ${status}`,
  signIn: 'Sign in',
  signInTo: (portal: string) => `Sign in to ${name(portal)}`,
  signInWithCode: 'Sign in with a code',
  refresh: 'Refresh',
  cancelRefresh: 'Cancel refresh',
  remove: 'Remove…',
  endpoint: (url: string) => `Custom endpoint: ${name(url)}`,
  removeTitle: (portal: string) => `Remove ${name(portal)}?`,
  removeText:
    'Rolecall signs out of the portal, deletes its credentials from your keychain and removes its accounts from the list. Nothing changes in AWS.',
  removeConfirm: 'Remove portal',
};

export const demo = {
  badge: 'Demo',
  text: 'This is a demo organization on your own machine. Nothing in it is real.',
  leave: 'Leave the demo',
};

export const dialog = {
  close: 'Close',
  cancel: 'Cancel',
};

export const notice = {
  expired: (portal: string) => `Your sign-in to ${name(portal)} has expired.`,
  expiredAdvice: 'You can still browse the list. Sign in to start role sessions.',
  signedOut: (portal: string) => `You are signed out of ${name(portal)}.`,
  signedOutAdvice: 'Sign in to refresh and use its roles.',
  waiting: (waiting: number) =>
    `${counted(waiting, 'role session is', 'role sessions are')} waiting for you to sign in.`,
  noTray: 'Your desktop does not show tray icons.',
  noTrayAdvice:
    'Rolecall keeps running when you close the window. Start it again to show it. On GNOME, install the AppIndicator extension to see the icon.',
  reference: (text: string) => `Reference: ${text}`,
  dismiss: 'Dismiss',
  label: 'Notices',
  details: 'Details',
  showAll: (shown: number) => `Show all ${counted(shown, 'notice', 'notices')}`,
  more: (shown: number) => `+${count(shown)}`,
  /** Without the full stop of the sentence. */
  affected: (summary: string, running: number) =>
    `${withoutStop(summary)} — ${counted(running, 'role session', 'role sessions')} affected`,
  several: (summary: string, number: number) => `${withoutStop(summary)} — ${counted(number, 'time', 'times')}`,
  signInTo: (number: number) => `Sign in to ${counted(number, 'portal', 'portals')}`,
  about: (about: string, summary: string) => `${name(about)}: ${summary}`,
  cached: (age: string) => `Showing the list from ${age}.`,
};

export const recovery = {
  signIn: 'Sign in',
  signInWithCode: 'Sign in with a code',
  retry: 'Try again',
  unlockKeychain: 'Unlock keychain',
};

export const status = {
  label: 'Status',
  accounts: (count: number) => counted(count, 'account', 'accounts'),
  roles: (count: number) => counted(count, 'role', 'roles'),
  updated: (ago: string) => `updated ${ago}`,
  change: (added: number, removed: number) =>
    [added > 0 ? `${count(added)} new` : '', removed > 0 ? `${count(removed)} removed` : '']
      .filter((part) => part !== '')
      .join(', '),
  progress: (done: number, total: number | null) => {
    if (total !== null) return `${count(done)} of ${counted(total, 'account', 'accounts')}`;
    return done === 0 ? 'listing accounts…' : `${counted(done, 'account', 'accounts')} so far`;
  },
  showChange: 'Show what changed',
  refreshed: (change: string) => (change === '' ? 'Refreshed the list' : `Refreshed the list: ${change}`),
  throttled: 'AWS is limiting requests',
  offline: 'AWS unreachable',
  endpoint: (portal: string, url: string) => `${name(portal)} uses ${name(url)}`,
  hints: { console: 'console', startStop: 'start or stop', copy: 'copy', keyboardShortcuts: 'shortcuts' },
};

export const accessChanges = {
  title: 'Access changes',
  text: 'What the last refresh found that the one before did not.',
  added: (number: number) => `${count(number)} new`,
  removed: (number: number) => `${count(number)} removed`,
  show: 'Show in list',
  more: (number: number) => `and ${count(number)} more`,
};

export const keyboardShortcuts = {
  title: 'Keyboard shortcuts',
  text: 'Type a name anywhere to search for it. A character on its own acts on the selected role.',
  groups: { move: 'Search and move', role: 'Selected role', window: 'Window', history: 'History' },
  commands: {
    search: 'Search',
    move: 'Move',
    page: 'Page up or down',
    ends: 'First and last',
    extend: 'Select several',
    toggleSelect: 'Add to selection',
    selectAll: 'Select all',
    openConsole: 'Open console',
    chooseDestination: 'Choose destination…',
    startStop: 'Start or stop',
    stop: 'Stop',
    stopAll: 'Stop all role sessions',
    makeDefault: 'Make or clear default',
    copy: 'Copy…',
    favourite: 'Favourite',
    menu: 'All actions',
    views: 'All roles to Settings',
    details: 'Show or hide details',
    refresh: 'Refresh',
    defineRole: 'Define a role',
    settings: 'Settings',
    keyboardShortcuts: 'Keyboard shortcuts',
    back: 'Back, or clear search',
    undo: 'Undo the last change',
    closeWindow: 'Close the window',
    quit: 'Quit',
    days: 'Previous and next day',
    today: 'Today',
    onlyRole: 'Show only this role',
  },
  /** Between the first and the last key of a range. */
  to: 'to',
};

export const toast = {
  opening: (role: string) => `Opening the console as ${name(role)}`,
  started: (role: string) => `Started ${name(role)}`,
  renewed: (role: string) => `Renewed ${name(role)}`,
  stopped: (role: string) => `Stopped ${name(role)}`,
  label: 'Messages',
  dismiss: 'Dismiss',
  /** Where a notice already says why. */
  notDone: 'This was not done.',
  seeNotice: 'The notice above the list says why.',
};

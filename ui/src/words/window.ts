// What stands around the list: the rail, portals, notices, the status bar, keys, toasts.
import { count, counted, times } from './times';

export const rail = {
  label: 'Rooms',
  portals: 'Portals',
  add: 'Add a portal',
  history: 'History',
  settings: 'Settings',
  menu: 'Rolecall',
  keys: 'Keys',
  quit: 'Quit Rolecall',
  waiting: 'A role session needs you',
};

export const quit = {
  title: 'Quit Rolecall?',
  text: (renewing: number) =>
    `${counted(renewing, 'role session is', 'role sessions are')} no longer renewed. Credentials stay until they expire.`,
  act: 'Quit',
};

export const portal = {
  signedIn: 'signed in',
  until: (instant: number) => `until ${times.at(instant)}`,
  signedInUntil: (instant: number) => `signed in until ${times.at(instant)}`,
  signingIn: 'signing in…',
  unknown: 'asking the keychain',
  signedOut: 'signed out',
  expired: 'sign-in ended',
  unreachable: 'unreachable',
  menu: (name: string, state: string) => `${name}, ${state}`,
  signIn: 'Sign in',
  signInTo: (name: string) => `Sign in to ${name}`,
  signInWithCode: 'Sign in with a code',
  signOut: 'Sign out',
  refresh: 'Refresh',
  cancelRefresh: 'Stop refreshing',
  remove: 'Remove…',
  endpoint: (url: string) => `Own endpoint: ${url}`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText:
    'Rolecall signs out there, erases its credentials from your keychain and forgets its accounts. Nothing changes at AWS.',
  removeDo: 'Remove portal',
};

export const demo = {
  mark: 'Demo',
  text: 'This is a demo organization on your own machine. Nothing in it is real.',
  leave: 'Leave the demo',
};

export const notice = {
  expired: (portal: string) => `Your sign-in at ${portal} has ended.`,
  expiredAdvice: 'What is listed stays usable; sign in to start role sessions.',
  signedOut: (portal: string) => `You are signed out of ${portal}.`,
  signedOutAdvice: 'Sign in to refresh its roles and to use them.',
  waiting: (waiting: number) => `${counted(waiting, 'role session waits', 'role sessions wait')} for it.`,
  noTray: 'This desktop shows no tray icons.',
  noTrayAdvice:
    'Rolecall goes on when you close the window; start it again to see it. On GNOME, the AppIndicator extension shows the icon.',
  reference: (text: string) => `Reference: ${text}`,
  dismiss: 'Dismiss',
  more: (count: number) => `${counted(count, 'more message', 'more messages')}`,
  cached: (age: string) => `Showing what was listed ${age}.`,
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
    [added > 0 ? `${count(added)} new` : '', removed > 0 ? `${count(removed)} gone` : '']
      .filter((part) => part !== '')
      .join(', '),
  progress: (done: number, total: number | null) => {
    if (total !== null) return `${count(done)} of ${counted(total, 'account', 'accounts')}`;
    return done === 0 ? 'listing accounts…' : `${counted(done, 'account', 'accounts')} so far`;
  },
  throttled: 'slower, because AWS asks to',
  offline: 'AWS unreachable',
  endpoint: (portal: string, url: string) => `${portal} uses ${url}`,
  hints: { console: 'console', start: 'start', copy: 'copy', keys: 'keys' },
};

export const keys = {
  title: 'Keys',
  close: 'Close',
  groups: { move: 'Find and move', role: 'With the selected role', window: 'Window' },
  commands: {
    search: 'Search',
    move: 'Move',
    page: 'A page up or down',
    ends: 'First and last',
    letters: 'Jump by first letters',
    more: 'Select several',
    mark: 'Add to the selection',
    openConsole: 'Open console',
    chooseDestination: 'Choose destination',
    startStop: 'Start or stop',
    makeDefault: 'Make default, or clear it',
    copy: 'Copy…',
    favourite: 'Favourite',
    menu: 'All actions',
    details: 'Show or hide details',
    refresh: 'Refresh',
    settings: 'Settings',
    keys: 'This sheet',
    back: 'Back, or clear the search',
    undo: 'Undo the last label or default',
    quit: 'Quit',
  },
};

export const toast = {
  opening: (role: string) => `Opening the console as ${role}`,
  started: (role: string) => `Started ${role}`,
  renewed: (role: string) => `Renewed ${role}`,
  stopped: (role: string) => `Stopped ${role}`,
  stoppedAll: 'Stopped all role sessions',
  link: 'the sign-in link',
};

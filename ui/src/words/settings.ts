// The settings.
import { counted, times } from './times';

export const settings = {
  title: 'Settings',
  back: 'Back to the list',
  search: 'Search settings',
  noMatch: (query: string) => `No setting matches “${query}”.`,
  on: 'On',
  off: 'Off',

  groups: {
    general: 'General',
    roleSessions: 'Role sessions',
    console: 'Console and clipboard',
    production: 'Production',
    memory: 'History and notifications',
    portals: 'Portals',
  },

  appearance: 'Appearance',
  appearances: { system: 'System', light: 'Light', dark: 'Dark' },

  autostart: 'Start with the desktop',
  autostartHelp: 'Rolecall starts when you log in, without its window, and keeps your role sessions alive.',
  trayHidden: 'This desktop shows no tray icon.',
  trayHiddenAdvice:
    'Rolecall goes on when its window is closed, and comes back when you open it again or press its shortcut. GNOME shows tray icons with the AppIndicator extension; other desktops have a status area to add to a panel.',

  shortcut: 'Shortcut',
  shortcutHelp: 'Shows the window from anywhere.',
  shortcutNone: 'None',
  shortcutRecord: 'Record…',
  shortcutChange: 'Change…',
  shortcutCancel: 'Cancel',
  shortcutClear: 'Remove',
  shortcutPress: 'Press the keys, or Esc to leave it as it is',
  shortcutPressed: (keys: string) => `Shortcut is ${keys}`,
  shortcutProblems: {
    noModifier: 'Hold Ctrl, Alt or Super, and press another key.',
    otherKey: 'This key cannot be used. Take a letter, a digit or a function key.',
  },

  renew: 'Keep alive',
  renewHelp:
    'Role sessions that you start are renewed until you stop them, your sign-in ends or a limit is reached. What a program asks for by itself is not.',
  limits: 'Limits',
  limitsHelp:
    'At its end a role session stops, and Rolecall asks whether to start it again. Of several limits that fit, the shortest counts.',
  limitsNone: 'No limits: role sessions are renewed until you stop them.',
  limit: {
    list: 'Limits',
    accounts: 'Accounts',
    roles: 'Roles',
    time: 'Ends after',
    every: 'every account',
    everyRole: 'every role',
    unit: 'Unit',
    units: { minutes: 'minutes', hours: 'hours' },
    patterns: 'Names or ids with * and ?, or tag:pci; several with commas between.',
    add: 'Add a limit',
    save: 'Add',
    cancel: 'Cancel',
    remove: 'Remove',
    removeLabel: (called: string) => `Remove the limit: ${called}`,
    called: (roles: string, accounts: string, minutes: number) =>
      `${roles === '' ? 'every role' : roles} in ${accounts === '' ? 'every account' : accounts}, ${times.left(minutes * 60_000)}`,
    fieldOf: (field: string, called: string) => `${field} of the limit: ${called}`,
    fresh: 'new',
    problems: {
      time: 'Give a time from 1 minute to 7 days, in whole minutes.',
      pattern: 'A pattern has at most 256 letters.',
      many: 'There are at most 100 limits, with 100 patterns each.',
    },
  },

  region: 'Console region',
  regionHelp: 'Where a console opens unless you choose a destination.',
  regionDefault: 'The portal’s region',
  clipboard: 'Clear copied credentials after',
  clipboardUnit: 'seconds',
  clipboardHelp: 'If they are still in the clipboard. Between 5 and 300.',

  production: 'Production accounts',
  productionHelp:
    'One pattern a line, such as *-prod, 111122223333 or tag:pci. Matching accounts carry a strong colour everywhere.',
  ask: 'Ask first',
  askHelp: 'Before a console of a production account is opened or its credentials are copied.',

  historyDays: 'Keep history for',
  historyDaysUnit: 'days',
  historyDaysHelp: 'Which role was used when, and by which program; never a secret. Older entries are erased.',
  accessChanges: 'Access changes',
  accessChangesHelp: 'A notification when you gain or lose accounts or roles, once a day at most.',

  portals: 'Portals',
  noPortals: 'No portal yet.',
  add: 'Add a portal',
  remove: 'Remove…',
  removeLabel: (name: string) => `Remove ${name}`,
  version: (version: string) => `Rolecall ${version}`,
  found: (number: number) => counted(number, 'setting', 'settings'),
};

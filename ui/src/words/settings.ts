// The settings.
import { settingBounds } from '../ipc/generated/setting_bounds';
import { count, counted, times } from './times';

const { clipboardSeconds, limitMinutes, maxLimits, maxPatterns, maxPatternLength } = settingBounds;
/** In minutes. */
const DAY = 24 * 60;

export const settings = {
  title: 'Settings',
  back: 'Back to the list',
  search: 'Search settings',
  noMatch: (query: string) => `No settings match “${query}”.`,
  on: 'On',
  off: 'Off',

  groups: {
    general: 'General',
    roleSessions: 'Role sessions',
    console: 'Console and clipboard',
    production: 'Production',
    history: 'History and notifications',
    portals: 'Portals',
  },

  appearance: 'Appearance',
  appearances: { system: 'System', light: 'Light', dark: 'Dark' },

  autostart: 'Start at login',
  autostartHelp: 'Rolecall starts in the background when you log in, and keeps renewing your role sessions.',
  trayHidden: 'Your desktop does not show tray icons.',
  trayHiddenAdvice:
    'Rolecall keeps running when you close its window. Open it again, or press its shortcut, to show it. GNOME needs the AppIndicator extension to show tray icons.',

  shortcut: 'Shortcut',
  shortcutHelp: 'Shows the window from anywhere.',
  shortcutNone: 'None',
  shortcutRecord: 'Record…',
  shortcutChange: 'Change…',
  shortcutCancel: 'Cancel',
  shortcutRemove: 'Remove',
  shortcutPress: 'Press the keys, or Esc to cancel',
  shortcutIs: (keys: string) => `Shortcut is ${keys}`,
  shortcutProblems: {
    noModifier: 'Hold Ctrl, Alt or Super and press another key.',
    otherKey: 'This key cannot be used. Use a letter, a digit or a function key.',
  },

  renew: 'Renew automatically',
  renewHelp:
    'Role sessions you start renew until you stop them, your sign-in ends or a limit is reached. Role sessions started by programs do not renew.',
  limits: 'Limits',
  limitsHelp:
    'A role session stops when it reaches its limit, and Rolecall asks whether to start it again. If several limits match, the shortest applies.',
  limitsNone: 'No limits. Role sessions renew until you stop them.',
  limit: {
    list: 'Limits',
    accounts: 'Accounts',
    roles: 'Roles',
    time: 'Ends after',
    everyAccount: 'every account',
    everyRole: 'every role',
    unit: 'Unit',
    units: { minutes: 'minutes', hours: 'hours' },
    patterns: 'Names or IDs with * and ?, or tags such as tag:pci. Separate several with commas.',
    add: 'Add a limit',
    save: 'Add',
    cancel: 'Cancel',
    removeLabel: (name: string) => `Remove the limit: ${name}`,
    name: (roles: string, accounts: string, minutes: number) =>
      `${roles === '' ? 'every role' : roles} in ${accounts === '' ? 'every account' : accounts}, ${times.left(minutes * 60_000)}`,
    fieldLabel: (field: string, name: string) => `${field} of the limit: ${name}`,
    newName: 'new',
    errors: {
      time: `Enter a time from ${counted(limitMinutes.min, 'minute', 'minutes')} to ${counted(limitMinutes.max / DAY, 'day', 'days')}, in whole minutes.`,
      pattern: `A pattern can have at most ${count(maxPatternLength)} characters.`,
      tooMany: `You can have at most ${count(maxLimits)} limits with ${count(maxPatterns)} patterns each.`,
    },
  },

  region: 'Console region',
  regionHelp: 'Used unless you choose a destination.',
  defaultRegion: 'Portal region',
  clipboard: 'Clear copied credentials after',
  clipboardUnit: 'seconds',
  clipboardHelp: `If they are still in the clipboard. From ${clipboardSeconds.min} to ${count(clipboardSeconds.max)} seconds.`,

  production: 'Production accounts',
  productionHelp:
    'One pattern per line, such as *-prod, 111122223333 or tag:pci. Matching accounts are highlighted everywhere.',
  confirm: 'Ask first',
  confirmHelp: 'Before the console of a production account is opened or its credentials are copied.',

  historyDays: 'Keep history for',
  historyDaysUnit: 'days',
  historyDaysHelp: 'Which roles were used when, and by which programs. Never secrets. Older entries are deleted.',
  accessChanges: 'Access changes',
  accessChangesHelp: 'Notify me, at most once a day, when I gain or lose accounts or roles.',

  portals: 'Portals',
  noPortals: 'No portals yet.',
  add: 'Add a portal',
  remove: 'Remove…',
  removeLabel: (name: string) => `Remove ${name}`,
  version: (version: string) => `Rolecall ${version}`,
  found: (number: number) => counted(number, 'setting', 'settings'),
};

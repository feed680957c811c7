// The settings.
import { settingBounds } from '../ipc/generated/setting_bounds';
import { name, names } from './names';
import { count, counted, times } from './times';

const { limitMinutes, maxLimits, maxPatterns, maxPatternLength, numbers } = settingBounds;
/** In minutes. */
const DAY = 24 * 60;

/** The words of a setting. Its control follows from its value; a setting with choices has a label for each. */
export interface SettingWords {
  title: string;
  help?: string;
  /** Other words that find it. */
  keywords?: string;
  unit?: string;
  choices?: Record<string, string>;
}

export interface SettingGroupWords {
  title: string;
  /** By the setting's name, in the order of the page. */
  rows: Record<string, SettingWords>;
}

const range = ({ min, max }: { min: number; max: number }) => `From ${count(min)} to ${count(max)}`;

/** The settings in their groups, in the order of the page. */
const groups = {
  general: {
    title: 'General',
    rows: {
      appearance: { title: 'Appearance', choices: { system: 'System', light: 'Light', dark: 'Dark' } },
      autostart: {
        title: 'Start at login',
        help: 'Rolecall starts in the background when you log in, and keeps renewing your role sessions.',
      },
      shortcut: { title: 'Global shortcut', help: 'Shows the window from anywhere.' },
    },
  },
  roleSessions: {
    title: 'Role sessions',
    rows: {
      renew: {
        title: 'Renew automatically',
        help: 'Role sessions you start renew until you stop them, your sign-in ends or a limit is reached. Role sessions started by programs do not renew.',
      },
      limits: {
        title: 'Limits',
        help: 'A role session stops when it reaches its limit, and Rolecall asks whether to start it again. If several limits match, the shortest applies.',
      },
    },
  },
  console: {
    title: 'Console and clipboard',
    rows: {
      consoleRegion: { title: 'Console region', help: 'Used unless you choose a destination.' },
      clipboardClearInSeconds: {
        title: 'Clear copied credentials after',
        unit: 'seconds',
        help: `If they are still in the clipboard. ${range(numbers.clipboardClearInSeconds)} seconds.`,
      },
    },
  },
  production: {
    title: 'Environments',
    rows: {
      environmentProduction: {
        title: 'Production accounts',
        help: 'One pattern per line: word:prod for a whole word of the name, *prod* for any part of it, 111122223333 or tag:pci. Matching accounts are highlighted everywhere.',
      },
      environmentStaging: { title: 'Staging accounts', help: 'Patterns as above.' },
      environmentDevelopment: { title: 'Development accounts', help: 'Patterns as above.' },
      environmentNone: {
        title: 'Accounts of no environment',
        help: 'The most exact pattern counts, and an account ID is the most exact: the menu of an account adds its ID here or above.',
      },
      askBeforeProduction: {
        title: 'Ask before using production',
        help: 'Before a role session of a production account is started, made the default, opened in the console or exported.',
      },
      requireReasonForProduction: {
        title: 'Require a reason for production',
        keywords: 'ticket',
        help: 'Such as a ticket, before a production account is used. Programs get credentials only of a role session that was started with one.',
      },
    },
  },
  history: {
    title: 'History and notifications',
    rows: {
      historyDays: {
        title: 'Keep history for',
        unit: 'days',
        help: 'Which roles were used when, and by which programs. Never secrets. Older entries are deleted.',
      },
      notifyAccessChanges: {
        title: 'Tell me when my access changes',
        keywords: 'notifications',
        help: 'At most once a day, when you gain or lose accounts or roles.',
      },
    },
  },
  portals: { title: 'Portals', rows: { portals: { title: 'Portals' } } },
} as const satisfies Record<string, SettingGroupWords>;

export const settings = {
  groups,
  title: 'Settings',
  back: 'Back to the list',
  search: 'Search settings',
  noMatch: (query: string) => `No settings match “${name(query)}”.`,
  on: 'On',
  off: 'Off',

  preview: {
    title: (production: number) => `${counted(production, 'known account is', 'known accounts are')} production.`,
    pattern: (accounts: number, named: readonly string[]) => {
      if (accounts === 0) return 'no account';
      const more = accounts > named.length ? ` and ${count(accounts - named.length)} more` : '';
      return `${counted(accounts, 'account', 'accounts')}: ${names(named)}${more}`;
    },
    more: (patterns: number) => `and ${counted(patterns, 'more pattern', 'more patterns')}`,
  },

  trayHidden: 'Your desktop does not show tray icons.',
  trayHiddenAdvice:
    'Rolecall keeps running when you close its window. Open it again, or press its shortcut, to show it. GNOME needs the AppIndicator extension to show tray icons.',

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
    removeLabel: (limit: string) => `Remove the limit: ${name(limit)}`,
    name: (roles: string, accounts: string, minutes: number) =>
      `${roles === '' ? 'every role' : name(roles)} in ${accounts === '' ? 'every account' : name(accounts)}, ${times.left(minutes * 60_000)}`,
    fieldLabel: (field: string, limit: string) => `${field} of the limit: ${name(limit)}`,
    newName: 'new',
    errors: {
      time: `Enter a time from ${counted(limitMinutes.min, 'minute', 'minutes')} to ${counted(limitMinutes.max / DAY, 'day', 'days')}, in whole minutes.`,
      pattern: `A pattern can have at most ${count(maxPatternLength)} characters.`,
      tooMany: `You can have at most ${count(maxLimits)} limits with ${count(maxPatterns)} patterns each.`,
    },
  },

  defaultRegion: 'Portal region',

  noPortals: 'No portals yet.',
  add: 'Add a portal',
  remove: 'Remove…',
  removeLabel: (portal: string) => `Remove ${name(portal)}`,
  version: (version: string) => `Rolecall ${version}`,
  found: (number: number) => counted(number, 'setting', 'settings'),
};

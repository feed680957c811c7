// Parses what is typed in the settings, and finds settings by their words. Pure.
import { settingBounds } from '../ipc/generated/setting_bounds';
import { words } from '../words';
import { contains, fold, terms } from './search';

const text = words.settings;

/** The settings in their groups, with the words by which they are found. */
export const settingGroups = {
  general: {
    appearance: [text.appearance, ...Object.values(text.appearances)],
    autostart: [text.autostart, text.autostartHelp],
    shortcut: [text.shortcut, text.shortcutHelp],
  },
  roleSessions: {
    renew: [text.renew, text.renewHelp],
    limits: [text.limits, text.limitsHelp],
  },
  console: {
    region: [text.region, text.regionHelp],
    clipboard: [text.clipboard, text.clipboardHelp],
  },
  production: {
    patterns: [text.production, text.productionHelp],
    confirm: [text.confirm, text.confirmHelp],
  },
  history: {
    historyDays: [text.historyDays, text.historyDaysHelp],
    accessChanges: [text.accessChanges, text.accessChangesHelp],
  },
  portals: { portals: [text.portals, text.add] },
} as const;

export type SettingGroupId = keyof typeof settingGroups;

/** The settings whose words, including their group's name, contain every term of the query. */
export function matchingSettings(query: string): ReadonlySet<string> {
  const required = terms(query);
  const found = new Set<string>();
  for (const [group, members] of Object.entries(settingGroups)) {
    const groupName = Object.entries(text.groups).find(([id]) => id === group)?.[1] ?? '';
    for (const [setting, texts] of Object.entries(members)) {
      const searchText = fold([groupName, ...texts].join('\n'));
      if (required.every((term) => contains(searchText, term))) found.add(setting);
    }
  }
  return found;
}

/** A whole number, moved into the range; the previous value if the text is no number. */
function parseInteger(input: string, previous: number, { min, max }: { min: number; max: number }): number {
  const number = Math.round(Number(input));
  if (input.trim() === '' || !Number.isFinite(number)) return previous;
  return Math.min(max, Math.max(min, number));
}

/** How long copied credentials stay in the clipboard, in seconds. */
export const parseClipboardSeconds = (input: string, previous: number): number =>
  parseInteger(input, previous, settingBounds.clipboardSeconds);

/** How long the history is kept, in days. */
export const parseHistoryDays = (input: string, previous: number): number =>
  parseInteger(input, previous, settingBounds.historyDays);

/** One pattern per line; spaces around it and empty lines are ignored. */
export function parsePatternLines(input: string): string[] {
  return input
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

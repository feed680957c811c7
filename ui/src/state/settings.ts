// What is typed in the settings, made fit to be kept, and which settings a search finds. Pure.
import { words } from '../words';
import { fold, terms } from './search';

const say = words.settings;

/** The settings in their groups, with the words by which they are found. */
export const groups = {
  general: {
    appearance: [say.appearance, ...Object.values(say.appearances)],
    autostart: [say.autostart, say.autostartHelp],
    shortcut: [say.shortcut, say.shortcutHelp],
  },
  roleSessions: {
    renew: [say.renew, say.renewHelp],
    limits: [say.limits, say.limitsHelp],
  },
  console: {
    region: [say.region, say.regionHelp],
    clipboard: [say.clipboard, say.clipboardHelp],
  },
  production: {
    patterns: [say.production, say.productionHelp],
    ask: [say.ask, say.askHelp],
  },
  memory: {
    historyDays: [say.historyDays, say.historyDaysHelp],
    accessChanges: [say.accessChanges, say.accessChangesHelp],
  },
  portals: { portals: [say.portals, say.add] },
} as const;

export type GroupId = keyof typeof groups;
export type SettingId = { [Group in GroupId]: keyof (typeof groups)[Group] }[GroupId];

/** The settings in whose words, or in whose group's name, every word of the query stands. */
export function settingsFound(query: string): ReadonlySet<string> {
  const wanted = terms(query);
  const found = new Set<string>();
  for (const [group, members] of Object.entries(groups)) {
    const name = Object.entries(say.groups).find(([id]) => id === group)?.[1] ?? '';
    for (const [setting, texts] of Object.entries(members)) {
      const text = fold([name, ...texts].join('\n'));
      if (wanted.every((term) => text.includes(term))) found.add(setting);
    }
  }
  return found;
}

/** A whole number within the limits; what was set before when it is none. */
function numberOf(text: string, before: number, least: number, most: number): number {
  const number = Math.round(Number(text));
  if (text.trim() === '' || !Number.isFinite(number)) return before;
  return Math.min(most, Math.max(least, number));
}

/** Seconds that a secret stays in the clipboard; what was set before when it is no number. */
export const secondsOf = (text: string, before: number): number => numberOf(text, before, 5, 300);

/** Days that the history is kept. */
export const daysOf = (text: string, before: number): number => numberOf(text, before, 1, 3650);

/** One pattern a line, without blanks around and empty lines. */
export function patternsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

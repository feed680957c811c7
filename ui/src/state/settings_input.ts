// Parses what is typed in the settings, and finds settings by their words. Pure.
import { settingBounds } from '../ipc/generated/setting_bounds';
import type { Settings } from '../ipc/types';
import { words } from '../words';
import type { SettingGroupWords, SettingWords } from '../words/settings';
import { contains, fold, terms } from './search';

/** A setting whose control follows from its value. */
export type ValueSetting = Exclude<keyof Settings, 'limits'>;

/** A row of the page: a setting, or what belongs among them, such as the portals. */
export type SettingRow = SettingWords & { id: string };

/** A group of rows. */
export interface SettingGroup {
  title: string;
  rows: SettingRow[];
}

const groups = Object.values<SettingGroupWords>(words.settings.groups).map(({ title, rows }): SettingGroup => ({
  title,
  rows: Object.entries(rows).map(([id, row]) => ({ id, ...row })),
}));

const ranges: Record<string, { min: number; max: number } | undefined> = settingBounds.numbers;

/** The settings whose words contain every term of the query, in their groups; all of a group whose title alone does. */
export function matchingGroups(query: string): SettingGroup[] {
  const required = terms(query);
  const hasTerms = (texts: string[]) => {
    const searchText = fold(texts.join('\n'));
    return required.every((term) => contains(searchText, term));
  };
  const isMatch = (row: SettingRow) => {
    const texts = [row.title, row.help ?? '', row.keywords ?? '', ...Object.values(row.choices ?? {})];
    // The list of portals has a button to add one.
    if (row.id === 'portals') texts.push(words.settings.add);
    return hasTerms(texts);
  };
  return groups
    .map((group) => {
      const rows = group.rows.filter(isMatch);
      return rows.length === 0 && hasTerms([group.title]) ? group : { ...group, rows };
    })
    .filter(({ rows }) => rows.length > 0);
}

/** The valid numbers of a setting, both ends included. */
export const rangeOf = (setting: string): { min: number; max: number } =>
  ranges[setting] ?? { min: 0, max: Number.MAX_SAFE_INTEGER };

/** A whole number, moved into the range of the setting; the previous value if the text is no number. */
export function parseNumber(setting: string, input: string, previous: number): number {
  const { min, max } = rangeOf(setting);
  const number = Math.round(Number(input));
  if (input.trim() === '' || !Number.isFinite(number)) return previous;
  return Math.min(max, Math.max(min, number));
}

/** One pattern per line; spaces around it and empty lines are ignored. */
export function parsePatternLines(input: string): string[] {
  return input
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

// Limits of role sessions while they are edited: each row is text until it is valid. Pure.
import { settingBounds } from '../ipc/generated/setting_bounds';
import type { Limit } from '../ipc/types';

export type LimitUnit = 'minutes' | 'hours';

/** A row of the editor. */
export type LimitDraft = {
  key: number;
  /** Patterns, separated by commas. */
  accounts: string;
  roles: string;
  time: string;
  unit: LimitUnit;
  /** The limit as it is saved; null while the row is new. */
  saved: Limit | null;
};

export type LimitError = 'time' | 'pattern' | 'tooMany';
export type ParsedLimit = { limit: Limit } | { error: LimitError };

const { limitMinutes, maxLimits, maxPatterns, maxPatternLength } = settingBounds;

export function draftFromLimit(limit: Limit, key: number): LimitDraft {
  const wholeHours = limit.minutes % 60 === 0;
  return {
    key,
    accounts: limit.accounts.join(', '),
    roles: limit.roles.join(', '),
    time: String(wholeHours ? limit.minutes / 60 : limit.minutes),
    unit: wholeHours ? 'hours' : 'minutes',
    saved: limit,
  };
}

export function emptyDraft(key: number): LimitDraft {
  return { key, accounts: '', roles: '', time: '1', unit: 'hours', saved: null };
}

/** Parses a row; returns its limit, or what is wrong. */
export function parseLimit(draft: LimitDraft): ParsedLimit {
  const accounts = parsePatterns(draft.accounts, draft.saved?.accounts);
  const roles = parsePatterns(draft.roles, draft.saved?.roles);
  const minutes = parseMinutes(draft.time, draft.unit);
  if (minutes === null) return { error: 'time' };
  if (accounts.length > maxPatterns || roles.length > maxPatterns) return { error: 'tooMany' };
  const isTooLong = (pattern: string) => [...pattern].length > maxPatternLength;
  if ([...accounts, ...roles].some(isTooLong)) return { error: 'pattern' };
  return { limit: { accounts, roles, minutes } };
}

/** The limits to save. A row that is invalid keeps its saved limit, so that a slip deletes nothing. */
export function limitsToSave(drafts: readonly LimitDraft[]): Limit[] {
  return drafts.flatMap((draft) => {
    if (draft.saved === null) return [];
    const parsed = parseLimit(draft);
    return 'limit' in parsed ? [parsed.limit] : [draft.saved];
  });
}

export const canAddLimit = (drafts: readonly LimitDraft[]): boolean => drafts.length < maxLimits;

/** Whether the rows are based on these limits. If not, the settings were changed elsewhere. */
export function areBasedOn(drafts: readonly LimitDraft[], limits: readonly Limit[]): boolean {
  const saved = drafts.flatMap((draft) => (draft.saved === null ? [] : [draft.saved]));
  return JSON.stringify(saved.map(comparable)) === JSON.stringify(limits.map(comparable));
}

/** The rows of limits that were changed elsewhere. A row whose limit is still there keeps what is typed in it. */
export function mergeLimits(
  drafts: readonly LimitDraft[],
  limits: readonly Limit[],
  nextKey: () => number,
): LimitDraft[] {
  const rest = drafts.filter(({ saved }) => saved !== null);
  return limits.map((limit) => {
    const at = rest.findIndex(({ saved }) => saved !== null && areBasedOn([{ ...emptyDraft(0), saved }], [limit]));
    return at === -1 ? draftFromLimit(limit, nextKey()) : (rest.splice(at, 1)[0] ?? draftFromLimit(limit, nextKey()));
  });
}

const comparable = ({ accounts, roles, minutes }: Limit) => [accounts, roles, minutes];

/** A pattern of the settings file may contain a comma: text that was not changed stays as it is. */
function parsePatterns(text: string, saved: string[] | undefined): string[] {
  if (saved !== undefined && text === saved.join(', ')) return saved;
  return text
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
}

function parseMinutes(text: string, unit: LimitUnit): number | null {
  const number = Number(text.trim().replace(',', '.'));
  if (text.trim() === '' || !Number.isFinite(number)) return null;
  const minutes = unit === 'hours' ? number * 60 : number;
  const isInRange = minutes >= limitMinutes.min && minutes <= limitMinutes.max;
  return Number.isInteger(minutes) && isInRange ? minutes : null;
}

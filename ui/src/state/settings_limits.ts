// Limits as they are typed: a row of texts for each, read when it is whole. Pure.
import type { LimitView } from '../ipc/bindings';

export type LimitUnit = 'minutes' | 'hours';

/** A row of the editor. */
export type LimitDraft = {
  key: number;
  /** Patterns with commas between. */
  accounts: string;
  roles: string;
  time: string;
  unit: LimitUnit;
  /** As it is kept; null while it was never. */
  kept: LimitView | null;
};

export type LimitProblem = 'time' | 'pattern' | 'many';
export type LimitRead = { limit: LimitView } | { problem: LimitProblem };

const MOST_MINUTES = 7 * 24 * 60;
const MOST = 100;
const LONGEST_PATTERN = 256;

export function draftOf(limit: LimitView, key: number): LimitDraft {
  const hours = limit.minutes % 60 === 0;
  return {
    key,
    accounts: limit.accounts.join(', '),
    roles: limit.roles.join(', '),
    time: String(hours ? limit.minutes / 60 : limit.minutes),
    unit: hours ? 'hours' : 'minutes',
    kept: limit,
  };
}

export function emptyDraft(key: number): LimitDraft {
  return { key, accounts: '', roles: '', time: '1', unit: 'hours', kept: null };
}

/** The limit that a row says, or what is wrong with it. */
export function readLimit(draft: LimitDraft): LimitRead {
  const accounts = patterns(draft.accounts, draft.kept?.accounts);
  const roles = patterns(draft.roles, draft.kept?.roles);
  const minutes = minutesOf(draft.time, draft.unit);
  if (minutes === null) return { problem: 'time' };
  if (accounts.length > MOST || roles.length > MOST) return { problem: 'many' };
  if ([...accounts, ...roles].some((pattern) => [...pattern].length > LONGEST_PATTERN)) return { problem: 'pattern' };
  return { limit: { accounts, roles, minutes } };
}

/** Every row that is whole; of one that is not what is kept of it, so that a slip erases nothing. */
export function limitsOf(drafts: readonly LimitDraft[]): LimitView[] {
  return drafts.flatMap((draft) => {
    if (draft.kept === null) return [];
    const read = readLimit(draft);
    return 'limit' in read ? [read.limit] : [draft.kept];
  });
}

/** Whether another can be added. */
export const hasRoom = (drafts: readonly LimitDraft[]): boolean => drafts.length < MOST;

/** Whether the rows say what is kept: then nobody else changed it, and what is being typed stays. */
export function isKept(drafts: readonly LimitDraft[], limits: readonly LimitView[]): boolean {
  const kept = drafts.flatMap(({ kept }) => (kept === null ? [] : [kept]));
  return JSON.stringify(kept.map(plain)) === JSON.stringify(limits.map(plain));
}

const plain = ({ accounts, roles, minutes }: LimitView) => [accounts, roles, minutes];

/** A pattern of the file may hold a comma: what was not touched stays as it is. */
function patterns(text: string, kept: string[] | undefined): string[] {
  if (kept !== undefined && text === kept.join(', ')) return kept;
  return text
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
}

function minutesOf(text: string, unit: LimitUnit): number | null {
  const number = Number(text.trim().replace(',', '.'));
  if (text.trim() === '' || !Number.isFinite(number)) return null;
  const minutes = unit === 'hours' ? number * 60 : number;
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= MOST_MINUTES ? minutes : null;
}

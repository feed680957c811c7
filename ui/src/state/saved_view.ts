// What the window showed, as text that the shell holds while the window is closed. Pure. The text may come from another
// version of the page, so every part is validated.
import type { Environment } from '../ipc/types';
import type { AccountFilters, ListFilter } from './list_rows';
import type { View } from './navigation.svelte';

export type SavedView = {
  view: View;
  listFilter: ListFilter;
  query: string;
  accountFilters: AccountFilters;
  /** The selected role's key. */
  selected: string | null;
  /** How far the list is scrolled, in pixels. */
  scrollTop: number;
  /** Whether the user showed or hid the details; null while the window's width decides. */
  details: boolean | null;
  /** Notices that stay dismissed until the program quits. */
  dismissedNotices: string[];
};

/** The longest text that the shell accepts, in bytes. */
const MAX_BYTES = 4096;
const views: readonly View[] = ['list', 'connect', 'history', 'settings'];
const listFilters: readonly ListFilter[] = ['all', 'active', 'favourites', 'recent'];
const environments: readonly Environment[] = ['production', 'staging', 'development'];

/** Parses a saved view; null if the text is unusable. */
export function parseSavedView(text: string | null): SavedView | null {
  if (text === null) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const field = (name: string): unknown => (Object.hasOwn(parsed, name) ? Reflect.get(parsed, name) : undefined);
  const oneOf = <T>(allowed: readonly T[], value: unknown): T | undefined => allowed.find((each) => each === value);
  const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const scrollTop = field('scrollTop');
  const details = field('details');
  const dismissed = field('dismissedNotices');
  return {
    view: oneOf(views, field('view')) ?? 'list',
    listFilter: oneOf(listFilters, field('listFilter')) ?? 'all',
    query: textOrNull(field('query')) ?? '',
    accountFilters: {
      environment: oneOf(environments, field('environment')) ?? null,
      portal: textOrNull(field('portal')),
    },
    selected: textOrNull(field('selected')),
    scrollTop: typeof scrollTop === 'number' && Number.isFinite(scrollTop) && scrollTop > 0 ? scrollTop : 0,
    details: typeof details === 'boolean' ? details : null,
    dismissedNotices: Array.isArray(dismissed) ? dismissed.filter((key) => typeof key === 'string') : [],
  };
}

/** Serializes a view; long parts are left out if the text would not fit. */
export function serializeSavedView(saved: SavedView): string {
  const { view, listFilter, query, accountFilters, selected, scrollTop, details, dismissedNotices } = saved;
  const minimal = { view, listFilter, details, dismissedNotices };
  const complete = { ...minimal, query, ...accountFilters, selected, scrollTop: Math.round(scrollTop) };
  const fits = (text: string) => new TextEncoder().encode(text).length <= MAX_BYTES;
  const candidates = [complete, { ...complete, selected: null }, minimal].map((each) => JSON.stringify(each));
  return candidates.find(fits) ?? '{}';
}

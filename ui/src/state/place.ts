// Where the person was in the window, as text that the shell keeps while the window is closed. Pure; what comes back
// is judged anew, for it may be of another version.
import type { EnvironmentView } from '../ipc/bindings';
import type { Filters, Room } from './lines';
import type { Place } from './stage.svelte';

export type Kept = {
  place: Place;
  room: Room;
  query: string;
  filters: Filters;
  /** The selected assignment's key. */
  selected: string | null;
  /** How far the list is scrolled, in pixels. */
  top: number;
  /** Whether the details were shown or hidden by hand. */
  details: boolean | null;
  /** Notices that were taken off the screen and are not shown again. */
  told: string[];
};

/** The shell keeps no more than this, in bytes. */
const MOST = 4096;
const places: readonly Place[] = ['list', 'connect', 'history', 'settings'];
const rooms: readonly Room[] = ['all', 'active', 'favourites', 'recent'];
const environments: readonly EnvironmentView[] = ['production', 'staging', 'development'];

/** Reads what was kept; null when there is nothing that can be used. */
export function readPlace(text: string | null): Kept | null {
  if (text === null) return null;
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof found !== 'object' || found === null) return null;
  const part = (name: string): unknown => (Object.hasOwn(found, name) ? Reflect.get(found, name) : undefined);
  const oneOf = <T>(all: readonly T[], value: unknown): T | undefined => all.find((each) => each === value);
  const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const top = part('top');
  const details = part('details');
  const told = part('told');
  return {
    place: oneOf(places, part('place')) ?? 'list',
    room: oneOf(rooms, part('room')) ?? 'all',
    query: textOf(part('query')) ?? '',
    filters: { environment: oneOf(environments, part('environment')) ?? null, portal: textOf(part('portal')) },
    selected: textOf(part('selected')),
    top: typeof top === 'number' && Number.isFinite(top) && top > 0 ? top : 0,
    details: typeof details === 'boolean' ? details : null,
    told: Array.isArray(told) ? told.filter((key) => typeof key === 'string') : [],
  };
}

/** Writes it; what is long is left out when it does not fit. */
export function writePlace(kept: Kept): string {
  const { place, room, query, filters, selected, top, details, told } = kept;
  const whole = { place, room, query, ...filters, selected, top: Math.round(top), details, told };
  const fits = (text: string) => new TextEncoder().encode(text).length <= MOST;
  const versions = [whole, { ...whole, selected: null }, { place, room, details, told }].map((each) =>
    JSON.stringify(each),
  );
  return versions.find(fits) ?? '{}';
}

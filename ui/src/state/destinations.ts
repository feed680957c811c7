// Finds a destination in the console, and the region that is typed with it. Pure.
import type { Destination } from '../ipc/types';
import type { Region } from './regions';
import { fold } from './search';

/** Where the console was opened last, the newest first. */
export type Recent = { services: readonly string[]; regions: readonly string[] };

export type FoundDestinations = {
  destinations: Destination[];
  /** The code of the region that the text names; null if it names none. */
  region: string | null;
  /** The text without the region. */
  service: string;
};

/** How many services that were opened last come before the others. */
const MAX_RECENT = 5;
/** So many characters of a region's name or code name it; fewer if a service is named too. */
const MIN_REGION_LENGTH = 3;
const MIN_REGION_LENGTH_WITH_SERVICE = 2;

const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
const isPrefixOf = (part: string, words: readonly string[]): boolean => words.some((word) => word.startsWith(part));

/** The console's home, then what was opened last, then the others as they come. */
export function orderDestinations(all: readonly Destination[], recent: readonly string[]): Destination[] {
  const [home, ...others] = all;
  if (home === undefined) return [];
  const lately = recent
    .flatMap((service) => others.find((each) => each.service === service) ?? [])
    .slice(0, MAX_RECENT);
  return [home, ...lately, ...others.filter((each) => !lately.includes(each))];
}

/** The destinations that the text names, with a region before or after the service: `lambda tokyo`, `eu-west-1`. */
export function findDestinations(
  ordered: readonly Destination[],
  query: string,
  regions: readonly Region[],
  recent: readonly string[],
): FoundDestinations {
  const parts = query.trim().split(/\s+/);
  const { length } = parts;
  for (let count = 0; count <= length; count += 1) {
    const splits: [service: string[], region: string[]][] = [
      [parts.slice(0, length - count), parts.slice(length - count)],
      [parts.slice(count), parts.slice(0, count)],
    ];
    for (const [serviceParts, regionParts] of splits) {
      const service = serviceParts.join(' ');
      const region = count === 0 ? null : findRegion(regionParts.join(' '), service !== '', regions, recent);
      if (count > 0 && region === null) continue;
      const destinations = matching(ordered, service);
      if (destinations.length > 0) return { destinations, region, service };
    }
  }
  return { destinations: [], region: null, service: query.trim() };
}

/** The services that match, the closest first; equals keep their order. */
function matching(ordered: readonly Destination[], text: string): Destination[] {
  const query = fold(text);
  if (query === '') return [...ordered];
  return ordered
    .map((destination) => ({ destination, rank: rankOf(destination, query) }))
    .filter((found) => found.rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank)
    .map((found) => found.destination);
}

const NO_MATCH = 4;

function rankOf({ label, service, otherNames }: Destination, query: string): number {
  const names = [label, service, ...otherNames].map(fold);
  if (names.includes(query)) return 0;
  if (isPrefixOf(query, names)) return 1;
  const words = names.flatMap(wordsOf);
  if (wordsOf(query).every((part) => isPrefixOf(part, words))) return 2;
  return names.some((name) => name.includes(query)) ? 3 : NO_MATCH;
}

/** The region that the text names by its code or its name; of several the one that was used last. */
function findRegion(
  text: string,
  hasService: boolean,
  regions: readonly Region[],
  recent: readonly string[],
): string | null {
  const query = fold(text);
  const exact = regions.find(({ code, name }) => code === query || fold(name) === query);
  if (exact !== undefined) return exact.code;
  if (query.length < (hasService ? MIN_REGION_LENGTH_WITH_SERVICE : MIN_REGION_LENGTH)) return null;
  const parts = wordsOf(query);
  const begins = regions.filter(({ code, name }) => isPrefixOf(query, [code, fold(name)]));
  const hasWords = ({ name }: Region) => parts.every((part) => isPrefixOf(part, wordsOf(fold(name))));
  const found = begins.length > 0 || parts.length === 0 ? begins : regions.filter(hasWords);
  return recent.find((code) => found.some((each) => each.code === code)) ?? found[0]?.code ?? null;
}

// Finds a destination in the console by its name. Pure.
import type { Destination } from '../ipc/types';
import { fold } from './search';

/** The destinations that match; those that begin with the text come first. */
export function findDestinations(all: readonly Destination[], query: string): Destination[] {
  const prefix = fold(query.trim());
  if (prefix === '') return [...all];
  const rank = ({ label, service }: Destination) => {
    const [name, id] = [fold(label), fold(service)];
    if (id === prefix || name === prefix) return 0;
    if (id.startsWith(prefix) || name.startsWith(prefix)) return 1;
    if (name.split(/\s+/).some((word) => word.startsWith(prefix))) return 2;
    return name.includes(prefix) || id.includes(prefix) ? 3 : 4;
  };
  return all
    .map((destination) => ({ destination, rank: rank(destination) }))
    .filter((found) => found.rank < 4)
    .sort((a, b) => a.rank - b.rank)
    .map((found) => found.destination);
}

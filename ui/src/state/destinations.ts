// Finding a place in the console. Pure.
import type { DestinationView } from '../ipc/bindings';
import { fold } from './search';

/** The destinations that match, those that begin with the text first. */
export function findDestinations(all: readonly DestinationView[], query: string): DestinationView[] {
  const wanted = fold(query.trim());
  if (wanted === '') return [...all];
  const rank = ({ label, service }: DestinationView) => {
    const [name, short] = [fold(label), fold(service)];
    if (short === wanted || name === wanted) return 0;
    if (short.startsWith(wanted) || name.startsWith(wanted)) return 1;
    if (name.split(/\s+/).some((word) => word.startsWith(wanted))) return 2;
    return name.includes(wanted) || short.includes(wanted) ? 3 : 4;
  };
  return all
    .map((destination) => ({ destination, rank: rank(destination) }))
    .filter((found) => found.rank < 4)
    .sort((one, other) => one.rank - other.rank)
    .map((found) => found.destination);
}

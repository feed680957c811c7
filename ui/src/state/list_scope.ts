// What narrows the list besides the search: the view and the filters, each with its name and a way to remove it.
import { words } from '../words';
import { OTHER_SOURCES } from './list_rows';
import type { RoleList } from './role_list.svelte';

/** The name of a filter by portal. */
export const sourceName = (portal: string): string => (portal === OTHER_SOURCES ? words.otherSources.name : portal);

export type ScopePart = { id: string; name: string; remove: () => void };

/** The parts of the scope, from the widest to the one that was chosen beside it. */
export function scopeParts(list: RoleList): ScopePart[] {
  const { listFilter, accountFilters } = list;
  const { environment, portal } = accountFilters;
  const parts: ScopePart[] = [];
  if (listFilter !== 'all')
    parts.push({ id: 'view', name: words.listFilters[listFilter], remove: () => list.setListFilter('all') });
  if (portal !== null)
    parts.push({ id: 'portal', name: sourceName(portal), remove: () => list.setAccountFilters({ portal: null }) });
  if (environment !== null) {
    const { name } = words.environments[environment];
    parts.push({ id: 'environment', name, remove: () => list.setAccountFilters({ environment: null }) });
  }
  return parts;
}

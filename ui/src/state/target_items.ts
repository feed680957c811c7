// The user's roles as what a field offers: each by what the command takes to name it. Pure.
import { words } from '../words';
import { targetOf } from './account_actions.svelte';
import { accountName, ownName, portalLabel, type Row } from './catalogue';
import type { RoleList } from './role_list.svelte';
import { terms } from './search';

/** More are not offered at once. */
const MAX_ITEMS = 50;

export type TargetItem = { value: string; label: string; hint: string };

const itemOf = (row: Row): TargetItem => ({
  value: targetOf(row),
  label: words.role(accountName(row.account), row.role.name),
  hint: ownName(row.role) ?? portalLabel(row.account),
});

/** The roles that match a text best, or the one with exactly this target; without the role that is defined as `except`. */
export function targetItems({ catalogue, index }: RoleList, text: string, except: string | null): TargetItem[] {
  const isOffered = ({ role }: Row) => except === null || role.definition?.name !== except;
  const exact = catalogue.rows.find((row) => text !== '' && targetOf(row) === text);
  if (exact !== undefined) return [itemOf(exact)];
  if (terms(text).length === 0) return catalogue.rows.filter(isOffered).slice(0, MAX_ITEMS).map(itemOf);
  const scores = index.scores(text);
  const found = catalogue.rows.flatMap((row, at) => ((scores[at] ?? 0) > 0 && isOffered(row) ? [{ row, at }] : []));
  found.sort((a, b) => (scores[b.at] ?? 0) - (scores[a.at] ?? 0));
  return found.slice(0, MAX_ITEMS).map(({ row }) => itemOf(row));
}

// Why the list of roles is empty. Pure.
import type { CatalogueRows, Portal, Snapshot } from '../ipc/types';
import type { AccountFilters, ListFilter } from './list_rows';
import { isSigningIn } from './portal_status';

export type EmptyReason =
  | { kind: 'loading' | 'signingIn' | 'noMatch' | 'noFilterMatch' | 'active' | 'favourites' | 'recent' }
  | { kind: 'noAccounts' | 'signedOut' | 'expired'; portal: string };

type ListCriteria = { listFilter: ListFilter; query: string; accountFilters: AccountFilters };

export function emptyReason(
  snapshot: Snapshot | null,
  rows: CatalogueRows | null,
  { listFilter, query, accountFilters }: ListCriteria,
): EmptyReason {
  if (snapshot === null || rows === null) return { kind: 'loading' };
  if (rows.accounts.length === 0) return emptyCatalogueReason(snapshot);
  if (query.trim() !== '') return { kind: 'noMatch' };
  if (accountFilters.environment !== null || accountFilters.portal !== null) return { kind: 'noFilterMatch' };
  return listFilter === 'all' ? { kind: 'loading' } : { kind: listFilter };
}

function emptyCatalogueReason({ portals, catalogue }: Snapshot): EmptyReason {
  if (portals.some((portal) => portal.refresh !== null)) return { kind: 'loading' };
  if (portals.some(isSigningIn)) return { kind: 'signingIn' };
  // If the keychain could not be read, a notice says why; signing in reads it again.
  const isUnread = (portal: Portal) => portal.signIn.state === 'unknown' && portal.problem !== null;
  const needsSignIn = portals.find(
    (portal) => portal.signIn.state === 'signedOut' || portal.signIn.state === 'expired' || isUnread(portal),
  );
  if (needsSignIn !== undefined) {
    return { kind: needsSignIn.signIn.state === 'expired' ? 'expired' : 'signedOut', portal: needsSignIn.name };
  }
  const wasListed = catalogue.refreshedAt !== null || portals.some((portal) => portal.problem !== null);
  return wasListed ? { kind: 'noAccounts', portal: portals[0]?.name ?? '' } : { kind: 'loading' };
}

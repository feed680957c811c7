// Why the list is empty. Pure.
import type { PortalView, RowsView, SnapshotView } from '../ipc/bindings';
import type { Filters, Room } from './lines';
import { isWaiting } from './portals';

export type BlankReason =
  | { kind: 'loading' | 'waiting' | 'noMatch' | 'noFilter' | 'active' | 'favourites' | 'recent' }
  | { kind: 'nothing' | 'signedOut' | 'expired'; portal: string };

type Asked = { room: Room; query: string; filters: Filters };

export function blankReason(snapshot: SnapshotView | null, rows: RowsView | null, asked: Asked): BlankReason {
  if (snapshot === null || rows === null) return { kind: 'loading' };
  if (rows.accounts.length === 0) return emptyCatalogue(snapshot);
  if (asked.query.trim() !== '') return { kind: 'noMatch' };
  if (asked.filters.environment !== null || asked.filters.portal !== null) return { kind: 'noFilter' };
  return asked.room === 'all' ? { kind: 'loading' } : { kind: asked.room };
}

function emptyCatalogue({ portals, catalogue }: SnapshotView): BlankReason {
  if (portals.some((portal) => portal.refresh !== null)) return { kind: 'loading' };
  if (portals.some(isWaiting)) return { kind: 'waiting' };
  // A keychain that could not be read says why in a notice; signing in asks it once more.
  const unread = (portal: PortalView) => portal.signIn.state === 'unknown' && portal.problem !== null;
  const closed = portals.find(
    (portal) => portal.signIn.state === 'signedOut' || portal.signIn.state === 'expired' || unread(portal),
  );
  if (closed !== undefined) {
    return { kind: closed.signIn.state === 'expired' ? 'expired' : 'signedOut', portal: closed.name };
  }
  const listed = catalogue.refreshedAt !== null || portals.some((portal) => portal.problem !== null);
  return listed ? { kind: 'nothing', portal: portals[0]?.name ?? '' } : { kind: 'loading' };
}

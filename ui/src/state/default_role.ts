// Whether programs that use `@default` get credentials. Pure.
import type { RoleKey, Snapshot } from '../ipc/types';
import { originName, roleKeyString, type Row } from './catalogue';
import { isActive, isWaitingForSignIn, renewalFailure } from './role_session_status';

export type DefaultRoleStatus =
  /** A role session is active, or begins when a program asks for credentials. */
  { state: 'ready' } | { state: 'waitsForSignIn'; portal: string } | { state: 'ended' };

export function defaultRoleStatus(
  snapshot: Snapshot | null,
  roleKey: RoleKey,
  row: Row | null,
  now: number,
): DefaultRoleStatus {
  const key = roleKeyString(roleKey);
  const roleSession = snapshot?.roleSessions.find((each) => roleKeyString(each.roleKey) === key);
  // What no portal lists any more may still be of one.
  const portalName = row === null ? (roleSession?.portal ?? originName(roleKey.origin)) : row.role.portal;
  if (roleSession !== undefined && isActive(roleSession, now)) {
    const waits = portalName !== null && isWaitingForSignIn(roleSession);
    return waits ? { state: 'waitsForSignIn', portal: portalName } : { state: 'ready' };
  }
  const portal = snapshot?.portals.find(({ name }) => name === portalName);
  const signIn = portal?.signIn.state;
  if (portal !== undefined && (signIn === 'signedOut' || signIn === 'expired')) {
    return { state: 'waitsForSignIn', portal: portal.name };
  }
  const isRefused = roleSession !== undefined && renewalFailure(roleSession)?.retrying === false;
  return isRefused ? { state: 'ended' } : { state: 'ready' };
}

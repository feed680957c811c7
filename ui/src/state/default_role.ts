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
  const portalName = roleSession?.portal ?? row?.account.portal ?? originName(roleKey.origin);
  if (roleSession !== undefined && isActive(roleSession, now)) {
    return isWaitingForSignIn(roleSession) ? { state: 'waitsForSignIn', portal: portalName } : { state: 'ready' };
  }
  const signIn = snapshot?.portals.find((portal) => portal.name === portalName)?.signIn.state;
  if (signIn === 'signedOut' || signIn === 'expired') return { state: 'waitsForSignIn', portal: portalName };
  const isRefused = roleSession !== undefined && renewalFailure(roleSession)?.retrying === false;
  return isRefused ? { state: 'ended' } : { state: 'ready' };
}

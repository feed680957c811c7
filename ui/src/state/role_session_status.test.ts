import { describe, expect, it } from 'vitest';

import type { RoleSessionPhase, RoleSession, RoleSessionSpan } from '../ipc/types';
import { unreachable } from '../ipc/fake/problems';
import { withStatus } from '../ipc/fake/role_sessions';
import { times, withoutIsolates } from '../words';
import { isActive, needsUser, roleSessionStatus } from './role_session_status';
import { roleSessionTimeline } from './role_session_timeline';

const now = Date.parse('2026-11-23T15:00:00Z');
const MINUTE = 60_000;
const at = (minutes: number) => new Date(now + minutes * MINUTE).toISOString();
const roleKey = { origin: 'acme', accountId: '111122223333', roleName: 'Admin' };

function session(overrides: Partial<RoleSession> = {}): RoleSession {
  return withStatus({
    roleKey,
    portal: 'acme',
    startedAt: at(-90),
    issuedAt: at(-30),
    expiresAt: at(30),
    limitAt: null,
    renewal: 'on',
    requestedBy: 'credential-process',
    reason: null,
    phase: { state: 'active' },
    ...overrides,
  });
}

const retrying: RoleSessionPhase = { state: 'retrying', problem: unreachable, retryAt: at(2) };
const refused: RoleSessionPhase = { state: 'refused', problem: unreachable };
const waiting: RoleSessionPhase = { state: 'waitingForSignIn' };

describe('the status of a role session', () => {
  it.each<[string, Partial<RoleSession>, object]>([
    ['renews', {}, { outcome: 'renews', tone: 'success', text: '30 min', remainingShare: 0.5, summary: 'renews' }],
    ['renews with little left', { expiresAt: at(5) }, { outcome: 'renews', tone: 'success' }],
    [
      'renews until a limit',
      { limitAt: at(90) },
      { outcome: 'renews', text: '30 min', summary: `renews until ${times.at(now + 90 * MINUTE)}` },
    ],
    ['ends at its limit', { limitAt: at(20) }, { outcome: 'limit', text: '20 min', tone: 'success' }],
    ['ends at its limit soon', { limitAt: at(8) }, { outcome: 'limit', text: '8 min', tone: 'warning' }],
    ['does not renew', { renewal: 'off' }, { outcome: 'ends', tone: 'success', summary: 'does not renew' }],
    ['does not renew and ends soon', { renewal: 'off', expiresAt: at(9) }, { outcome: 'ends', tone: 'warning' }],
    ['was started by a program', { renewal: 'onDemand', expiresAt: at(9) }, { outcome: 'ends', tone: 'success' }],
    [
      'is not renewed yet',
      { expiresAt: at(-1) },
      { tone: 'warning', text: 'waiting', summary: 'not renewed yet', label: 'Role session, waiting', hasEnded: true },
    ],
    [
      'is not renewed before its limit',
      { expiresAt: at(-2), limitAt: at(-1) },
      { tone: 'danger', text: 'ended', summary: 'ended', label: 'Role session, ended' },
    ],
    ['is being renewed', { phase: { state: 'renewing' } }, { outcome: 'renewing', tone: 'success' }],
    [
      'is retried',
      { phase: retrying },
      { outcome: 'retrying', tone: 'warning', summary: `retrying at ${times.at(now + 2 * MINUTE)}` },
    ],
    ['is retried without credentials', { phase: retrying, expiresAt: at(-1) }, { text: 'retrying', hasEnded: true }],
    [
      'waits',
      { phase: waiting, expiresAt: at(-1) },
      { outcome: 'waitingForSignIn', text: 'waiting', tone: 'warning', remainingShare: 0 },
    ],
    ['is refused', { phase: refused }, { outcome: 'refused', tone: 'warning', text: '30 min' }],
    ['is refused and ended', { phase: refused, expiresAt: at(0) }, { tone: 'danger', text: 'ended', hasEnded: true }],
    ['ended', { renewal: 'off', expiresAt: at(0) }, { tone: 'danger', text: 'ended', label: 'Role session, ended' }],
  ])('%s', (_, overrides, expected) => {
    expect(roleSessionStatus(session(overrides), now)).toMatchObject(expected);
  });

  it('has a label for screen readers', () => {
    expect(roleSessionStatus(session(), now).label).toBe('Role session, 30 min left, renews');
    expect(roleSessionStatus(session({ renewal: 'off' }), now).label).toBe('Role session, 30 min left, does not renew');
    expect(roleSessionStatus(session({ renewal: 'onDemand' }), now).label).toBe('Role session, 30 min left');
    const { description } = roleSessionStatus(session({ phase: waiting, expiresAt: at(-1) }), now);
    expect(withoutIsolates(description)).toBe('Resumes when you sign in to acme.');
  });

  it('says who asked for the credentials of one that nobody started', () => {
    const said = (requestedBy: RoleSession['requestedBy']) => {
      const { summary, description } = roleSessionStatus(session({ renewal: 'onDemand', requestedBy }), now);
      return [summary, description.split('.')[0]];
    };
    const byUser = ['does not renew', 'You copied its credentials or opened its console'];
    expect(said('window')).toEqual(byUser);
    expect(said('tray')).toEqual(byUser);
    expect(said('command')).toEqual(['used by the rolecall command', 'Started by the rolecall command']);
    expect(said('credential-process')).toEqual(['used by a program', 'Started by a program']);
  });

  it('says when one ends that cannot be renewed without a sign-in', () => {
    const { summary, description } = roleSessionStatus(session({ phase: waiting }), now);
    expect(summary).toBe(`ends ${times.at(now + 30 * MINUTE)} — sign in`);
    expect(withoutIsolates(description)).toBe(`Ends at ${times.at(now + 30 * MINUTE)}. Sign in to acme to renew it.`);
  });

  it('is active while its credentials are valid or it may continue', () => {
    const hasEnded = { expiresAt: at(-1) };
    const isActiveWith = (overrides: Partial<RoleSession>) => isActive(session(overrides), now);
    expect([
      isActiveWith({}),
      isActiveWith({ ...hasEnded, phase: waiting }),
      isActiveWith({ ...hasEnded, phase: retrying }),
      isActiveWith(hasEnded),
    ]).toEqual([true, true, true, true]);
    expect([
      isActiveWith({ ...hasEnded, renewal: 'off' }),
      isActiveWith({ ...hasEnded, phase: refused }),
      isActiveWith({ limitAt: at(-1) }),
      isActiveWith({ ...hasEnded, phase: waiting, limitAt: at(-1) }),
    ]).toEqual([false, false, false, false]);
  });
});

describe('what needs the user', () => {
  it('is a sign-in, a refusal, or credentials that expired while AWS is not reached', () => {
    const needs = (overrides: Partial<RoleSession>) => needsUser(session(overrides), now);
    expect([
      needs({ phase: waiting }),
      needs({ phase: refused }),
      needs({ phase: retrying, expiresAt: at(-1) }),
    ]).toEqual([true, true, true]);
    expect([
      needs({}),
      needs({ phase: retrying }),
      needs({ phase: refused, renewal: 'off', expiresAt: at(-1) }),
    ]).toEqual([false, false, false]);
  });
});

describe('the timeline', () => {
  const span = (from: number, until: number, overrides: Partial<RoleSessionSpan> = {}): RoleSessionSpan => ({
    roleKey,
    accountName: null,
    environment: null,
    from: at(from),
    until: at(until),
    ...overrides,
  });
  const minutes = (bars: { from: number; to: number }[]) =>
    bars.map(({ from, to }) => [(from - now) / MINUTE, (to - now) / MINUTE]);

  it('shows the recorded spans of this role session, each until the next', () => {
    const other = { roleKey: { ...roleKey, roleName: 'Reader' } };
    const spans = [span(-60, -25), span(-90, -55), span(-200, -140), span(-30, 30), span(-80, -20, other)];
    const shown = roleSessionTimeline(session(), spans);
    expect(minutes(shown.bars)).toEqual([
      [-90, -55],
      [-60, -30],
      [-30, 30],
    ]);
    expect([shown.from, shown.to, shown.limit]).toEqual([now - 90 * MINUTE, now + 30 * MINUTE, null]);
  });

  it('shows earlier credentials without a history', () => {
    expect(minutes(roleSessionTimeline(session(), []).bars)).toEqual([
      [-90, -30],
      [-30, 30],
    ]);
    expect(minutes(roleSessionTimeline(session({ startedAt: at(-30) }), []).bars)).toEqual([[-30, 30]]);
  });

  it('shows a limit that is near, and ends there', () => {
    expect(roleSessionTimeline(session({ limitAt: at(60) }), []).to).toBe(now + 60 * MINUTE);
    expect(roleSessionTimeline(session({ limitAt: at(2000) }), []).limit).toBeNull();
    expect(minutes(roleSessionTimeline(session({ limitAt: at(10) }), []).bars).at(-1)).toEqual([-30, 10]);
  });

  it('has no more bars than can be seen', () => {
    const spans = Array.from({ length: 40 }, (_, index) => span(-1000 + index * 20, -980 + index * 20));
    expect(roleSessionTimeline(session({ startedAt: at(-1000) }), spans).bars).toHaveLength(12);
  });
});

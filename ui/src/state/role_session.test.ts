import { describe, expect, it } from 'vitest';

import type { LifeView, RoleSessionView, SpanView } from '../ipc/bindings';
import { unreachable } from '../ipc/fake/problems';
import { times } from '../words';
import { isGoing, remaining } from './remaining';
import { timelineOf } from './timeline';

const now = Date.parse('2026-11-23T15:00:00Z');
const MINUTE = 60_000;
const at = (minutes: number) => new Date(now + minutes * MINUTE).toISOString();
const assignment = { portal: 'acme', accountId: '111122223333', roleName: 'Admin' };

function session(over: Partial<RoleSessionView> = {}): RoleSessionView {
  return {
    assignment,
    startedAt: at(-90),
    issuedAt: at(-30),
    expiresAt: at(30),
    endsAt: null,
    renewal: 'on',
    life: { state: 'alive' },
    ...over,
  };
}

const retrying: LifeView = { state: 'retrying', problem: unreachable, at: at(2) };
const refused: LifeView = { state: 'refused', problem: unreachable };
const waiting: LifeView = { state: 'waitingForSignIn' };

describe('how a role session fares', () => {
  it.each<[string, Partial<RoleSessionView>, object]>([
    ['renews', {}, { mark: 'renews', tone: 'success', text: '30 min', share: 0.5, brief: 'renews by itself' }],
    ['renews with little left', { expiresAt: at(5) }, { mark: 'renews', tone: 'success' }],
    [
      'renews until a limit',
      { endsAt: at(90) },
      { mark: 'renews', text: '30 min', brief: `renews until ${times.at(now + 90 * MINUTE)}` },
    ],
    ['ends at its limit', { endsAt: at(20) }, { mark: 'limit', text: '20 min', tone: 'success' }],
    ['ends at its limit soon', { endsAt: at(8) }, { mark: 'limit', text: '8 min', tone: 'warning' }],
    ['is not renewed', { renewal: 'off' }, { mark: null, tone: 'success', brief: 'not renewed' }],
    ['is not renewed and ends soon', { renewal: 'off', expiresAt: at(9) }, { mark: null, tone: 'warning' }],
    ['was asked by a program', { renewal: 'onDemand', expiresAt: at(9) }, { mark: null, tone: 'success' }],
    ['is being renewed', { life: { state: 'renewing' } }, { mark: 'renewing', tone: 'success' }],
    [
      'is retried',
      { life: retrying },
      { mark: 'retrying', tone: 'warning', brief: `next try at ${times.at(now + 2 * MINUTE)}` },
    ],
    ['is retried without credentials', { life: retrying, expiresAt: at(-1) }, { text: 'retrying', ended: true }],
    ['waits', { life: waiting, expiresAt: at(-1) }, { mark: 'waiting', text: 'waiting', tone: 'warning', share: 0 }],
    ['is refused', { life: refused }, { mark: 'refused', tone: 'warning', text: '30 min' }],
    ['is refused and ended', { life: refused, expiresAt: at(0) }, { tone: 'danger', text: 'ended', ended: true }],
    ['ended', { renewal: 'off', expiresAt: at(0) }, { tone: 'danger', text: 'ended', label: 'Role session, ended' }],
  ])('%s', (_, over, expected) => {
    expect(remaining(session(over), now)).toMatchObject(expected);
  });

  it('says it to a screen reader', () => {
    expect(remaining(session(), now).label).toBe('Role session, 30 min left, renews by itself');
    expect(remaining(session({ renewal: 'off' }), now).label).toBe('Role session, 30 min left, is not renewed');
    expect(remaining(session({ renewal: 'onDemand' }), now).label).toBe('Role session, 30 min left');
    expect(remaining(session({ life: waiting }), now).says).toBe('Goes on as soon as you sign in to acme.');
  });

  it('can be stopped while it is alive or may go on', () => {
    const ended = { expiresAt: at(-1) };
    const going = (over: Partial<RoleSessionView>) => isGoing(session(over), now);
    expect([going({}), going({ ...ended, life: waiting }), going({ ...ended, life: retrying })]).toEqual([
      true,
      true,
      true,
    ]);
    expect([going(ended), going({ ...ended, life: refused }), going({ endsAt: at(-1) })]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('the timeline', () => {
  const span = (from: number, until: number, over: Partial<SpanView> = {}): SpanView => ({
    assignment,
    accountName: null,
    environment: null,
    from: at(from),
    until: at(until),
    ...over,
  });
  const minutes = (bars: { from: number; to: number }[]) =>
    bars.map(({ from, to }) => [(from - now) / MINUTE, (to - now) / MINUTE]);

  it('shows what the history tells of this role session, each until the next', () => {
    const other = { assignment: { ...assignment, roleName: 'Reader' } };
    const spans = [span(-60, -25), span(-90, -55), span(-200, -140), span(-30, 30), span(-80, -20, other)];
    const shown = timelineOf(session(), spans);
    expect(minutes(shown.bars)).toEqual([
      [-90, -55],
      [-60, -30],
      [-30, 30],
    ]);
    expect([shown.from, shown.to, shown.limit]).toEqual([now - 90 * MINUTE, now + 30 * MINUTE, null]);
  });

  it('knows without a history that there was something before', () => {
    expect(minutes(timelineOf(session(), []).bars)).toEqual([
      [-90, -30],
      [-30, 30],
    ]);
    expect(minutes(timelineOf(session({ startedAt: at(-30) }), []).bars)).toEqual([[-30, 30]]);
  });

  it('shows a limit that is near, and ends there', () => {
    expect(timelineOf(session({ endsAt: at(60) }), []).to).toBe(now + 60 * MINUTE);
    expect(timelineOf(session({ endsAt: at(2000) }), []).limit).toBeNull();
    expect(minutes(timelineOf(session({ endsAt: at(10) }), []).bars).at(-1)).toEqual([-30, 10]);
  });

  it('has no more bars than can be seen', () => {
    const spans = Array.from({ length: 40 }, (_, index) => span(-1000 + index * 20, -980 + index * 20));
    expect(timelineOf(session({ startedAt: at(-1000) }), spans).bars).toHaveLength(12);
  });
});

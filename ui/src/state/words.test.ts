import { describe, expect, it } from 'vitest';

import { withStatus } from '../ipc/fake/role_sessions';
import { times, words } from '../words';
import { groupedId } from './catalogue';
import { findRegions } from './regions';
import { roleSessionStatus } from './role_session_status';

const MINUTE = 60_000;

describe('times', () => {
  it('writes remaining times', () => {
    expect([0, 59_000, MINUTE, 42 * MINUTE, 60 * MINUTE, 65 * MINUTE].map(times.left)).toEqual([
      'ended',
      'under 1 min',
      '1 min',
      '42 min',
      '1 h',
      '1 h 5 min',
    ]);
  });

  it('writes ages', () => {
    expect([0, 2 * MINUTE, 190 * MINUTE, 25 * 60 * MINUTE, 80 * 60 * MINUTE].map(times.ago)).toEqual([
      'just now',
      '2 min ago',
      '3 h ago',
      '1 day ago',
      '3 days ago',
    ]);
  });

  it('writes countdowns', () => {
    expect([581_000, 9_400, 0, -5].map(times.countdown)).toEqual(['9:41', '0:09', '0:00', '0:00']);
  });
});

describe('words', () => {
  it('write counts', () => {
    expect(words.status.accounts(1)).toBe('1 account');
    expect(words.status.roles(1204)).toMatch(/^1.204 roles$/);
    expect(words.status.change(3, 1)).toBe('3 new, 1 removed');
    expect(words.status.change(0, 0)).toBe('');
  });

  it('write the progress of a refresh', () => {
    expect(words.status.progress(120, 312)).toBe('120 of 312 accounts');
    expect(words.status.progress(0, null)).toBe('listing accounts…');
    expect(words.status.progress(7, null)).toBe('7 accounts so far');
  });

  it('never use the bare word session', () => {
    const allWords = JSON.stringify(words, (_, value: unknown) =>
      typeof value === 'function' ? String(value) : value,
    );
    expect(allWords.replaceAll(/role sessions?/gi, '').replaceAll(/roleSession/g, '')).not.toMatch(/session/i);
  });
});

describe('formatting and finding', () => {
  it('groups the digits of an account id, and nothing else', () => {
    expect(groupedId('111122223333')).toBe('1111 2222 3333');
    expect(groupedId('<b>')).toBe('<b>');
  });

  it('distinguishes role sessions that end soon from ended ones', () => {
    const now = Date.parse('2026-11-23T15:00:00Z');
    const statusUntil = (expiresAt: string) =>
      roleSessionStatus(
        withStatus({
          roleKey: { origin: 'acme', accountId: '1', roleName: 'r' },
          portal: 'acme',
          startedAt: '2026-11-23T12:00:00Z',
          issuedAt: '2026-11-23T14:00:00Z',
          expiresAt,
          limitAt: null,
          renewal: 'off',
          requestedBy: 'window',
          reason: null,
          phase: { state: 'active' },
        }),
        now,
      );
    expect(statusUntil('2026-11-23T16:00:00Z')).toMatchObject({ remainingShare: 0.5, tone: 'success', text: '1 h' });
    expect(statusUntil('2026-11-23T15:08:00Z')).toMatchObject({ tone: 'warning', text: '8 min' });
    expect(statusUntil('2026-11-23T15:00:00Z')).toMatchObject({ tone: 'danger', hasEnded: true });
  });

  it('finds regions by code and by name, and offers an unknown code', () => {
    expect(findRegions('frank').map(({ code }) => code)).toEqual(['eu-central-1']);
    expect(findRegions('xx-new-9').map(({ code }) => code)).toEqual(['xx-new-9']);
    expect(findRegions('nowhere')).toEqual([]);
  });
});

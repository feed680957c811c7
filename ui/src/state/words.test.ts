import { describe, expect, it } from 'vitest';

import { times, words } from '../words';
import { groupedId } from './catalogue';
import { findDestinations } from './destinations';
import { findRegions } from './regions';
import { remaining } from './remaining';
import { patternsOf, secondsOf } from './settings';

const MINUTE = 60_000;

describe('times', () => {
  it('says what is left', () => {
    expect([0, 59_000, MINUTE, 42 * MINUTE, 60 * MINUTE, 65 * MINUTE].map(times.left)).toEqual([
      'ended',
      'under 1 min',
      '1 min',
      '42 min',
      '1 h',
      '1 h 5 min',
    ]);
  });

  it('says how long ago', () => {
    expect([0, 2 * MINUTE, 190 * MINUTE, 25 * 60 * MINUTE, 80 * 60 * MINUTE].map(times.ago)).toEqual([
      'just now',
      '2 min ago',
      '3 h ago',
      '1 day ago',
      '3 days ago',
    ]);
  });

  it('counts down', () => {
    expect([581_000, 9_400, 0, -5].map(times.countdown)).toEqual(['9:41', '0:09', '0:00', '0:00']);
  });
});

describe('words', () => {
  it('counts', () => {
    expect(words.status.accounts(1)).toBe('1 account');
    expect(words.status.roles(1204)).toMatch(/^1.204 roles$/);
    expect(words.status.change(3, 1)).toBe('3 new, 1 gone');
    expect(words.status.change(0, 0)).toBe('');
  });

  it('says how far a refresh is', () => {
    expect(words.status.progress(120, 312)).toBe('120 of 312 accounts');
    expect(words.status.progress(0, null)).toBe('listing accounts…');
    expect(words.status.progress(7, null)).toBe('7 accounts so far');
  });

  it('uses the bare word session nowhere', () => {
    const said = JSON.stringify(words, (_, value: unknown) => (typeof value === 'function' ? String(value) : value));
    expect(said.replaceAll(/role sessions?/gi, '').replaceAll(/roleSession/g, '')).not.toMatch(/session/i);
  });
});

describe('small rules', () => {
  it('writes an id in groups of four, and leaves alone what is none', () => {
    expect(groupedId('111122223333')).toBe('1111 2222 3333');
    expect(groupedId('<b>')).toBe('<b>');
  });

  it('tells a role session that ends soon and one that ended', () => {
    const now = Date.parse('2026-11-23T15:00:00Z');
    const of = (expiresAt: string) =>
      remaining(
        {
          assignment: { portal: 'acme', accountId: '1', roleName: 'r' },
          startedAt: '2026-11-23T12:00:00Z',
          issuedAt: '2026-11-23T14:00:00Z',
          expiresAt,
          endsAt: null,
          renewal: 'off',
          life: { state: 'alive' },
        },
        now,
      );
    expect(of('2026-11-23T16:00:00Z')).toMatchObject({ share: 0.5, tone: 'success', text: '1 h' });
    expect(of('2026-11-23T15:08:00Z')).toMatchObject({ tone: 'warning', text: '8 min' });
    expect(of('2026-11-23T15:00:00Z')).toMatchObject({ tone: 'danger', ended: true });
  });

  it('finds regions by code and by name, and takes one nobody knows', () => {
    expect(findRegions('frank').map(({ code }) => code)).toEqual(['eu-central-1']);
    expect(findRegions('xx-new-9').map(({ code }) => code)).toEqual(['xx-new-9']);
    expect(findRegions('nowhere')).toEqual([]);
  });

  it('puts the destination that was named first', () => {
    const all = ['EC2', 'Elastic Container Service', 'S3'].map((label) => ({
      service: label.toLowerCase(),
      label,
      global: false,
    }));
    expect(findDestinations(all, 'ec2')[0]?.label).toBe('EC2');
    expect(findDestinations(all, 'cont')[0]?.label).toBe('Elastic Container Service');
    expect(findDestinations(all, 'zz')).toEqual([]);
  });

  it('keeps settings within their limits', () => {
    expect(['1', '45', '9999', '', 'x'].map((text) => secondsOf(text, 30))).toEqual([5, 45, 300, 30, 30]);
    expect(patternsOf(' *-prod \n\n1111\n')).toEqual(['*-prod', '1111']);
  });
});

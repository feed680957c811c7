import { describe, expect, it } from 'vitest';

import { scenarioOf, type ScenarioName } from '../ipc/fake/scenarios';
import { withoutIsolates } from '../words';
import { type NoticeContext, notices } from './notices';

const now = Date.parse('2026-11-23T14:42:30Z');
const MINUTE = 60_000;

function noticesIn(state: ScenarioName, overrides: Partial<NoticeContext> = {}) {
  const { snapshot } = scenarioOf(state, { accounts: 12, roles: 4, appearance: 'system', now });
  return notices(snapshot, {
    now,
    displayName: ({ roleName }) => roleName,
    isDismissed: () => false,
    ...overrides,
  });
}

describe('the notices', () => {
  it('are empty while nothing needs attention', () => {
    expect(noticesIn('list')).toEqual([]);
  });

  it('report a failed renewal that ends soon, and one that AWS refuses', () => {
    expect(noticesIn('phases').map(({ about, tone }) => [about, tone])).toEqual([
      ['ReadOnlyAccess', 'warning'],
      ['NetworkAdministrator', 'warning'],
    ]);
    const later = noticesIn('phases', { now: now + 15 * MINUTE }).map(({ about, tone }) => [about, tone]);
    expect(later).toContainEqual(['ReadOnlyAccess', 'danger']);
    expect(later).toContainEqual(['AdministratorAccess', 'warning']);
  });

  it('ask once to sign in, however many role sessions wait', () => {
    const [notice, ...others] = noticesIn('waiting');
    expect(notice?.recovery).toEqual({ action: 'signIn', portal: 'acme' });
    expect(notice?.advice).toBe('2 role sessions are waiting for you to sign in.');
    expect(others).toEqual([]);
  });

  it('name the programs that use the previous default, until their credentials expire', () => {
    const text = (at: number) =>
      noticesIn('staleDefaultUsers', { now: at }).map(({ summary }) => withoutIsolates(summary));
    expect(text(now)).toEqual(['3 programs still use AdministratorAccess.']);
    expect(text(now + 25 * MINUTE)).toEqual(['2 programs still use AdministratorAccess.']);
    expect(text(now + 60 * MINUTE)).toEqual([]);
  });

  it('leave out dismissed programs, also when others end', () => {
    const [notice] = noticesIn('staleDefaultUsers');
    if (notice?.source.kind !== 'staleDefaultUsers') throw new Error('missing notice');
    const dismissed = new Set(notice.source.userKeys);
    const isDismissed = (key: string) => dismissed.has(key);
    expect(noticesIn('staleDefaultUsers', { isDismissed })).toEqual([]);
    expect(noticesIn('staleDefaultUsers', { isDismissed, now: now + 25 * MINUTE })).toEqual([]);
    dismissed.delete(notice.source.userKeys[2] ?? '');
    expect(withoutIsolates(noticesIn('staleDefaultUsers', { isDismissed })[0]?.summary ?? '')).toBe(
      '1 program still uses AdministratorAccess.',
    );
  });

  it('ask about the aliases of a role that another took the place of', () => {
    const [notice] = noticesIn('renamed');
    expect(withoutIsolates(notice?.summary ?? '')).toBe('The role of the alias pay-ro is gone.');
    expect(notice?.about).toBe('AdministratorAccess');
    expect(notice?.source).toMatchObject({ kind: 'aliasMove', rename: { newName: 'AdministratorAccess' } });
  });

  it('name at most three programs', () => {
    const { snapshot } = scenarioOf('staleDefaultUsers', { accounts: 12, roles: 4, appearance: 'system', now });
    snapshot.staleDefaultUsers = [
      ...snapshot.staleDefaultUsers,
      ...snapshot.staleDefaultUsers.map((user) => ({ ...user, pid: user.pid + 1 })),
    ];
    const [notice] = notices(snapshot, { now, displayName: () => 'it', isDismissed: () => false });
    expect(withoutIsolates(notice?.advice ?? '')).toMatch(
      /^terraform \(pid 8812\) in ~\/infra until .*, and 3 more\. /,
    );
  });

  it('disappear once dismissed, and return for another cause', () => {
    const dismissed = new Set(noticesIn('phases').map(({ key }) => key));
    expect(noticesIn('phases', { isDismissed: (key) => dismissed.has(key) })).toEqual([]);
    expect(noticesIn('phases', { now: now + 15 * MINUTE, isDismissed: (key) => dismissed.has(key) })).toHaveLength(1);
    expect(noticesIn('noTray', { isDismissed: (key) => key === 'tray' })).toEqual([]);
    expect(noticesIn('noTray')).toHaveLength(1);
  });
});

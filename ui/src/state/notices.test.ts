import { describe, expect, it } from 'vitest';

import { scenarioOf, type ScenarioName } from '../ipc/fake/scenarios';
import { type Circumstances, notices } from './notices';

const now = Date.parse('2026-11-23T14:42:30Z');
const MINUTE = 60_000;

function told(state: ScenarioName, over: Partial<Circumstances> = {}) {
  const { snapshot } = scenarioOf(state, { accounts: 12, roles: 4, appearance: 'system', now });
  return notices(snapshot, {
    trouble: null,
    now,
    called: ({ roleName }) => roleName,
    isDismissed: () => false,
    ...over,
  });
}

describe('the notices', () => {
  it('are none while nothing is needed', () => {
    expect(told('list')).toEqual([]);
  });

  it('tell of a renewal that failed when little is left, and of one that AWS refuses', () => {
    expect(told('lives').map(({ about, tone }) => [about, tone])).toEqual([
      ['ReadOnlyAccess', 'warning'],
      ['NetworkAdministrator', 'warning'],
    ]);
    const later = told('lives', { now: now + 15 * MINUTE }).map(({ about, tone }) => [about, tone]);
    expect(later).toContainEqual(['ReadOnlyAccess', 'danger']);
    expect(later).toContainEqual(['AdministratorAccess', 'warning']);
  });

  it('ask once to sign in, however many wait', () => {
    const [notice, ...others] = told('waiting');
    expect(notice?.problem.recovery).toEqual({ action: 'signIn', portal: 'acme' });
    expect(notice?.problem.advice).toBe('2 role sessions wait for it.');
    expect(others).toEqual([]);
  });

  it('name who holds the former default, until they end', () => {
    const text = (at: number) => told('holders', { now: at }).map(({ problem }) => problem.summary);
    expect(text(now)).toEqual(['3 programs still hold AdministratorAccess.']);
    expect(text(now + 25 * MINUTE)).toEqual(['2 programs still hold AdministratorAccess.']);
    expect(text(now + 60 * MINUTE)).toEqual([]);
  });

  it('leave out holders that were dismissed, also when others of them end', () => {
    const [notice] = told('holders');
    if (notice?.origin.of !== 'holders') throw new Error('it is missing');
    const dismissed = new Set(notice.origin.each);
    const isDismissed = (key: string) => dismissed.has(key);
    expect(told('holders', { isDismissed })).toEqual([]);
    expect(told('holders', { isDismissed, now: now + 25 * MINUTE })).toEqual([]);
    dismissed.delete(notice.origin.each[2] ?? '');
    expect(told('holders', { isDismissed })[0]?.problem.summary).toBe('1 program still holds AdministratorAccess.');
  });

  it('name three holders at most', () => {
    const { snapshot } = scenarioOf('holders', { accounts: 12, roles: 4, appearance: 'system', now });
    snapshot.holders = [...snapshot.holders, ...snapshot.holders.map((holder) => ({ ...holder, pid: holder.pid + 1 }))];
    const [notice] = notices(snapshot, { trouble: null, now, called: () => 'it', isDismissed: () => false });
    expect(notice?.problem.advice).toMatch(/^terraform \(pid 8812\) in ~\/infra until .*, and 3 more\. /);
  });

  it('are gone once dismissed, and come back when there is another cause', () => {
    const dismissed = new Set(told('lives').map(({ key }) => key));
    expect(told('lives', { isDismissed: (key) => dismissed.has(key) })).toEqual([]);
    expect(told('lives', { now: now + 15 * MINUTE, isDismissed: (key) => dismissed.has(key) })).toHaveLength(1);
    expect(told('noTray', { isDismissed: (key) => key === 'tray' })).toEqual([]);
    expect(told('noTray')).toHaveLength(1);
  });
});

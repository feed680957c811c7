import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { HistoryDetail, HistoryEntry, HistoryEvent, HistoryPart, Surface } from '../ipc/types';
import { FakeHost } from '../ipc/fake/fake_host';
import { scenarioOf } from '../ipc/fake/scenarios';
import { withoutIsolates } from '../words';
import { DayHistory } from './day_history.svelte';
import { dayContaining } from './calendar_day';
import { countByEvent, filterEntries, entryItems } from './history_entries';
import { barEnd, timelineInstants, dayTimeline } from './day_timeline';
import { composePage, type Page } from './page.svelte';

const NOW = Date.parse('2026-11-23T14:42:30Z');
const HOUR = 3_600_000;
const nextTask = () => new Promise((resolve) => setTimeout(resolve, 0));
const noFilter = { query: '', event: null, role: null };
const originalTimeZone = process.env['TZ'];

beforeEach(() => {
  process.env['TZ'] = 'UTC';
});

afterEach(() => {
  if (originalTimeZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = originalTimeZone;
  vi.useRealTimers();
});

function required<T>(value: T | null | undefined): T {
  if (value == null) throw new Error('missing value');
  return value;
}

function entry(overrides: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    at: '2026-11-23T14:00:00Z',
    event: 'given',
    origin: 'acme',
    accountId: '111122223333',
    accountName: 'payments-prod',
    roleName: 'Admin',
    environment: 'production',
    expiresAt: null,
    surface: 'credential-process',
    program: 'terraform',
    pid: 8812,
    folder: '~/infra',
    byDefault: false,
    reason: null,
    detail: null,
    ...overrides,
  };
}

const historyPart = (...entries: HistoryEntry[]): HistoryPart => ({ entries, spans: [] });

describe('the entries', () => {
  it('show what is known, newest first', () => {
    const items = entryItems(
      historyPart(
        entry(),
        entry({ at: '2026-11-23T14:05:00Z', event: 'renewed', program: null, expiresAt: '2026-11-23T15:05:00Z' }),
      ),
    );
    expect(items.map(({ event, detail, surface }) => [event, withoutIsolates(detail), surface])).toEqual([
      ['Renewed', expect.stringMatching(/^until (15:05|3:05.PM)$/), 'credential_process'],
      ['Credentials issued', 'terraform (pid 8812) in ~/infra', 'credential_process'],
    ]);
  });

  it('have details in words, and those that an earlier version wrote', () => {
    const console = { kind: 'console', service: 's3', region: 'eu-west-1' } as const;
    const details: [HistoryDetail, string][] = [
      [{ kind: 'format', format: 'bash' }, 'bash'],
      [{ kind: 'exec' }, 'exec'],
      [{ kind: 'shell' }, 'shell'],
      [{ kind: 'default-cleared' }, 'cleared'],
      [{ ...console, asLink: false }, 's3 in eu-west-1'],
      [{ ...console, asLink: true }, 's3 in eu-west-1, as a link'],
      [{ kind: 'text', text: 'ec2 in eu-west-1, as a link' }, 'ec2 in eu-west-1, as a link'],
    ];
    for (const [detail, shown] of details) {
      const [item] = entryItems(historyPart(entry({ program: null, detail })));
      expect(withoutIsolates(item?.detail ?? '')).toBe(shown);
    }
  });

  it('keep their keys when newer ones are added, also with equal times', () => {
    const twice = [entry(), entry()];
    const before = entryItems(historyPart(...twice)).map(({ key }) => key);
    const after = entryItems(historyPart(entry({ at: '2026-11-23T14:30:00Z' }), ...twice)).map(({ key }) => key);
    expect(new Set(after).size).toBe(3);
    expect(after.slice(1)).toEqual(before);
  });

  it('show unknown words as they are', () => {
    const [item] = entryItems(
      historyPart(entry({ event: 'constructor' as HistoryEvent, surface: '__proto__' as Surface })),
    );
    expect([item?.event, item?.surface]).toEqual(['constructor', '__proto__']);
  });

  it('are found by account, id, role, event, program, folder and surface', () => {
    const items = entryItems(
      historyPart(
        entry(),
        entry({ accountName: 'sandbox', accountId: '999900001111', program: null, event: 'stopped', surface: 'tray' }),
      ),
    );
    const count = (query: string) => filterEntries(items, { ...noFilter, query }).length;
    expect(['payments', '1111-2222', 'ADMIN', 'cred issued', 'terraform infra', 'tray', 'acme', ''].map(count)).toEqual(
      [1, 1, 2, 1, 1, 1, 2, 2],
    );
    expect(count('terraform tray')).toBe(0);
  });

  it('are filtered by event and by role', () => {
    const items = entryItems(historyPart(entry(), entry({ event: 'stopped' }), entry({ roleName: 'Other' })));
    expect(filterEntries(items, { ...noFilter, event: 'given' })).toHaveLength(2);
    expect(filterEntries(items, { ...noFilter, role: required(items[0]?.role).key })).toHaveLength(
      items[0]?.role?.role === 'Other' ? 1 : 2,
    );
    expect([...countByEvent(items)]).toEqual(
      expect.arrayContaining([
        ['given', 2],
        ['stopped', 1],
      ]),
    );
  });

  it('distinguish accounts of the same name by id, or by portal', () => {
    const disambiguations = (...entries: HistoryEntry[]) =>
      entryItems(historyPart(...entries)).map(({ role }) => role?.disambiguation);
    expect(disambiguations(entry())).toEqual([null]);
    expect(disambiguations(entry(), entry({ accountId: '999900001111' })).toSorted()).toEqual([
      '1111 2222 3333',
      '9999 0000 1111',
    ]);
    expect(disambiguations(entry(), entry({ origin: 'gov' })).toSorted()).toEqual(['acme', 'gov']);
  });

  it('name an account by its id if its name is unknown', () => {
    expect(entryItems(historyPart(entry({ accountName: null })))[0]?.role?.account).toBe('1111 2222 3333');
    expect(entryItems(historyPart(entry({ accountId: null, roleName: null, event: 'signed-in' })))[0]?.role).toBeNull();
  });
});

describe('the timeline', () => {
  const roleKey = { origin: 'acme', accountId: '111122223333', roleName: 'Admin' };
  const span = (from: string, until: string, roleName = 'Admin') => ({
    roleKey: { ...roleKey, roleName },
    accountName: 'payments-prod',
    environment: 'production' as const,
    from,
    until,
  });
  const day = () => dayContaining(NOW);

  it('cuts spans at the edges of the day', () => {
    const part = {
      entries: [],
      spans: [
        span('2026-11-22T23:20:00Z', '2026-11-23T00:35:00Z'),
        span('2026-11-23T23:30:00Z', '2026-11-24T01:00:00Z'),
      ],
    };
    const bars = dayTimeline(part, day(), new Map(), NOW)[0]?.bars ?? [];
    expect(
      bars.map(({ from, until, startedBeforeDay, continuesAfterDay }) => [
        from,
        until,
        startedBeforeDay,
        continuesAfterDay,
      ]),
    ).toEqual([
      [day().from, Date.parse('2026-11-23T00:35:00Z'), true, false],
      [Date.parse('2026-11-23T23:30:00Z'), day().until, false, true],
    ]);
    expect(timelineInstants(dayTimeline(part, day(), new Map(), NOW), [{ at: 5 }])).toHaveLength(5);
  });

  it('leaves out spans of another day and empty ones', () => {
    const part = {
      entries: [],
      spans: [
        span('2026-11-22T10:00:00Z', '2026-11-22T11:00:00Z'),
        span('2026-11-23T10:00:00Z', '2026-11-23T10:00:00Z'),
      ],
    };
    expect(dayTimeline(part, day(), new Map(), NOW)).toEqual([]);
  });

  it('has a row for each role, in the order of first activity', () => {
    const part = {
      entries: [],
      spans: [
        span('2026-11-23T12:00:00Z', '2026-11-23T13:00:00Z'),
        span('2026-11-23T09:00:00Z', '2026-11-23T10:00:00Z', 'Other'),
        span('2026-11-23T13:00:00Z', '2026-11-23T14:00:00Z'),
      ],
    };
    expect(dayTimeline(part, day(), new Map(), NOW).map(({ role, bars }) => [role.role, bars.length])).toEqual([
      ['Other', 1],
      ['Admin', 2],
    ]);
  });

  it('lets a bar grow while the role is active, until its credentials end', () => {
    const part = { entries: [], spans: [span('2026-11-23T14:00:00Z', new Date(NOW).toISOString())] };
    const [row] = dayTimeline(part, day(), new Map(), NOW);
    const active = new Map([[required(row).role.key, NOW + HOUR]]);
    const bar = required(dayTimeline(part, day(), active, NOW)[0]?.bars[0]);
    expect([barEnd(bar, NOW + 60_000), barEnd(bar, NOW + 2 * HOUR)]).toEqual([NOW + 60_000, NOW + HOUR]);
    expect(barEnd(required(row?.bars[0]), NOW + HOUR)).toBe(NOW);
  });
});

describe('a day of the history', () => {
  let host: FakeHost;
  let page: Page;
  let history: DayHistory;

  async function loadScenario(state: Parameters<typeof scenarioOf>[0] = 'list'): Promise<void> {
    host = new FakeHost(scenarioOf(state, { accounts: 12, roles: 4, appearance: 'system', now: NOW }));
    page = composePage(host, false);
    await page.appState.subscribe();
    await nextTask();
    history = new DayHistory(page.appState, page.clock, page.toasts);
    await history.load();
  }

  const queries = () => host.calls.filter(([name]) => name === 'history').map(([, query]) => query);

  beforeEach(() => loadScenario());

  it('is today at first, from start to end', () => {
    expect(history.isToday).toBe(true);
    expect(queries()).toEqual([{ from: '2026-11-23T00:00:00.000Z', until: '2026-11-24T00:00:00.000Z' }]);
    expect(history.shownEntries.length).toBeGreaterThan(20);
    expect(history.timelineRows.length).toBeGreaterThan(3);
  });

  it('goes back and forth between today and the start of the history', async () => {
    history.goToNextDay();
    expect(history.isToday).toBe(true);
    history.goToPreviousDay();
    expect(history.part).toBeNull();
    await history.load();
    expect(queries().at(-1)).toBeDefined();
    expect(history.isToday).toBe(false);
    for (let step = 0; step < 200; step += 1) history.goToPreviousDay();
    expect(history.day.from).toBe(Date.parse('2026-08-25T00:00:00Z'));
    history.goToToday();
    expect(history.isToday).toBe(true);
  });

  it('drops a response that a later request overtook', async () => {
    const responses: (() => void)[] = [];
    const { history: real } = host;
    host.history = (query) => new Promise((resolve) => responses.push(() => void real(query).then(resolve)));
    history.goToPreviousDay();
    const first = history.load();
    history.goToPreviousDay();
    const second = history.load();
    responses[1]?.();
    responses[0]?.();
    await Promise.all([first, second]);
    expect(history.part?.entries.every(({ at }) => at.startsWith('2026-11-21'))).toBe(true);
    expect(history.part).not.toBeNull();
  });

  it('follows midnight while it shows today', () => {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    const stop = page.clock.start();
    const read = vi.spyOn(page.clock, 'read').mockReturnValue(NOW + 10 * HOUR);
    vi.advanceTimersByTime(1000);
    flushSync();
    expect(history.day.from).toBe(Date.parse('2026-11-24T00:00:00Z'));
    expect(history.isToday).toBe(true);
    read.mockRestore();
    stop();
  });

  it('reloads today when something changed, once for many changes', async () => {
    vi.useFakeTimers();
    for (let change = 0; change < 20; change += 1) history.reloadSoon();
    await vi.advanceTimersByTimeAsync(1000);
    expect(queries()).toHaveLength(2);
    history.goToPreviousDay();
    history.reloadSoon();
    await vi.advanceTimersByTimeAsync(1000);
    expect(queries()).toHaveLength(2);
    history.goToToday();
    history.reloadSoon();
    history.dispose();
    await vi.advanceTimersByTimeAsync(1000);
    expect(queries()).toHaveLength(2);
  });

  it('keeps its entries while it reloads, also if that fails', async () => {
    const before = history.shownEntries.length;
    const error = {
      code: 'bug' as const,
      summary: 'No.',
      advice: '',
      recovery: { action: 'retry' as const },
      reference: '',
    };
    host.history = () => Promise.resolve({ status: 'error', error });
    await history.load();
    expect([history.shownEntries.length, history.problem?.summary]).toEqual([before, 'No.']);
    host.history = () => Promise.reject(new Error('gone'));
    await history.load();
    expect(history.problem?.code).toBe('noResponse');
  });

  it('finds the last day with entries, or that there is none', async () => {
    history.goToPreviousDay();
    await history.load();
    expect([history.part?.entries.length, history.earlierDay]).toEqual([
      0,
      { state: 'day', from: Date.parse('2026-11-21T00:00:00Z') },
    ]);
    await loadScenario('noAccounts');
    expect([history.isEmpty, history.earlierDay.state]).toEqual([true, 'none']);
  });

  it('moves the selection, and keeps it when newer entries are added', async () => {
    history.moveSelection(1);
    history.moveSelection(2);
    const key = history.selected;
    expect(history.selectedIndex).toBe(2);
    await page.appState.host.startRoleSession(
      {
        origin: 'acme',
        accountId: page.appState.rows?.accounts[5]?.accountId ?? '',
        roleName: 'NetworkAdministrator',
      },
      false,
      null,
    );
    await history.load();
    expect([history.selected, history.selectedIndex]).toEqual([key, 3]);
    history.moveSelection(-100);
    expect(history.selectedIndex).toBe(0);
    history.moveSelection(100_000);
    expect(history.selectedIndex).toBe(history.shownEntries.length - 1);
  });

  it('exports a day, or more, and says to which file', async () => {
    await history.export(null);
    await history.export(7);
    const exported = host.calls.filter(([name]) => name === 'exportHistory').map(([, query]) => query);
    expect(exported).toEqual([
      { from: '2026-11-23T00:00:00.000Z', until: '2026-11-24T00:00:00.000Z' },
      { from: '2026-11-17T00:00:00.000Z', until: '2026-11-24T00:00:00.000Z' },
    ]);
    expect(withoutIsolates(page.toasts.shown.at(0)?.text ?? '')).toMatch(
      /^Saved \d+ entries to ~\/Downloads\/rolecall-history-2026-11-23\.csv$/,
    );
  });
});

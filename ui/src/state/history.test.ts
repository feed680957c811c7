import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { HistoryEntryView, HistoryView } from '../ipc/bindings';
import { FakeHost } from '../ipc/fake/fake_host';
import { scenarioOf } from '../ipc/fake/scenarios';
import { History } from './history.svelte';
import { dayOf } from './history_day';
import { countKinds, found, linesOf } from './history_entries';
import { endOf, momentsOf, timelineOf } from './history_timeline';
import { composePage, type Page } from './page.svelte';

const NOW = Date.parse('2026-11-23T14:42:30Z');
const HOUR = 3_600_000;
const settled = () => new Promise((go) => setTimeout(go, 0));
const all = { query: '', kind: null, role: null };
const zone = process.env['TZ'];

beforeEach(() => {
  process.env['TZ'] = 'UTC';
});

afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
  vi.useRealTimers();
});

function present<T>(value: T | null | undefined): T {
  if (value == null) throw new Error('it is missing');
  return value;
}

function entry(over: Partial<HistoryEntryView> = {}): HistoryEntryView {
  return {
    at: '2026-11-23T14:00:00Z',
    event: 'given',
    portal: 'acme',
    accountId: '111122223333',
    accountName: 'payments-prod',
    roleName: 'Admin',
    environment: 'production',
    until: null,
    surface: 'credential-process',
    program: 'terraform',
    pid: 8812,
    folder: '~/infra',
    byDefault: false,
    detail: null,
    ...over,
  };
}

const view = (...entries: HistoryEntryView[]): HistoryView => ({ entries, spans: [] });

describe('the entries', () => {
  it('say what they know, newest first', () => {
    const lines = linesOf(
      view(
        entry(),
        entry({ at: '2026-11-23T14:05:00Z', event: 'renewed', program: null, until: '2026-11-23T15:05:00Z' }),
      ),
    );
    expect(lines.map(({ event, detail, surface }) => [event, detail, surface])).toEqual([
      ['Renewed', expect.stringMatching(/^until (15:05|3:05.PM)$/), 'credential_process'],
      ['Credentials given', 'terraform (pid 8812) in ~/infra', 'credential_process'],
    ]);
  });

  it('keep their keys when newer ones come, also those of one moment', () => {
    const twice = [entry(), entry()];
    const before = linesOf(view(...twice)).map(({ key }) => key);
    const after = linesOf(view(entry({ at: '2026-11-23T14:30:00Z' }), ...twice)).map(({ key }) => key);
    expect(new Set(after).size).toBe(3);
    expect(after.slice(1)).toEqual(before);
  });

  it('show words that nobody knows as they are', () => {
    const [line] = linesOf(view(entry({ event: 'constructor', surface: '__proto__' })));
    expect([line?.event, line?.surface]).toEqual(['constructor', '__proto__']);
  });

  it('are found by account, id, role, event, program, folder and surface', () => {
    const lines = linesOf(
      view(
        entry(),
        entry({ accountName: 'sandbox', accountId: '999900001111', program: null, event: 'stopped', surface: 'tray' }),
      ),
    );
    const finds = (query: string) => found(lines, { ...all, query }).length;
    expect(['payments', '1111-2222', 'ADMIN', 'cred given', 'terraform infra', 'tray', 'acme', ''].map(finds)).toEqual([
      1, 1, 2, 1, 1, 1, 2, 2,
    ]);
    expect(finds('terraform tray')).toBe(0);
  });

  it('are narrowed by kind and by role', () => {
    const lines = linesOf(view(entry(), entry({ event: 'stopped' }), entry({ roleName: 'Other' })));
    expect(found(lines, { ...all, kind: 'given' })).toHaveLength(2);
    expect(found(lines, { ...all, role: present(lines[0]?.role).key })).toHaveLength(
      lines[0]?.role?.role === 'Other' ? 1 : 2,
    );
    expect([...countKinds(lines)]).toEqual(
      expect.arrayContaining([
        ['given', 2],
        ['stopped', 1],
      ]),
    );
  });

  it('tell accounts of one name apart, by id, or by portal', () => {
    const apart = (...entries: HistoryEntryView[]) => linesOf(view(...entries)).map(({ role }) => role?.apart);
    expect(apart(entry())).toEqual([null]);
    expect(apart(entry(), entry({ accountId: '999900001111' })).toSorted()).toEqual([
      '1111 2222 3333',
      '9999 0000 1111',
    ]);
    expect(apart(entry(), entry({ portal: 'gov' })).toSorted()).toEqual(['acme', 'gov']);
  });

  it('call an account by its id where its name is not known', () => {
    expect(linesOf(view(entry({ accountName: null })))[0]?.role?.account).toBe('1111 2222 3333');
    expect(linesOf(view(entry({ accountId: null, roleName: null, event: 'signed-in' })))[0]?.role).toBeNull();
  });
});

describe('the timeline', () => {
  const assignment = { portal: 'acme', accountId: '111122223333', roleName: 'Admin' };
  const span = (from: string, until: string, roleName = 'Admin') => ({
    assignment: { ...assignment, roleName },
    accountName: 'payments-prod',
    environment: 'production' as const,
    from,
    until,
  });
  const day = () => dayOf(NOW);

  it('cuts what crosses midnight at the edges of the day', () => {
    const told = {
      entries: [],
      spans: [
        span('2026-11-22T23:20:00Z', '2026-11-23T00:35:00Z'),
        span('2026-11-23T23:30:00Z', '2026-11-24T01:00:00Z'),
      ],
    };
    const bars = timelineOf(told, day(), new Map(), NOW)[0]?.bars ?? [];
    expect(bars.map(({ from, until, before, after }) => [from, until, before, after])).toEqual([
      [day().from, Date.parse('2026-11-23T00:35:00Z'), true, false],
      [Date.parse('2026-11-23T23:30:00Z'), day().until, false, true],
    ]);
    expect(momentsOf(timelineOf(told, day(), new Map(), NOW), [{ at: 5 }])).toHaveLength(5);
  });

  it('leaves out what is of another day, and what has no length', () => {
    const told = {
      entries: [],
      spans: [
        span('2026-11-22T10:00:00Z', '2026-11-22T11:00:00Z'),
        span('2026-11-23T10:00:00Z', '2026-11-23T10:00:00Z'),
      ],
    };
    expect(timelineOf(told, day(), new Map(), NOW)).toEqual([]);
  });

  it('has a row for each role, in the order in which they were first held', () => {
    const told = {
      entries: [],
      spans: [
        span('2026-11-23T12:00:00Z', '2026-11-23T13:00:00Z'),
        span('2026-11-23T09:00:00Z', '2026-11-23T10:00:00Z', 'Other'),
        span('2026-11-23T13:00:00Z', '2026-11-23T14:00:00Z'),
      ],
    };
    expect(timelineOf(told, day(), new Map(), NOW).map(({ role, bars }) => [role.role, bars.length])).toEqual([
      ['Other', 1],
      ['Admin', 2],
    ]);
  });

  it('lets a bar grow while the role is held, until its credentials end', () => {
    const told = { entries: [], spans: [span('2026-11-23T14:00:00Z', new Date(NOW).toISOString())] };
    const [row] = timelineOf(told, day(), new Map(), NOW);
    const held = new Map([[present(row).role.key, NOW + HOUR]]);
    const bar = present(timelineOf(told, day(), held, NOW)[0]?.bars[0]);
    expect([endOf(bar, NOW + 60_000), endOf(bar, NOW + 2 * HOUR)]).toEqual([NOW + 60_000, NOW + HOUR]);
    expect(endOf(present(row?.bars[0]), NOW + HOUR)).toBe(NOW);
  });
});

describe('a day of the history', () => {
  let host: FakeHost;
  let page: Page;
  let history: History;

  async function play(state: Parameters<typeof scenarioOf>[0] = 'list'): Promise<void> {
    host = new FakeHost(scenarioOf(state, { accounts: 12, roles: 4, appearance: 'system', now: NOW }));
    page = composePage(host, false);
    await page.desk.open();
    await settled();
    history = new History(page.desk, page.clock, page.toasts);
    await history.ask();
  }

  const asked = () => host.calls.filter(([name]) => name === 'history').map(([, query]) => query);

  beforeEach(() => play());

  it('is today, from its first moment to its last', () => {
    expect(history.isToday).toBe(true);
    expect(asked()).toEqual([{ from: '2026-11-23T00:00:00.000Z', until: '2026-11-24T00:00:00.000Z' }]);
    expect(history.shown.length).toBeGreaterThan(20);
    expect(history.rows.length).toBeGreaterThan(3);
  });

  it('goes back and forth, no further than today and what is kept', async () => {
    history.next();
    expect(history.isToday).toBe(true);
    history.previous();
    expect(history.view).toBeNull();
    await history.ask();
    expect(asked().at(-1)).toBeDefined();
    expect(history.isToday).toBe(false);
    for (let step = 0; step < 200; step += 1) history.previous();
    expect(history.day.from).toBe(Date.parse('2026-08-25T00:00:00Z'));
    history.toToday();
    expect(history.isToday).toBe(true);
  });

  it('drops an answer that another question overtook', async () => {
    const answers: (() => void)[] = [];
    const { history: real } = host;
    host.history = (query) => new Promise((tell) => answers.push(() => void real(query).then(tell)));
    history.previous();
    const first = history.ask();
    history.previous();
    const second = history.ask();
    answers[1]?.();
    answers[0]?.();
    await Promise.all([first, second]);
    expect(history.view?.entries.every(({ at }) => at.startsWith('2026-11-21'))).toBe(true);
    expect(history.view).not.toBeNull();
  });

  it('follows the midnight when it shows today', () => {
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

  it('asks for today again when something changed, once for much', async () => {
    vi.useFakeTimers();
    for (let change = 0; change < 20; change += 1) history.changed();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked()).toHaveLength(2);
    history.previous();
    history.changed();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked()).toHaveLength(2);
    history.toToday();
    history.changed();
    history.close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked()).toHaveLength(2);
  });

  it('keeps what it showed while it is asked again, also when that fails', async () => {
    const before = history.shown.length;
    const error = { code: 'x', summary: 'No.', advice: '', recovery: { action: 'retry' as const }, reference: '' };
    host.history = () => Promise.resolve({ status: 'error', error });
    await history.ask();
    expect([history.shown.length, history.problem?.summary]).toEqual([before, 'No.']);
    host.history = () => Promise.reject(new Error('gone'));
    await history.ask();
    expect(history.problem?.code).toBe('noAnswer');
  });

  it('says of an empty day when the last one was, and of none that there was none', async () => {
    history.previous();
    await history.ask();
    expect([history.view?.entries.length, history.earlier]).toEqual([
      0,
      { state: 'day', from: Date.parse('2026-11-21T00:00:00Z') },
    ]);
    await play('nothing');
    expect([history.never, history.earlier.state]).toEqual([true, 'none']);
  });

  it('moves the selection, and keeps it when newer entries come', async () => {
    history.move(1);
    history.move(2);
    const key = history.selected;
    expect(history.selectedAt).toBe(2);
    await page.desk.host.startRoleSession({
      portal: 'acme',
      accountId: page.desk.rows?.accounts[5]?.accountId ?? '',
      roleName: 'NetworkAdministrator',
    });
    await history.ask();
    expect([history.selected, history.selectedAt]).toEqual([key, 3]);
    history.move(-100);
    expect(history.selectedAt).toBe(0);
    history.move(100_000);
    expect(history.selectedAt).toBe(history.shown.length - 1);
  });

  it('writes a day, or more, into a file and says where', async () => {
    await history.export(null);
    await history.export(7);
    const written = host.calls.filter(([name]) => name === 'exportHistory').map(([, query]) => query);
    expect(written).toEqual([
      { from: '2026-11-23T00:00:00.000Z', until: '2026-11-24T00:00:00.000Z' },
      { from: '2026-11-17T00:00:00.000Z', until: '2026-11-24T00:00:00.000Z' },
    ]);
    expect(page.toasts.shown.at(0)?.text).toMatch(
      /^Saved \d+ entries to ~\/Downloads\/rolecall-history-2026-11-23\.csv$/,
    );
  });
});

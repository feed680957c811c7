// An invented history, the same at every call: today until now, the weeks before it, and hostile entries.
import type {
  RoleKey,
  ExportReceipt,
  HistoryDetail,
  HistoryEntry,
  HistoryEvent,
  HistoryQuery,
  HistoryPart,
  RoleSessionSpan,
  Surface,
} from '../types';
import type { Scenario } from './scenarios';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const RENEWED_AFTER = 45 * MINUTE;

/** Times are in milliseconds since 1970; account and role are indexes in the scenario. */
type Activity = { account: number; role: number; from: number; until: number; by?: Surface };
type UseRecord = { account: number; role: number; at: number; event: HistoryEvent } & Partial<
  Omit<HistoryEntry, 'at' | 'event'>
>;

/** In minutes before now. */
const todaysActivities: [account: number, role: number, from: number, until: number, by?: Surface][] = [
  [0, 0, 392, 297, 'tray'],
  [0, 0, 294, 198],
  [0, 0, 78, -42],
  [1, 0, 337, 280, 'command'],
  [1, 0, 52, -8],
  [2, 0, 375, 31, 'tray'],
  [2, 0, 5, -55],
  [3, 1, 236, 214, 'credential-process'],
  [4, 1, 150, 96, 'command'],
  [4, 1, 70, 62],
];

const consoleIn = (service: string): HistoryDetail => ({
  kind: 'console',
  service,
  region: 'eu-west-1',
  asLink: false,
});

const todaysUses: [
  minutes: number,
  account: number,
  role: number,
  event: HistoryEvent,
  fields?: Partial<Omit<HistoryEntry, 'at' | 'event'>>,
][] = [
  [3, 0, 0, 'console-opened', { detail: consoleIn('ec2') }],
  [24, 0, 0, 'given', { program: 'terraform', pid: 8812, folder: '~/infra', surface: 'credential-process' }],
  [47, 1, 0, 'copied', { detail: { kind: 'format', format: 'bash' } }],
  [61, 2, 0, 'default-changed', { surface: 'tray' }],
  [90, 3, 0, 'denied', { surface: 'keeper' }],
  [
    133,
    2,
    0,
    'given',
    { program: 'python3.11', pid: 30_417, folder: '~/work/etl', byDefault: true, surface: 'credential-process' },
  ],
  [198, 0, 0, 'limit-reached', { surface: 'keeper' }],
  [232, 3, 1, 'given', { program: 'aws', pid: 7120, folder: null, surface: 'credential-process' }],
  [301, 0, 0, 'console-opened', { detail: consoleIn('cloudwatch'), surface: 'tray' }],
];

/** The shell returns at most this many. */
const MAX_ENTRIES = 5000;

/** Returns the requested part of the history. */
export function playHistory(scenario: Scenario, { from, until }: HistoryQuery, now = scenario.now): HistoryPart {
  const [first, last] = [Date.parse(from), Date.parse(until)];
  const everything = allHistory(scenario, first, last);
  const inside = (text: string) => Date.parse(text) >= first && Date.parse(text) < last;
  return {
    entries: everything.entries
      .filter(({ at }) => inside(at))
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
      .slice(0, MAX_ENTRIES),
    spans: everything.spans.flatMap((span) => clipped(span, first, Math.min(last, now))),
  };
}

/** Cuts a span to the requested part and to the present, as the shell does. */
function clipped(span: RoleSessionSpan, first: number, last: number): RoleSessionSpan[] {
  const from = Math.max(first, Date.parse(span.from));
  const until = Math.min(last, Date.parse(span.until));
  return from < until ? [{ ...span, from: text(from), until: text(until) }] : [];
}

/** Returns the receipt of an export without writing a file. */
export function exportHistory(scenario: Scenario, query: HistoryQuery): ExportReceipt {
  const { entries } = playHistory(scenario, query);
  return { file: `~/Downloads/rolecall-history-${query.from.slice(0, 10)}.csv`, entries: entries.length };
}

/** Everything around a part of the history. */
function allHistory(scenario: Scenario, first: number, last: number): HistoryPart {
  const { accounts, now, snapshot } = scenario;
  if (accounts.length === 0) return { entries: [], spans: [] };
  const activities = todaysActivities.map(([account, role, from, until, by]) => {
    return {
      account,
      role,
      from: now - from * MINUTE,
      until: now - until * MINUTE,
      ...(by === undefined ? {} : { by }),
    };
  });
  const records = todaysUses.map(([minutes, account, role, event, fields]) => {
    return { account, role, at: now - minutes * MINUTE - 7000, event, ...fields };
  });
  for (let day = 1; day <= snapshot.settings.historyDays; day += 1) {
    const noon = now - day * DAY;
    if (noon + DAY < first || noon - DAY > last) continue;
    const before = dayBefore(noon, day);
    activities.push(...before.activities);
    records.push(...before.records);
  }
  if (accounts.length >= 1000) records.push(...busyScript(now, accounts.length));
  if (snapshot.problems.some(({ summary }) => summary.includes('__pwned'))) records.push(...hostileEntries(scenario));
  const portals = [signedIn(scenario, 401), ...portalsBefore(scenario, first, last)];
  const started = startedSince(scenario);
  return {
    entries: [
      ...portals,
      ...activities.flatMap((each) => entriesOf(scenario, each)),
      ...records.flatMap((each) => entryOf(scenario, each)),
      ...started.entries,
    ],
    spans: [...activities.flatMap((each) => spansOf(scenario, each)), ...started.spans],
  };
}

/** Another day at about the same hours: nothing at weekends, sometimes a role that is active over midnight. */
function dayBefore(noon: number, day: number): { activities: Activity[]; records: UseRecord[] } {
  const weekday = new Date(noon).getUTCDay();
  if (weekday === 0 || weekday === 6) return { activities: [], records: [] };
  const activities = Array.from({ length: 3 + (day % 5) }, (_, at) => {
    const from = noon - (360 - ((at * 97 + day * 31) % 460)) * MINUTE;
    return {
      account: (at * 3 + day) % 7,
      role: at % 2,
      from,
      until: from + (25 + ((at * 53 + day * 17) % 130)) * MINUTE,
    };
  });
  if (day % 5 === 3) activities.push({ account: 2, role: 0, from: noon + 500 * MINUTE, until: noon + 680 * MINUTE });
  const records = activities.map(({ account, role, from }, at): UseRecord => {
    if (at % 2 === 0)
      return { account, role, at: from + 4 * MINUTE, event: 'console-opened', detail: consoleIn('console') };
    const folder = at % 4 === 1 ? '~/infra/live' : null;
    return {
      account,
      role,
      at: from + 6 * MINUTE,
      event: 'given',
      program: 'terraform',
      pid: 2000 + day * 7,
      folder,
      surface: 'credential-process',
    };
  });
  return { activities, records };
}

/** A script that used many roles. */
function busyScript(now: number, accounts: number): UseRecord[] {
  return Array.from({ length: accounts >= 2000 ? 6000 : 4000 }, (_, at): UseRecord => {
    const program = ['aws', 'terraform', 'python3.11', 'kubectl'][at % 4] ?? 'aws';
    return {
      account: at % 40,
      role: at % 3,
      at: now - 6 * HOUR + at * 3000,
      event: 'given',
      program,
      pid: 10_000 + at,
      folder: '~/audit',
      surface: 'credential-process',
    };
  });
}

/** Hostile names of programs, folders and details. */
function hostileEntries({ accounts, now }: Scenario): UseRecord[] {
  return accounts.map(({ name }, at): UseRecord => {
    return {
      account: at,
      role: 0,
      at: now - at * 1000,
      event: at % 9 === 0 ? (name as HistoryEvent) : 'given',
      program: name,
      pid: at,
      folder: name,
      detail: { kind: 'text', text: name },
      surface: at % 7 === 0 ? (name as Surface) : 'command',
    };
  });
}

function spansOf(scenario: Scenario, { account, role, from, until }: Activity): RoleSessionSpan[] {
  const found = roleAt(scenario, account, role);
  if (found === null) return [];
  const { roleKey, accountName, environment } = found;
  return credentialPeriods(from, until).map((period) => ({
    roleKey,
    accountName,
    environment,
    from: text(period.from),
    until: text(period.until),
  }));
}

function entriesOf(scenario: Scenario, { account, role, from, until, by = 'window' }: Activity): HistoryEntry[] {
  const given = credentialPeriods(from, until).map((period, at): UseRecord => {
    return {
      account,
      role,
      at: period.from,
      event: at === 0 ? 'issued' : 'renewed',
      expiresAt: text(period.from + HOUR),
      surface: at === 0 ? by : 'keeper',
    };
  });
  const stopped = until < scenario.now ? [{ account, role, at: until, event: 'stopped' as const, surface: by }] : [];
  return [...given, ...stopped].filter(({ at }) => at <= scenario.now).flatMap((each) => entryOf(scenario, each));
}

/** Credentials for an hour each, renewed when a quarter is left. */
function credentialPeriods(from: number, until: number): { from: number; until: number }[] {
  const periods: { from: number; until: number }[] = [];
  for (let at = from; at < until; at += RENEWED_AFTER) {
    const last = at + HOUR >= until;
    periods.push({ from: at, until: last ? until : at + RENEWED_AFTER });
    if (last) break;
  }
  return periods;
}

function entryOf(scenario: Scenario, { account, role, at, ...fields }: UseRecord): HistoryEntry[] {
  const found = roleAt(scenario, account, role);
  if (found === null) return [];
  const { roleKey, accountName, environment } = found;
  return [{ ...emptyEntry(at), ...roleKey, accountName, environment, ...fields }];
}

function emptyEntry(at: number): HistoryEntry {
  return {
    at: text(at),
    event: 'issued',
    origin: 'acme',
    accountId: null,
    accountName: null,
    roleName: null,
    environment: null,
    expiresAt: null,
    surface: 'window',
    program: null,
    pid: null,
    folder: null,
    byDefault: false,
    reason: null,
    detail: null,
  };
}

function signedIn({ accounts, now }: Scenario, minutes: number): HistoryEntry {
  const at = now - minutes * MINUTE;
  return {
    ...emptyEntry(at),
    event: 'signed-in',
    origin: accounts[0]?.portal ?? 'acme',
    expiresAt: text(at + 10 * HOUR),
  };
}

function portalsBefore(scenario: Scenario, first: number, last: number): HistoryEntry[] {
  const days = Array.from({ length: scenario.snapshot.settings.historyDays }, (_, day) => day + 1);
  return days
    .map((day) => signedIn(scenario, day * 24 * 60 + 410))
    .filter(({ at }) => Date.parse(at) >= first && Date.parse(at) < last && ![0, 6].includes(new Date(at).getUTCDay()));
}

/** Role sessions that were started while the page is open. */
function startedSince({ accounts, now, snapshot }: Scenario): HistoryPart {
  const started = snapshot.roleSessions.filter(({ startedAt }) => Date.parse(startedAt) > now);
  const named = started.map(({ roleKey, startedAt, expiresAt }) => {
    const account = accounts.find(
      ({ accountId, roles }) =>
        accountId === roleKey.accountId && roles.some(({ origin }) => origin === roleKey.origin),
    );
    return {
      roleKey,
      startedAt,
      expiresAt,
      accountName: account?.name ?? null,
      environment: account?.environment ?? null,
    };
  });
  return {
    entries: named.map(({ roleKey, startedAt, expiresAt, accountName, environment }) => {
      return { ...emptyEntry(Date.parse(startedAt)), ...roleKey, accountName, environment, expiresAt };
    }),
    spans: named.map(({ startedAt, expiresAt, ...role }) => ({ ...role, from: startedAt, until: expiresAt })),
  };
}

function roleAt({ accounts }: Scenario, at: number, role: number) {
  const account = accounts[at % accounts.length];
  const names = account?.roles ?? [];
  const listed = names[role % Math.max(1, names.length)];
  if (account === undefined || listed === undefined) return null;
  const roleKey: RoleKey = { origin: listed.origin, accountId: account.accountId, roleName: listed.name };
  return { roleKey, accountName: account.name, environment: account.environment };
}

const text = (instant: number): string => new Date(instant).toISOString();

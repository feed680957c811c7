// An invented past, the same at every call: a working day until now, the weeks before it, and what nobody should be called.
import type {
  AssignmentKey,
  ExportedView,
  HistoryEntryView,
  HistoryQueryView,
  HistoryView,
  SpanView,
} from '../bindings';
import type { Scenario } from './scenarios';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const RENEWED_AFTER = 45 * MINUTE;

/** Moments are in milliseconds; the account and the role by their places in the scenario. */
type Held = { account: number; role: number; from: number; until: number; by?: string };
type Used = { account: number; role: number; at: number; event: string } & Partial<Omit<HistoryEntryView, 'at'>>;

/** Minutes before now: of today, as in the pictures. */
const today: [account: number, role: number, from: number, until: number, by?: string][] = [
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

const uses: [
  minutes: number,
  account: number,
  role: number,
  event: string,
  more?: Partial<Omit<HistoryEntryView, 'at'>>,
][] = [
  [3, 0, 0, 'console-opened', { detail: 'EC2, eu-west-1' }],
  [24, 0, 0, 'given', { program: 'terraform', pid: 8812, folder: '~/infra', surface: 'credential-process' }],
  [47, 1, 0, 'copied', { detail: 'bash, zsh' }],
  [61, 2, 0, 'default-changed', { surface: 'tray' }],
  [90, 3, 0, 'denied', { surface: 'keeper', detail: 'not assigned any more' }],
  [
    133,
    2,
    0,
    'given',
    { program: 'python3.11', pid: 30_417, folder: '~/work/etl', byDefault: true, surface: 'credential-process' },
  ],
  [198, 0, 0, 'limit-reached', { surface: 'keeper', detail: '4 h' }],
  [232, 3, 1, 'given', { program: 'aws', pid: 7120, folder: null, surface: 'credential-process' }],
  [301, 0, 0, 'console-opened', { detail: 'CloudWatch', surface: 'tray' }],
];

/** The shell gives no more. */
const MOST = 5000;

/** The part of the history that was asked for. */
export function playHistory(scenario: Scenario, { from, until }: HistoryQueryView, now = scenario.now): HistoryView {
  const [first, last] = [Date.parse(from), Date.parse(until)];
  const whole = past(scenario, first, last);
  const inside = (text: string) => Date.parse(text) >= first && Date.parse(text) < last;
  return {
    entries: whole.entries
      .filter(({ at }) => inside(at))
      .sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
      .slice(0, MOST),
    spans: whole.spans.flatMap((span) => clipped(span, first, Math.min(last, now))),
  };
}

/** As the shell gives them: none reaches beyond what was asked for, nor beyond now. */
function clipped(span: SpanView, first: number, last: number): SpanView[] {
  const from = Math.max(first, Date.parse(span.from));
  const until = Math.min(last, Date.parse(span.until));
  return from < until ? [{ ...span, from: text(from), until: text(until) }] : [];
}

/** Where it would have been written. */
export function exportHistory(scenario: Scenario, query: HistoryQueryView): ExportedView {
  const { entries } = playHistory(scenario, query);
  return { file: `~/Downloads/rolecall-history-${query.from.slice(0, 10)}.csv`, entries: entries.length };
}

/** All that happened around a part of the past. */
function past(scenario: Scenario, first: number, last: number): HistoryView {
  const { accounts, now, snapshot } = scenario;
  if (accounts.length === 0) return { entries: [], spans: [] };
  const held = today.map(([account, role, from, until, by]) => {
    return {
      account,
      role,
      from: now - from * MINUTE,
      until: now - until * MINUTE,
      ...(by === undefined ? {} : { by }),
    };
  });
  const used = uses.map(([minutes, account, role, event, more]) => {
    return { account, role, at: now - minutes * MINUTE - 7000, event, ...more };
  });
  for (let day = 1; day <= snapshot.settings.historyDays; day += 1) {
    const noon = now - day * DAY;
    if (noon + DAY < first || noon - DAY > last) continue;
    const before = dayBefore(noon, day);
    held.push(...before.held);
    used.push(...before.used);
  }
  if (accounts.length >= 1000) used.push(...busy(now, accounts.length));
  if (snapshot.problems.some(({ summary }) => summary.includes('__pwned'))) used.push(...hostile(scenario));
  const portals = [signedIn(scenario, 401), ...portalsBefore(scenario, first, last)];
  const fresh = startedSince(scenario);
  return {
    entries: [
      ...portals,
      ...held.flatMap((each) => entriesOf(scenario, each)),
      ...used.flatMap((each) => entryOf(scenario, each)),
      ...fresh.entries,
    ],
    spans: [...held.flatMap((each) => spansOf(scenario, each)), ...fresh.spans],
  };
}

/** Another day, at about the same hours: nothing at the weekend, once a role that is held over midnight. */
function dayBefore(noon: number, day: number): { held: Held[]; used: Used[] } {
  const weekday = new Date(noon).getUTCDay();
  if (weekday === 0 || weekday === 6) return { held: [], used: [] };
  const held = Array.from({ length: 3 + (day % 5) }, (_, at) => {
    const from = noon - (360 - ((at * 97 + day * 31) % 460)) * MINUTE;
    return {
      account: (at * 3 + day) % 7,
      role: at % 2,
      from,
      until: from + (25 + ((at * 53 + day * 17) % 130)) * MINUTE,
    };
  });
  if (day % 5 === 3) held.push({ account: 2, role: 0, from: noon + 500 * MINUTE, until: noon + 680 * MINUTE });
  const used = held.map(({ account, role, from }, at): Used => {
    if (at % 2 === 0) return { account, role, at: from + 4 * MINUTE, event: 'console-opened', detail: 'Console home' };
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
  return { held, used };
}

/** A script that went through everything. */
function busy(now: number, accounts: number): Used[] {
  return Array.from({ length: accounts >= 2000 ? 6000 : 4000 }, (_, at): Used => {
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

/** Everything a program, a folder or a detail could be called. */
function hostile({ accounts, now }: Scenario): Used[] {
  return accounts.map(({ name }, at): Used => {
    return {
      account: at,
      role: 0,
      at: now - at * 1000,
      event: at % 9 === 0 ? name : 'given',
      program: name,
      pid: at,
      folder: name,
      detail: name,
      surface: at % 7 === 0 ? name : 'command',
    };
  });
}

function spansOf(scenario: Scenario, { account, role, from, until }: Held): SpanView[] {
  const who = whoOf(scenario, account, role);
  if (who === null) return [];
  const { assignment, accountName, environment } = who;
  return pieces(from, until).map((piece) => ({
    assignment,
    accountName,
    environment,
    from: text(piece.from),
    until: text(piece.until),
  }));
}

function entriesOf(scenario: Scenario, { account, role, from, until, by = 'window' }: Held): HistoryEntryView[] {
  const given = pieces(from, until).map((piece, at) => {
    return {
      account,
      role,
      at: piece.from,
      event: at === 0 ? 'issued' : 'renewed',
      until: text(piece.from + HOUR),
      surface: at === 0 ? by : 'keeper',
    };
  });
  const stopped = until < scenario.now ? [{ account, role, at: until, event: 'stopped', surface: by }] : [];
  return [...given, ...stopped].filter(({ at }) => at <= scenario.now).flatMap((each) => entryOf(scenario, each));
}

/** Credentials of an hour, renewed when a quarter is left. */
function pieces(from: number, until: number): { from: number; until: number }[] {
  const parts: { from: number; until: number }[] = [];
  for (let at = from; at < until; at += RENEWED_AFTER) {
    const last = at + HOUR >= until;
    parts.push({ from: at, until: last ? until : at + RENEWED_AFTER });
    if (last) break;
  }
  return parts;
}

function entryOf(scenario: Scenario, { account, role, at, ...more }: Used): HistoryEntryView[] {
  const who = whoOf(scenario, account, role);
  if (who === null) return [];
  const { assignment, accountName, environment } = who;
  return [{ ...blank(at), ...assignment, accountName, environment, ...more }];
}

function blank(at: number): HistoryEntryView {
  return {
    at: text(at),
    event: 'issued',
    portal: 'acme',
    accountId: null,
    accountName: null,
    roleName: null,
    environment: null,
    until: null,
    surface: 'window',
    program: null,
    pid: null,
    folder: null,
    byDefault: false,
    detail: null,
  };
}

function signedIn({ accounts, now }: Scenario, minutes: number): HistoryEntryView {
  const at = now - minutes * MINUTE;
  return { ...blank(at), event: 'signed-in', portal: accounts[0]?.portal ?? 'acme', until: text(at + 10 * HOUR) };
}

function portalsBefore(scenario: Scenario, first: number, last: number): HistoryEntryView[] {
  const days = Array.from({ length: scenario.snapshot.settings.historyDays }, (_, day) => day + 1);
  return days
    .map((day) => signedIn(scenario, day * 24 * 60 + 410))
    .filter(({ at }) => Date.parse(at) >= first && Date.parse(at) < last && ![0, 6].includes(new Date(at).getUTCDay()));
}

/** What was started while the page is looked at. */
function startedSince({ accounts, now, snapshot }: Scenario): HistoryView {
  const fresh = snapshot.roleSessions.filter(({ startedAt }) => Date.parse(startedAt) > now);
  const named = fresh.map(({ assignment, startedAt, expiresAt }) => {
    const account = accounts.find(
      (each) => each.portal === assignment.portal && each.accountId === assignment.accountId,
    );
    return {
      assignment,
      startedAt,
      expiresAt,
      accountName: account?.name ?? null,
      environment: account?.environment ?? null,
    };
  });
  return {
    entries: named.map(({ assignment, startedAt, expiresAt, accountName, environment }) => {
      return { ...blank(Date.parse(startedAt)), ...assignment, accountName, environment, until: expiresAt };
    }),
    spans: named.map(({ startedAt, expiresAt, ...who }) => ({ ...who, from: startedAt, until: expiresAt })),
  };
}

function whoOf({ accounts }: Scenario, at: number, role: number) {
  const account = accounts[at % accounts.length];
  const names = account?.roles ?? [];
  const roleName = names[role % Math.max(1, names.length)]?.name;
  if (account === undefined || roleName === undefined) return null;
  const assignment: AssignmentKey = { portal: account.portal, accountId: account.accountId, roleName };
  return { assignment, accountName: account.name, environment: account.environment };
}

const text = (instant: number): string => new Date(instant).toISOString();

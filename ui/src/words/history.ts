// The sentences of the history: days, events, what the timeline tells.
import { counted, count, locale, times } from './times';

const thisYear = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const otherYear = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const brief = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' });
const hour = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
// A clock that counts to twelve says `9 AM` of a whole hour; the others say `09:00`.
const tick = hour.resolvedOptions().hour12 === true ? new Intl.DateTimeFormat(locale, { hour: 'numeric' }) : hour;
const second = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });

const sameYear = (one: number, other: number) => new Date(one).getFullYear() === new Date(other).getFullYear();

const events = new Map(
  Object.entries({
    'signed-in': 'Signed in',
    'signed-out': 'Signed out',
    issued: 'Started',
    renewed: 'Renewed',
    given: 'Credentials given',
    copied: 'Copied',
    'console-opened': 'Console opened',
    stopped: 'Stopped',
    'limit-reached': 'Limit reached',
    denied: 'Denied',
    'default-changed': 'Default changed',
  }),
);

const surfaces = new Map(
  Object.entries({
    window: 'window',
    tray: 'tray',
    notification: 'notification',
    command: 'command',
    'credential-process': 'credential_process',
    keeper: 'Rolecall',
  }),
);

export const history = {
  title: 'History',
  /** `Monday 23 November`, with the year where it is another. */
  day: (from: number, now: number) => (sameYear(from, now) ? thisYear : otherYear).format(from),
  /** `Mon 23 Nov` */
  dayBrief: (from: number) => brief.format(from),
  /** `14:02:11` */
  exact: (instant: number) => second.format(instant),
  hour: (instant: number) => hour.format(instant),
  /** Whether the locale's clock counts to twelve, which takes more room. */
  twelve: hour.resolvedOptions().hour12 === true,
  tick: (instant: number) => tick.format(instant),
  previous: 'Previous day',
  next: 'Next day',
  today: 'Today',
  key: (label: string, key: string) => `${label} (${key})`,

  event: (id: string) => events.get(id) ?? id,
  surface: (id: string) => surfaces.get(id) ?? id,
  program: (name: string, pid: number | null, folder: string | null) =>
    [name, pid === null ? '' : `(pid ${pid})`, folder === null ? '' : `in ${folder}`]
      .filter((part) => part !== '')
      .join(' '),
  until: (instant: number) => `until ${times.at(instant)}`,
  byDefault: 'asked for @default',

  timeline: {
    label: (day: string) => `Role sessions on ${day}`,
    now: (instant: number) => `Now, ${times.at(instant)}`,
    span: (from: number, until: number) => `${hour.format(from)} to ${hour.format(until)}`,
    exact: (from: number, until: number) => `${second.format(from)} – ${second.format(until)}`,
    lasts: (span: number) => times.left(span),
    before: 'began the day before',
    after: 'goes on the day after',
  },

  list: {
    group: 'Entries',
    label: 'What was done',
    search: 'Search this day',
    clear: 'Clear the search',
    kinds: 'Show',
    allKinds: 'All events',
    roleSessions: 'Role sessions',
    uses: 'What they were used for',
    others: 'Portals and default',
    clearRole: (role: string) => `Show other roles than ${role}, too`,
    found: (shown: number, all: number) =>
      shown === all ? counted(all, 'entry', 'entries') : `${count(shown)} of ${counted(all, 'entry', 'entries')}`,
    cut: (shown: number) => `The newest ${count(shown)} of this day are shown; the CSV file has them all.`,
  },

  details: {
    label: 'The selected entry',
    close: 'Close',
    account: 'Account id',
    portal: 'Portal',
    program: 'Program',
    folder: 'Folder',
    until: 'Good until',
    surface: 'By',
    detail: 'Detail',
    asked: 'Asked for',
    byDefault: '@default',
  },

  empty: {
    loading: 'Reading the history…',
    day: 'Nothing on this day',
    dayText: 'No role was used, and nobody signed in or out.',
    dayEarlier: (day: string) => `Rolecall was last used on ${day}.`,
    goTo: (day: string) => `Go to ${day}`,
    ever: 'Nothing happened yet',
    everText: (days: number) =>
      `What you start, open, copy and hand to programs appears here, and is kept for ${counted(days, 'day', 'days')}. It never holds a secret.`,
    noMatch: (query: string) => `Nothing matches “${query}”`,
    noMatchText: (day: string) => `Searched on ${day}: accounts, roles, events, programs and folders.`,
    noKind: 'No such entry on this day',
    noKindText: 'Show all events to see what there is.',
    showAll: 'Show all',
    noEntries: 'Nothing was done on this day. The role sessions above began before it.',
    failed: 'Try again',
  },

  exported: {
    button: 'Export CSV',
    label: 'Export as CSV',
    day: (day: string) => day,
    week: 'The last 7 days',
    all: (days: number) => `Everything kept (${counted(days, 'day', 'days')})`,
    toast: (entries: number, file: string) => `Saved ${counted(entries, 'entry', 'entries')} to ${file}`,
  },
};

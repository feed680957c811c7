// The history: days, events, the timeline.
import type { HistoryDetail, HistoryEvent, Surface } from '../ipc/types';
import { name } from './names';
import { count, counted, locale, times } from './times';

const dayThisYear = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const dayOtherYear = new Intl.DateTimeFormat(locale, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const shortDay = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' });
const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
const isTwelveHour = time.resolvedOptions().hour12 === true;
// A 12-hour clock writes a whole hour as `9 AM`, a 24-hour clock as `09:00`.
const tick = isTwelveHour ? new Intl.DateTimeFormat(locale, { hour: 'numeric' }) : time;
const timeWithSeconds = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });

const isSameYear = (a: number, b: number) => new Date(a).getFullYear() === new Date(b).getFullYear();

const eventNames: Record<HistoryEvent, string> = {
  'signed-in': 'Signed in',
  'signed-out': 'Signed out',
  issued: 'Started',
  renewed: 'Renewed',
  given: 'Credentials issued',
  copied: 'Copied',
  'console-opened': 'Console opened',
  stopped: 'Stopped',
  'limit-reached': 'Limit reached',
  denied: 'Denied',
  'default-changed': 'Default changed',
};

const surfaceNames: Record<Surface, string> = {
  window: 'window',
  tray: 'tray',
  notification: 'notification',
  command: 'command',
  'credential-process': 'credential_process',
  keeper: 'Rolecall',
};

function detailText(detail: HistoryDetail): string {
  switch (detail.kind) {
    case 'format':
      return detail.format;
    case 'exec':
      return 'exec';
    case 'shell':
      return 'shell';
    case 'default-cleared':
      return 'cleared';
    case 'console':
      return `${name(detail.service)} in ${name(detail.region)}${detail.asLink ? ', as a link' : ''}`;
    case 'text':
      return name(detail.text);
  }
}

/** The name of an id; an unknown id is shown as it is. */
const nameIn = (names: Record<string, string>, id: string) => (Object.hasOwn(names, id) ? (names[id] ?? id) : id);

export const history = {
  title: 'History',
  /** `Monday 23 November`, with the year if it is not the present one. */
  day: (from: number, now: number) => (isSameYear(from, now) ? dayThisYear : dayOtherYear).format(from),
  /** `Mon 23 Nov` */
  shortDay: (from: number) => shortDay.format(from),
  time: (instant: number) => time.format(instant),
  /** Whether the locale has a 12-hour clock, whose times are wider. */
  isTwelveHour,
  tick: (instant: number) => tick.format(instant),
  previous: 'Previous day',
  next: 'Next day',
  today: 'Today',
  withKey: (label: string, key: string) => `${label} (${key})`,

  event: (id: string) => nameIn(eventNames, id),
  surface: (id: string) => nameIn(surfaceNames, id),
  program: (program: string, pid: number | null, folder: string | null) =>
    [name(program), pid === null ? '' : `(pid ${pid})`, folder === null ? '' : `in ${name(folder)}`]
      .filter((part) => part !== '')
      .join(' '),
  /** What else is known of an entry; the words of an earlier version are shown as they are. */
  detail: detailText,
  reason: (reason: string) => `for ${name(reason)}`,
  until: (instant: number) => `until ${times.at(instant)}`,
  byDefault: 'requested @default',

  timeline: {
    label: (day: string) => `Role sessions on ${day}`,
    now: (instant: number) => `Now, ${times.at(instant)}`,
    span: (from: number, until: number) => `${time.format(from)} to ${time.format(until)}`,
    exact: (from: number, until: number) => `${timeWithSeconds.format(from)} – ${timeWithSeconds.format(until)}`,
    duration: (span: number) => times.left(span),
    startedBefore: 'started the day before',
    continuesAfter: 'continues the next day',
  },

  list: {
    group: 'Entries',
    label: 'Events',
    search: 'Search this day',
    clear: 'Clear search',
    show: 'Show',
    allEvents: 'All events',
    roleSessions: 'Role sessions',
    uses: 'Uses',
    others: 'Portals and default',
    clearRole: (role: string) => `Show all roles, not only ${name(role)}`,
    found: (shown: number, all: number) =>
      shown === all ? counted(all, 'entry', 'entries') : `${count(shown)} of ${counted(all, 'entry', 'entries')}`,
    truncated: (shown: number) =>
      `Showing the newest ${count(shown)} entries of this day. Export the day as CSV to see all of them.`,
  },

  details: {
    label: 'Selected entry',
    close: 'Close',
    account: 'Account ID',
    portal: 'Portal',
    reason: 'Reason',
    program: 'Program',
    folder: 'Folder',
    until: 'Expires',
    surface: 'Via',
    detail: 'Detail',
    requested: 'Requested',
    byDefault: '@default',
  },

  empty: {
    loading: 'Loading history…',
    day: 'No events on this day',
    dayText: 'No role was used, and nobody signed in or out.',
    dayEarlier: (day: string) => `Rolecall was last used on ${day}.`,
    goTo: (day: string) => `Go to ${day}`,
    ever: 'No history yet',
    everText: (days: number) =>
      `Role sessions you start, consoles you open and credentials you copy or give to programs appear here for ${counted(days, 'day', 'days')}. The history never contains secrets.`,
    noMatch: (query: string) => `No results for “${name(query)}”`,
    noMatchText: (day: string) => `Searched accounts, roles, events, programs and folders on ${day}.`,
    noEvent: 'No matching events on this day',
    noEventText: 'Show all events to see the whole day.',
    showAll: 'Show all',
    noEntries: 'No events on this day. The role sessions above started earlier.',
    retry: 'Try again',
  },

  exported: {
    button: 'Export CSV',
    label: 'Export as CSV',
    day: (day: string) => day,
    week: 'Last 7 days',
    all: (days: number) => `Entire history (${counted(days, 'day', 'days')})`,
    toast: (entries: number, file: string) => `Saved ${counted(entries, 'entry', 'entries')} to ${name(file)}`,
  },
};

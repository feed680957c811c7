// Times and numbers in words.
// The C locale groups no digits; the sentences are English, so numbers are then written as in English.
/** The locale of dates and numbers; undefined for the system's. */
export const locale = /posix/i.test(new Intl.NumberFormat().resolvedOptions().locale) ? 'en-GB' : undefined;
const number = new Intl.NumberFormat(locale);
const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const compactNumber = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 0 });

/** `3`, `1K`: a number where there is little space. */
export const compactCount = (count: number) => compactNumber.format(count);

/** `1 role`, `1,204 roles` */
export const counted = (count: number, singular: string, plural: string) =>
  `${number.format(count)} ${count === 1 ? singular : plural}`;

/** Times in words. All arguments are in milliseconds. */
export const times = {
  /** `18:04`, or `6:04 PM` in a locale with a 12-hour clock. */
  at: (instant: number) => time.format(instant),
  /** `23 Nov 2026, 18:04:11` */
  exact: (instant: number) => dateTime.format(instant),
  /** `42 min`, `1 h 5 min`, `under 1 min` */
  left: (span: number) => {
    if (span <= 0) return 'ended';
    if (span < MINUTE) return 'under 1 min';
    const hours = Math.floor(span / HOUR);
    const minutes = Math.floor((span % HOUR) / MINUTE);
    if (hours === 0) return `${minutes} min`;
    return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  },
  /** `9:41` */
  countdown: (span: number) => {
    const seconds = Math.max(0, Math.floor(span / 1000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  },
  /** `just now`, `2 min ago`, `3 h ago`, `4 days ago` */
  ago: (span: number) => {
    if (span < MINUTE) return 'just now';
    if (span < HOUR) return `${Math.floor(span / MINUTE)} min ago`;
    if (span < 24 * HOUR) return `${Math.floor(span / HOUR)} h ago`;
    return `${counted(Math.floor(span / (24 * HOUR)), 'day', 'days')} ago`;
  },
};

/** `1,204` */
export const count = (value: number) => number.format(value);

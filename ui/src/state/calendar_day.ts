// A calendar day in local time, and the time axis of its timeline. Pure; handles days of 23 and 25 hours.

/** From its start to the start of the next day, in milliseconds since 1970. */
export type CalendarDay = { from: number; until: number };

/** The part of a day that is drawn. */
export type TimeAxis = { from: number; until: number; ticks: number[] };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MIN_HOURS = 6;
const TICK_STEPS = [1, 2, 3, 4, 6, 12];

/** The day that contains an instant. */
export function dayContaining(instant: number): CalendarDay {
  const date = new Date(instant);
  const start = (shift: number) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + shift).getTime();
  return { from: start(0), until: start(1) };
}

export const previousDay = (day: CalendarDay): CalendarDay => dayContaining(day.from - 1);
export const nextDay = (day: CalendarDay): CalendarDay => dayContaining(day.until);

/** The day a number of days earlier, whatever their lengths. */
export function daysEarlier(day: CalendarDay, days: number): CalendarDay {
  const date = new Date(day.from);
  return dayContaining(new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime());
}

/** The whole hours that contain every instant of the day, at least six, with at most `maxTicks` ticks. */
export function timeAxis(day: CalendarDay, instants: readonly number[], maxTicks: number): TimeAxis {
  const inDay = instants.filter((instant) => instant >= day.from && instant <= day.until);
  const [earliest, latest] = inDay.length === 0 ? [day.from + 8 * HOUR, day.from + 18 * HOUR] : extremes(inDay);
  const minLength = MIN_HOURS * HOUR;
  let from = hourBefore(earliest);
  const until = Math.min(day.until, Math.max(hourAfter(latest), from + minLength));
  from = Math.max(day.from, Math.min(from, until - minLength));
  return { from, until, ticks: hourTicks(from, until, maxTicks) };
}

/** The position of an instant on the axis, from 0 to 1. */
export function axisPosition(axis: TimeAxis, instant: number): number {
  return Math.min(1, Math.max(0, (instant - axis.from) / Math.max(1, axis.until - axis.from)));
}

/** The smallest and the largest. A day can have more instants than a function takes arguments. */
function extremes(instants: readonly number[]): [min: number, max: number] {
  let [min, max] = [Infinity, -Infinity];
  for (const instant of instants) {
    min = Math.min(min, instant);
    max = Math.max(max, instant);
  }
  return [min, max];
}

function hourBefore(instant: number): number {
  const date = new Date(instant);
  return instant - date.getMinutes() * MINUTE - date.getSeconds() * 1000 - date.getMilliseconds();
}

function hourAfter(instant: number): number {
  const before = hourBefore(instant);
  return before === instant ? instant : before + HOUR;
}

/** Whole hours of local time. An hour that occurs twice has one tick, an hour that is skipped has none. */
function hourTicks(from: number, until: number, maxTicks: number): number[] {
  const hours: number[] = [];
  // In steps of half an hour, for zones whose clock changes by that much.
  for (let at = from; at <= until; at += HOUR / 2) if (new Date(at).getMinutes() === 0) hours.push(at);
  for (const step of TICK_STEPS) {
    let previous = -1;
    const ticks = hours.filter((at) => {
      const hour = new Date(at).getHours();
      const isTick = hour % step === 0 && hour !== previous;
      if (isTick) previous = hour;
      return isTick;
    });
    if (ticks.length <= maxTicks || step === TICK_STEPS.at(-1)) return ticks;
  }
  return [];
}

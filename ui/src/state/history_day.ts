// A day by the clock on the wall, and where a moment of it stands in the picture. Pure; days of 23 and 25 hours are right.

/** From its first moment to the first of the next, in milliseconds since 1970. */
export type Day = { from: number; until: number };

/** The part of a day that is drawn. */
export type Axis = { from: number; until: number; ticks: number[] };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LEAST_HOURS = 6;
const STEPS = [1, 2, 3, 4, 6, 12];

/** The day that a moment belongs to. */
export function dayOf(instant: number): Day {
  const date = new Date(instant);
  const startOf = (shift: number) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + shift).getTime();
  return { from: startOf(0), until: startOf(1) };
}

export const dayBefore = (day: Day): Day => dayOf(day.from - 1);
export const dayAfter = (day: Day): Day => dayOf(day.until);

/** The day so many days before, whatever their lengths. */
export function daysBefore(day: Day, days: number): Day {
  const date = new Date(day.from);
  return dayOf(new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime());
}

/** The hours that hold every moment, at least some, with as many ticks as have room. */
export function axisOf(day: Day, moments: readonly number[], most: number): Axis {
  const inDay = moments.filter((moment) => moment >= day.from && moment <= day.until);
  let from = inDay.length === 0 ? hourBefore(day.from + 8 * HOUR) : hourBefore(Math.min(...extremes(inDay)));
  let until = inDay.length === 0 ? hourAfter(day.from + 18 * HOUR) : hourAfter(Math.max(...extremes(inDay)));
  const least = LEAST_HOURS * HOUR;
  until = Math.min(day.until, Math.max(until, from + least));
  from = Math.max(day.from, Math.min(from, until - least));
  return { from, until, ticks: ticksOf(from, until, most) };
}

/** Where a moment stands on the axis, from 0 to 1. */
export function shareOf(axis: Axis, instant: number): number {
  return Math.min(1, Math.max(0, (instant - axis.from) / Math.max(1, axis.until - axis.from)));
}

/** The smallest and the largest: a day can hold more moments than a call takes arguments. */
function extremes(moments: readonly number[]): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const moment of moments) {
    least = Math.min(least, moment);
    most = Math.max(most, moment);
  }
  return [least, most];
}

function hourBefore(instant: number): number {
  const date = new Date(instant);
  return instant - date.getMinutes() * MINUTE - date.getSeconds() * 1000 - date.getMilliseconds();
}

function hourAfter(instant: number): number {
  const before = hourBefore(instant);
  return before === instant ? instant : before + HOUR;
}

/** Whole hours of the wall clock. One that comes twice has one tick, one that is left out has none. */
function ticksOf(from: number, until: number, most: number): number[] {
  const hours: number[] = [];
  // Half hours, for the clocks that are moved by one.
  for (let at = from; at <= until; at += HOUR / 2) if (new Date(at).getMinutes() === 0) hours.push(at);
  for (const step of STEPS) {
    let before = -1;
    const ticks = hours.filter((at) => {
      const hour = new Date(at).getHours();
      const wanted = hour % step === 0 && hour !== before;
      if (wanted) before = hour;
      return wanted;
    });
    if (ticks.length <= most || step === STEPS.at(-1)) return ticks;
  }
  return [];
}

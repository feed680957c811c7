import { afterEach, describe, expect, it } from 'vitest';

import { timeAxis, nextDay, previousDay, dayContaining, daysEarlier, axisPosition } from './calendar_day';

const HOUR = 3_600_000;
const originalTimeZone = process.env['TZ'];
const instant = (text: string) => Date.parse(text);
const hoursIn = ({ from, until }: { from: number; until: number }) => (until - from) / HOUR;
const isoText = (value: number) => new Date(value).toISOString();
const hourOf = (value: number) => new Date(value).getHours();

afterEach(() => {
  if (originalTimeZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = originalTimeZone;
});

describe('a day', () => {
  it('begins and ends by local time', () => {
    process.env['TZ'] = 'Asia/Kolkata';
    expect(isoText(dayContaining(instant('2026-11-23T20:00:00Z')).from)).toBe('2026-11-23T18:30:00.000Z');
    expect(hoursIn(dayContaining(instant('2026-11-23T20:00:00Z')))).toBe(24);
  });

  it('has 23 hours when the clock goes forward, 25 when it goes back', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const spring = dayContaining(instant('2026-03-29T10:00:00Z'));
    const autumn = dayContaining(instant('2026-10-25T10:00:00Z'));
    expect([hoursIn(spring), hoursIn(autumn)]).toEqual([23, 25]);
    expect([hoursIn(previousDay(spring)), hoursIn(nextDay(spring))]).toEqual([24, 24]);
    expect([hoursIn(previousDay(autumn)), hoursIn(nextDay(autumn))]).toEqual([24, 24]);
    expect(nextDay(previousDay(autumn))).toEqual(autumn);
  });

  it('begins at 1:00 where midnight is skipped', () => {
    process.env['TZ'] = 'Asia/Beirut';
    const day = dayContaining(instant('2026-03-29T10:00:00Z'));
    expect([hourOf(day.from), hoursIn(day)]).toEqual([1, 23]);
    expect(nextDay(previousDay(day))).toEqual(day);
  });

  it('has half an hour less where the clock moves by that much', () => {
    process.env['TZ'] = 'Australia/Lord_Howe';
    expect(hoursIn(dayContaining(instant('2026-10-04T06:00:00Z')))).toBe(23.5);
  });

  it('counts days back across a clock change', () => {
    process.env['TZ'] = 'America/New_York';
    const day = daysEarlier(dayContaining(instant('2026-11-05T12:00:00Z')), 10);
    expect(isoText(day.from)).toBe('2026-10-26T04:00:00.000Z');
  });
});

describe('the axis', () => {
  const day = () => dayContaining(instant('2026-11-23T12:00:00Z'));

  it('contains every instant, in whole hours', () => {
    process.env['TZ'] = 'UTC';
    const axis = timeAxis(day(), [instant('2026-11-23T08:10:00Z'), instant('2026-11-23T17:20:00Z')], 6);
    expect([isoText(axis.from), isoText(axis.until)]).toEqual(['2026-11-23T08:00:00.000Z', '2026-11-23T18:00:00.000Z']);
    expect(axis.ticks.map(hourOf)).toEqual([8, 10, 12, 14, 16, 18]);
    expect(
      timeAxis(day(), [instant('2026-11-23T08:10:00Z'), instant('2026-11-23T17:20:00Z')], 3).ticks.map(hourOf),
    ).toEqual([8, 12, 16]);
  });

  it('shows at least six hours, and none of another day', () => {
    process.env['TZ'] = 'UTC';
    const late = timeAxis(day(), [instant('2026-11-23T23:50:00Z')], 8);
    expect([hourOf(late.from), late.until]).toEqual([18, day().until]);
    const early = timeAxis(day(), [instant('2026-11-23T00:05:00Z'), instant('2026-11-22T09:00:00Z')], 8);
    expect([early.from, hourOf(early.until)]).toEqual([day().from, 6]);
    expect(hoursIn(timeAxis(day(), [], 8))).toBe(10);
  });

  it('takes more instants than a function takes arguments', () => {
    process.env['TZ'] = 'UTC';
    const many = Array.from({ length: 400_000 }, (_, minute) => day().from + (minute % 600) * 60_000);
    expect(hoursIn(timeAxis(day(), many, 8))).toBe(10);
  });

  it('labels a repeated hour once, and leaves out a skipped one', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const hourTicks = (text: string) => {
      const { from, until } = dayContaining(instant(text));
      return timeAxis({ from, until }, [from, until], 30).ticks.map(hourOf);
    };
    expect(hourTicks('2026-10-25T10:00:00Z').slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(hourTicks('2026-10-25T10:00:00Z')).toHaveLength(25);
    expect(hourTicks('2026-03-29T10:00:00Z').slice(0, 4)).toEqual([0, 1, 3, 4]);
  });

  it('keeps the length of hours on a day of 25', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const { from, until } = dayContaining(instant('2026-10-25T10:00:00Z'));
    const axis = timeAxis({ from, until }, [from, until], 30);
    expect(axisPosition(axis, instant('2026-10-25T02:00:00Z'))).toBeCloseTo(4 / 25);
  });

  it('handles zones with an offset of half an hour', () => {
    process.env['TZ'] = 'Asia/Kolkata';
    const today = dayContaining(instant('2026-11-23T12:00:00Z'));
    const axis = timeAxis(today, [today.from + 9.2 * HOUR, today.from + 16.1 * HOUR], 9);
    expect(axis.ticks.map(hourOf)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17]);
  });
});

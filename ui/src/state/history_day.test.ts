import { afterEach, describe, expect, it } from 'vitest';

import { axisOf, dayAfter, dayBefore, dayOf, daysBefore, shareOf } from './history_day';

const HOUR = 3_600_000;
const zone = process.env['TZ'];
const at = (text: string) => Date.parse(text);
const hours = ({ from, until }: { from: number; until: number }) => (until - from) / HOUR;
const written = (instant: number) => new Date(instant).toISOString();
const clock = (instant: number) => new Date(instant).getHours();

afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

describe('a day', () => {
  it('begins and ends by the clock on the wall', () => {
    process.env['TZ'] = 'Asia/Kolkata';
    expect(written(dayOf(at('2026-11-23T20:00:00Z')).from)).toBe('2026-11-23T18:30:00.000Z');
    expect(hours(dayOf(at('2026-11-23T20:00:00Z')))).toBe(24);
  });

  it('has 23 hours where the clock is put forward, 25 where it is put back', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const spring = dayOf(at('2026-03-29T10:00:00Z'));
    const autumn = dayOf(at('2026-10-25T10:00:00Z'));
    expect([hours(spring), hours(autumn)]).toEqual([23, 25]);
    expect([hours(dayBefore(spring)), hours(dayAfter(spring))]).toEqual([24, 24]);
    expect([hours(dayBefore(autumn)), hours(dayAfter(autumn))]).toEqual([24, 24]);
    expect(dayAfter(dayBefore(autumn))).toEqual(autumn);
  });

  it('begins at one where there is no midnight', () => {
    process.env['TZ'] = 'Asia/Beirut';
    const day = dayOf(at('2026-03-29T10:00:00Z'));
    expect([clock(day.from), hours(day)]).toEqual([1, 23]);
    expect(dayAfter(dayBefore(day))).toEqual(day);
  });

  it('has a half hour less where the clock is moved by one', () => {
    process.env['TZ'] = 'Australia/Lord_Howe';
    expect(hours(dayOf(at('2026-10-04T06:00:00Z')))).toBe(23.5);
  });

  it('counts days back over a change of the clock', () => {
    process.env['TZ'] = 'America/New_York';
    const day = daysBefore(dayOf(at('2026-11-05T12:00:00Z')), 10);
    expect(written(day.from)).toBe('2026-10-26T04:00:00.000Z');
  });
});

describe('the axis', () => {
  const day = () => dayOf(at('2026-11-23T12:00:00Z'));

  it('holds every moment, in whole hours', () => {
    process.env['TZ'] = 'UTC';
    const axis = axisOf(day(), [at('2026-11-23T08:10:00Z'), at('2026-11-23T17:20:00Z')], 6);
    expect([written(axis.from), written(axis.until)]).toEqual(['2026-11-23T08:00:00.000Z', '2026-11-23T18:00:00.000Z']);
    expect(axis.ticks.map(clock)).toEqual([8, 10, 12, 14, 16, 18]);
    expect(axisOf(day(), [at('2026-11-23T08:10:00Z'), at('2026-11-23T17:20:00Z')], 3).ticks.map(clock)).toEqual([
      8, 12, 16,
    ]);
  });

  it('shows some hours at least, and none of another day', () => {
    process.env['TZ'] = 'UTC';
    const late = axisOf(day(), [at('2026-11-23T23:50:00Z')], 8);
    expect([clock(late.from), late.until]).toEqual([18, day().until]);
    const early = axisOf(day(), [at('2026-11-23T00:05:00Z'), at('2026-11-22T09:00:00Z')], 8);
    expect([early.from, clock(early.until)]).toEqual([day().from, 6]);
    expect(hours(axisOf(day(), [], 8))).toBe(10);
  });

  it('takes more moments than a call takes arguments', () => {
    process.env['TZ'] = 'UTC';
    const many = Array.from({ length: 400_000 }, (_, minute) => day().from + (minute % 600) * 60_000);
    expect(hours(axisOf(day(), many, 8))).toBe(10);
  });

  it('says an hour that comes twice once, and leaves out one that never comes', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const whole = (text: string) => {
      const { from, until } = dayOf(at(text));
      return axisOf({ from, until }, [from, until], 30).ticks.map(clock);
    };
    expect(whole('2026-10-25T10:00:00Z').slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(whole('2026-10-25T10:00:00Z')).toHaveLength(25);
    expect(whole('2026-03-29T10:00:00Z').slice(0, 4)).toEqual([0, 1, 3, 4]);
  });

  it('keeps hours as long as they were on a day of 25', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const { from, until } = dayOf(at('2026-10-25T10:00:00Z'));
    const axis = axisOf({ from, until }, [from, until], 30);
    expect(shareOf(axis, at('2026-10-25T02:00:00Z'))).toBeCloseTo(4 / 25);
  });

  it('knows the half hours of zones', () => {
    process.env['TZ'] = 'Asia/Kolkata';
    const here = dayOf(at('2026-11-23T12:00:00Z'));
    const axis = axisOf(here, [here.from + 9.2 * HOUR, here.from + 16.1 * HOUR], 9);
    expect(axis.ticks.map(clock)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17]);
  });
});

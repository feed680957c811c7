import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LONE_AFTER, LoneLetter, WORD_ENDS_AFTER } from './lone_letter';

describe('a letter', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('acts once it stands alone', () => {
    const letter = new LoneLetter();
    const act = vi.fn(() => null);
    letter.press('f', true, act);
    vi.advanceTimersByTime(LONE_AFTER - 1);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(act).toHaveBeenCalledOnce();
    expect(letter.isOpen).toBe(false);
  });

  it('becomes text if another follows in time', () => {
    const letter = new LoneLetter();
    const act = vi.fn(() => null);
    letter.press('d', true, act);
    vi.advanceTimersByTime(LONE_AFTER - 1);
    expect(letter.takeAsText()).toBe('d');
    vi.runAllTimers();
    expect(act).not.toHaveBeenCalled();
  });

  it('waits for the end of the word if nothing takes its command back', () => {
    const letter = new LoneLetter();
    const act = vi.fn(() => null);
    letter.press('d', false, act);
    vi.advanceTimersByTime(WORD_ENDS_AFTER - 1);
    expect(letter.isWaiting).toBe(true);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(act).toHaveBeenCalledOnce();
  });

  it('is taken back by one that follows late', () => {
    const letter = new LoneLetter();
    const takeBack = vi.fn();
    letter.press('f', true, () => takeBack);
    vi.advanceTimersByTime(WORD_ENDS_AFTER - 1);
    expect(letter.isOpen).toBe(true);
    expect(letter.takeAsText()).toBe('f');
    expect(takeBack).toHaveBeenCalledOnce();
  });

  it('is not taken back after the end of the word', () => {
    const letter = new LoneLetter();
    const takeBack = vi.fn();
    letter.press('f', true, () => takeBack);
    vi.advanceTimersByTime(WORD_ENDS_AFTER);
    expect(letter.isOpen).toBe(false);
    expect(letter.takeAsText()).toBe('');
    expect(takeBack).not.toHaveBeenCalled();
  });

  it('acts at once when something else is pressed', () => {
    const letter = new LoneLetter();
    const act = vi.fn(() => vi.fn());
    letter.press('f', true, act);
    letter.settle();
    expect(act).toHaveBeenCalledOnce();
    expect(letter.isOpen).toBe(false);
  });

  it('acts again when it is pressed again, and both are taken back', () => {
    const letter = new LoneLetter();
    const done: string[] = [];
    const act = (name: string) => () => {
      done.push(name);
      return () => done.push(`no ${name}`);
    };
    letter.press('f', true, act('first'));
    vi.advanceTimersByTime(LONE_AFTER);
    expect(letter.hasActed('f')).toBe(true);
    letter.press('f', true, act('second'));
    expect(letter.hasActed('f')).toBe(false);
    vi.advanceTimersByTime(LONE_AFTER);
    expect(letter.takeAsText()).toBe('ff');
    expect(done).toEqual(['first', 'second', 'no second', 'no first']);
  });

  it('can be forgotten', () => {
    const letter = new LoneLetter();
    const act = vi.fn(() => null);
    letter.press('d', false, act);
    letter.forget();
    vi.runAllTimers();
    expect(act).not.toHaveBeenCalled();
  });
});

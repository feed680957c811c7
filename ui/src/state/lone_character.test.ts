import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LONE_AFTER, LoneCharacter, WORD_ENDS_AFTER } from './lone_character';

describe('a character', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('acts once it stands alone', () => {
    const character = new LoneCharacter();
    const act = vi.fn(() => null);
    character.press('f', true, act);
    vi.advanceTimersByTime(LONE_AFTER - 1);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(act).toHaveBeenCalledOnce();
    expect(character.isOpen).toBe(false);
  });

  it('becomes text if another follows in time', () => {
    const character = new LoneCharacter();
    const act = vi.fn(() => null);
    character.press('d', true, act);
    vi.advanceTimersByTime(LONE_AFTER - 1);
    expect(character.takeAsText()).toBe('d');
    vi.runAllTimers();
    expect(act).not.toHaveBeenCalled();
  });

  it('waits for the end of the word if nothing takes its command back', () => {
    const character = new LoneCharacter();
    const act = vi.fn(() => null);
    character.press('d', false, act);
    vi.advanceTimersByTime(WORD_ENDS_AFTER - 1);
    expect(character.isWaiting).toBe(true);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(act).toHaveBeenCalledOnce();
  });

  it('is taken back by one that follows late', () => {
    const character = new LoneCharacter();
    const takeBack = vi.fn();
    character.press('f', true, () => takeBack);
    vi.advanceTimersByTime(WORD_ENDS_AFTER - 1);
    expect(character.isOpen).toBe(true);
    expect(character.takeAsText()).toBe('f');
    expect(takeBack).toHaveBeenCalledOnce();
  });

  it('is not taken back after the end of the word', () => {
    const character = new LoneCharacter();
    const takeBack = vi.fn();
    character.press('f', true, () => takeBack);
    vi.advanceTimersByTime(WORD_ENDS_AFTER);
    expect(character.isOpen).toBe(false);
    expect(character.takeAsText()).toBe('');
    expect(takeBack).not.toHaveBeenCalled();
  });

  it('acts at once when something else is pressed', () => {
    const character = new LoneCharacter();
    const act = vi.fn(() => vi.fn());
    character.press('f', true, act);
    character.settle();
    expect(act).toHaveBeenCalledOnce();
    expect(character.isOpen).toBe(false);
  });

  it('acts again when it is pressed again, and both are taken back', () => {
    const character = new LoneCharacter();
    const done: string[] = [];
    const act = (name: string) => () => {
      done.push(name);
      return () => done.push(`no ${name}`);
    };
    character.press('f', true, act('first'));
    vi.advanceTimersByTime(LONE_AFTER);
    expect(character.hasActed('f')).toBe(true);
    character.press('f', true, act('second'));
    expect(character.hasActed('f')).toBe(false);
    vi.advanceTimersByTime(LONE_AFTER);
    expect(character.takeAsText()).toBe('ff');
    expect(done).toEqual(['first', 'second', 'no second', 'no first']);
  });

  it('can be forgotten', () => {
    const character = new LoneCharacter();
    const act = vi.fn(() => null);
    character.press('d', false, act);
    character.forget();
    vi.runAllTimers();
    expect(act).not.toHaveBeenCalled();
  });
});

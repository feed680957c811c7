import { describe, expect, it } from 'vitest';

import { name, names, withoutIsolates } from './names';

describe('a name in a sentence', () => {
  it('is isolated', () => {
    expect(name('payments-prod')).toBe('\u2068payments-prod\u2069');
    expect(names(['a', 'b'])).toBe('\u2068a\u2069, \u2068b\u2069');
    expect(withoutIsolates(name('مرحبا'))).toBe('مرحبا');
  });

  it('shows what hides, reorders or breaks a line', () => {
    expect(name('payments-\u202edorp')).toBe('\u2068payments-\\u{202e}dorp\u2069');
    expect(name('a\nb\u2028c\u0000')).toBe('\u2068a\\nb\\u{2028}c\\u{0}\u2069');
    expect(name('zero\u200bwidth')).toBe('\u2068zero\\u{200b}width\u2069');
  });

  it('keeps joiners, which belong to characters and emoji', () => {
    expect(name('👩‍👩‍👧‍👦 می‌خواهم')).toBe('\u2068👩‍👩‍👧‍👦 می‌خواهم\u2069');
  });

  it('may be a phrase of isolated names, and cannot end its isolate itself', () => {
    const role = `${name('account')} / ${name('role')}`;
    expect(name(role)).toBe(`\u2068${role}\u2069`);
    expect(name('a\u2069b\u2068c')).toBe('\u2068a\\u{2069}b\\u{2068}c\u2069');
    expect(name('\u2067a\u2069')).toBe('\u2068\\u{2067}a\\u{2069}\u2069');
    expect(name('\u2068a')).toBe('\u2068\\u{2068}a\u2069');
  });

  it('is shortened in its middle if it is very long, and never within a character', () => {
    expect(name('x'.repeat(200))).toBe(`\u2068${'x'.repeat(200)}\u2069`);
    const long = name(`a${'🙂'.repeat(40_000)}end`);
    expect(long.length).toBeLessThanOrEqual(202);
    expect(long).toMatch(/^\u2068a🙂.*…🙂.*end\u2069$/u);
    expect(long).not.toMatch(/\p{Cs}/u);
  });
});

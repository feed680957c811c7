import { describe, expect, it } from 'vitest';

import { type Kept, readPlace, writePlace } from './place';

const kept: Kept = {
  place: 'list',
  room: 'favourites',
  query: 'pay',
  filters: { environment: 'production', portal: 'acme' },
  selected: '111122223333\u0000acme\u0000Admin',
  top: 720,
  details: false,
  told: ['tray'],
};

describe('the place that is kept', () => {
  it('comes back as it was', () => {
    expect(readPlace(writePlace(kept))).toEqual(kept);
  });

  it.each([null, '', '{', 'null', '[]', '"text"', '7'])('is nothing in particular when it is %s', (text) => {
    const found = readPlace(text);
    expect(found === null || found.room === 'all').toBe(true);
  });

  it('leaves out what it does not know', () => {
    const odd = {
      place: 'moon',
      room: 'constructor',
      query: 7,
      environment: 'x',
      portal: {},
      top: -5,
      details: 'yes',
      told: 7,
    };
    expect(readPlace(JSON.stringify({ ...odd, __proto__: { room: 'recent' }, selected: ['a'] }))).toEqual({
      place: 'list',
      room: 'all',
      query: '',
      filters: { environment: null, portal: null },
      selected: null,
      top: 0,
      details: null,
      told: [],
    });
  });

  it('fits into what the shell keeps, whatever names are like', () => {
    for (const long of ['\u0000'.repeat(900), '🙂'.repeat(1500), '"'.repeat(4000)]) {
      for (const over of [{ selected: long }, { query: long }, { selected: long, query: long }]) {
        const text = writePlace({ ...kept, ...over });
        expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(4096);
        expect(readPlace(text)?.room).toBe('favourites');
      }
    }
  });
});

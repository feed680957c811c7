import { describe, expect, it } from 'vitest';

import { type SavedView, parseSavedView, serializeSavedView } from './saved_view';

const saved: SavedView = {
  view: 'list',
  listFilter: 'favourites',
  query: 'pay',
  accountFilters: { environment: 'production', portal: 'acme' },
  selected: '111122223333\u0000acme\u0000Admin',
  scrollTop: 720,
  details: false,
  dismissedNotices: ['tray'],
};

describe('a saved view', () => {
  it('is restored unchanged', () => {
    expect(parseSavedView(serializeSavedView(saved))).toEqual(saved);
  });

  it.each([null, '', '{', 'null', '[]', '"text"', '7'])('is ignored if it is %s', (text) => {
    const parsed = parseSavedView(text);
    expect(parsed === null || parsed.listFilter === 'all').toBe(true);
  });

  it('drops invalid parts', () => {
    const invalid = {
      view: 'moon',
      listFilter: 'constructor',
      query: 7,
      environment: 'x',
      portal: {},
      scrollTop: -5,
      details: 'yes',
      dismissedNotices: 7,
    };
    expect(
      parseSavedView(JSON.stringify({ ...invalid, __proto__: { listFilter: 'recent' }, selected: ['a'] })),
    ).toEqual({
      view: 'list',
      listFilter: 'all',
      query: '',
      accountFilters: { environment: null, portal: null },
      selected: null,
      scrollTop: 0,
      details: null,
      dismissedNotices: [],
    });
  });

  it('fits the limit of the shell, whatever the names', () => {
    for (const long of ['\u0000'.repeat(900), '🙂'.repeat(1500), '"'.repeat(4000)]) {
      for (const overrides of [{ selected: long }, { query: long }, { selected: long, query: long }]) {
        const text = serializeSavedView({ ...saved, ...overrides });
        expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(4096);
        expect(parseSavedView(text)?.listFilter).toBe('favourites');
      }
    }
  });
});

import { describe, expect, it } from 'vitest';

import { anchorRow, placementOf } from './scroll_anchor';

const shown = ['a', 'b', 'c'].map((key, at) => ({ key, y: at * 10 - 4 }));
const within = (order: string) => (key: string) => order.indexOf(key);

describe('the row that keeps its position', () => {
  it('is the first in view that is still there', () => {
    expect(anchorRow(shown, null, within('xxabc'))).toMatchObject({ index: 2, y: -4 });
    expect(anchorRow(shown, null, within('bc'))).toMatchObject({ index: 0, y: 6 });
    expect(anchorRow(shown, null, within('xyz'))).toBeNull();
  });

  it('is the one under the pointer, or else its neighbour', () => {
    expect(anchorRow(shown, 'b', within('bxa'))).toMatchObject({ index: 0, y: 6 });
    expect(anchorRow(shown, 'b', within('ac'))).toMatchObject({ index: 1, y: 16 });
    expect(anchorRow(shown, 'c', within('ab'))).toMatchObject({ index: 1, y: 6 });
  });

  it('is none if the rows are sorted again', () => {
    expect(anchorRow(shown, null, within('bca'))).toBeNull();
  });
});

describe('where the rows are', () => {
  it('has space before and after them only while the position is held', () => {
    expect(placementOf({ index: 5, y: 20 }, 10, 500, 100, false)).toEqual({ lead: 0, scrollTop: 30, tail: 0 });
    expect(placementOf({ index: 1, y: 20 }, 10, 500, 100, true)).toEqual({ lead: 10, scrollTop: 0, tail: 0 });
    expect(placementOf({ index: 1, y: 20 }, 10, 500, 100, false)).toEqual({ lead: 0, scrollTop: 0, tail: 0 });
    expect(placementOf({ index: 9, y: 20 }, 10, 100, 100, true)).toEqual({ lead: 0, scrollTop: 70, tail: 70 });
  });
});

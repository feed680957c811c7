import { describe, expect, it } from 'vitest';

import { HeldOrder } from './held_order';
import { headingRow } from './list_rows';

const keyOf = (row: number) => String(row);
const arrange = (order: HeldOrder, rows: number[], isHeld: boolean, identity = 'active') => [
  ...order.arrange(Int32Array.from(rows), keyOf, identity, isHeld),
];

describe('the order of rows', () => {
  it('stays while it is held, and is sorted again afterwards', () => {
    const order = new HeldOrder();
    expect(arrange(order, [1, 2, 3], true)).toEqual([1, 2, 3]);
    expect(arrange(order, [2, 3, 1], true)).toEqual([1, 2, 3]);
    expect(arrange(order, [2, 3, 1], false)).toEqual([2, 3, 1]);
  });

  it('has new rows where they are sorted, and no row that left', () => {
    const order = new HeldOrder();
    arrange(order, [1, 2, 3], true);
    expect(arrange(order, [3, 7, 1], true)).toEqual([1, 7, 3]);
  });

  it('is held under each heading', () => {
    const order = new HeldOrder();
    const heading = headingRow(0);
    arrange(order, [1, 2, heading, 3, 4], true);
    expect(arrange(order, [2, 1, 3, heading, 4], true)).toEqual([1, 2, 3, heading, 4]);
  });

  it('is not that of another list', () => {
    const order = new HeldOrder();
    arrange(order, [1, 2, 3], true);
    expect(arrange(order, [3, 2, 1], true, 'recent')).toEqual([3, 2, 1]);
  });
});

// What a grid is given, and which of its rows are in the document.
import type { Snippet } from 'svelte';

import type { ShownRow } from './scroll_anchor';

export type GridProps = {
  label: string;
  /** The rows; another value when they change. */
  rows: { readonly length: number };
  height: number;
  /** The selected row; -1 if there is none. */
  activeIndex: number;
  /** Changes when another row is selected, but not when rows are added before it. */
  activeKey: string;
  /** Changes when the grid shows another list; it is then scrolled to its top. */
  listIdentity: string;
  /** How far the grid is scrolled when it is created, in pixels. */
  initialScrollTop: number;
  /** How much of the view is covered at its end, in pixels. */
  endInset?: number;
  isSelectable: (index: number) => boolean;
  /** Whether a row is selected, alone or with others. */
  isSelected: (index: number) => boolean;
  /** What a row is called for screen readers. */
  labelOf: (index: number) => string;
  /** What identifies a row while others are added or removed. */
  keyOf: (index: number) => string;
  indexOf: (key: string) => number;
  /** The row that heads another, or is a heading itself; -1 if there is none. */
  headingIndex?: (index: number) => number;
  row: Snippet<[index: number]>;
  after?: Snippet;
  onselect: (index: number, event: MouseEvent) => void;
  onopen: (index: number) => void;
  oncontextmenu: (index: number, event: MouseEvent) => void;
  onvisible: (first: number, last: number) => void;
  onscroll: (top: number) => void;
  /** Called when the rows must keep their order, because a user is about to use one, and when they need not. */
  onhold?: (isHeld: boolean) => void;
};

/** The rows at these positions, in order, each with a key of its own. */
export function keyedRows(
  positions: ReadonlySet<number>,
  keyOf: (index: number) => string,
): { index: number; key: string }[] {
  const keys = new Set<string>();
  return [...positions]
    .sort((a, b) => a - b)
    .map((index) => {
      const key = keyOf(index);
      const uniqueKey = keys.has(key) ? `${key}\n${index}` : key;
      keys.add(uniqueKey);
      return { index, key: uniqueKey };
    });
}

/** The rows in a view that begins at `top`, by the keys of those in the document. */
export function rowsInView(
  keys: ReadonlyMap<number, string>,
  top: number,
  viewHeight: number,
  rowHeight: number,
): ShownRow[] {
  const rows: ShownRow[] = [];
  for (let index = Math.max(0, Math.floor(top / rowHeight)); index * rowHeight < top + viewHeight; index += 1) {
    const key = keys.get(index);
    if (key !== undefined) rows.push({ key, y: index * rowHeight - top });
  }
  return rows;
}

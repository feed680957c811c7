// Where a grid must be scrolled to so that its rows stay in position while others arrive, leave or are sorted again. Pure.

/** A row that was in view: its key, and where it was shown, from the top of the view. */
export type ShownRow = { key: string; y: number };

export type Anchor = {
  /** The position of the anchor now. */
  index: number;
  y: number;
};

/**
 * The row that stays where it was: the preferred one, or else the nearest to it that is still there. Without a
 * preferred one it is the first, unless the rows are in another order: then none stays.
 */
export function anchorRow(
  shown: readonly ShownRow[],
  preferredKey: string | null,
  indexOf: (key: string) => number,
): Anchor | null {
  const found = shown.map(({ key, y }) => ({ key, y, index: indexOf(key) }));
  const remaining = found.filter(({ index }) => index !== -1);
  const preferredAt = preferredKey === null ? -1 : found.findIndex(({ key }) => key === preferredKey);
  if (preferredAt !== -1) {
    return (
      [...found.slice(preferredAt), ...found.slice(0, preferredAt).reverse()].find(({ index }) => index !== -1) ?? null
    );
  }
  const isSorted = remaining.every(({ index }, at) => at === 0 || (remaining[at - 1]?.index ?? -1) < index);
  return isSorted ? (remaining[0] ?? null) : null;
}

/** What lies before the rows, how far they are scrolled, and what must follow them to be scrolled that far. */
export type Placement = { lead: number; scrollTop: number; tail: number };

/** Shows a row at `y`. Only while the position is held is there space before and after the rows. */
export function placementOf(
  anchor: Anchor,
  rowHeight: number,
  scrollHeight: number,
  viewHeight: number,
  isHeld: boolean,
): Placement {
  const offset = anchor.y - anchor.index * rowHeight;
  const scrollTop = Math.max(0, -offset);
  if (!isHeld) return { lead: 0, scrollTop, tail: 0 };
  return { lead: Math.max(0, offset), scrollTop, tail: Math.max(0, scrollTop + viewHeight - scrollHeight) };
}

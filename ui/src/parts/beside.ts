// Puts something that floats beside something else, within the window.

/** What has a place in the window: an element, or the place of a click. */
export type Placed = { getBoundingClientRect: () => DOMRect };

type Wish = {
  /** Which edges are in line. */
  align?: 'start' | 'end';
  /** Whether it is as wide as what it stands beside. */
  wide?: boolean;
  /** No higher than this, in pixels. */
  most?: number;
};

const GAP = 4;
const EDGE = 8;

/** Below where there is room for it, else on the side that has more. */
export function putBeside(floating: HTMLElement, anchor: Placed, { align = 'start', wide = false, most }: Wish): void {
  const at = anchor.getBoundingClientRect();
  const { style } = floating;
  style.maxHeight = '';
  if (wide) style.width = `${at.width}px`;
  const { width, height } = floating.getBoundingClientRect();
  const wanted = Math.min(height, most ?? height);
  const below = innerHeight - EDGE - (at.bottom + GAP);
  const above = at.top - GAP - EDGE;
  const under = wanted <= below || below >= above;
  const room = Math.max(0, under ? below : above);
  const left = align === 'start' ? at.left : at.right - width;
  style.maxHeight = `${Math.min(room, wanted)}px`;
  style.left = `${Math.max(EDGE, Math.min(left, innerWidth - EDGE - width))}px`;
  style.top = under ? `${at.bottom + GAP}px` : `${Math.max(EDGE, at.top - GAP - Math.min(room, wanted))}px`;
}

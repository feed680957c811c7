// Positions a floating element next to its anchor, within the window.

/** What a popover is placed next to: an element, or the point of a click. */
export type PopoverAnchor = { getBoundingClientRect: () => DOMRect };

type PopoverOptions = {
  /** Which edges are aligned. */
  align?: 'start' | 'end';
  /** Whether the popover is as wide as its anchor. */
  matchWidth?: boolean;
  /** In pixels. */
  maxHeight?: number;
};

const GAP = 4;
const WINDOW_MARGIN = 8;

/** Places the popover below its anchor if it fits, else on the side with more space. */
export function positionPopover(
  popover: HTMLElement,
  anchor: PopoverAnchor,
  { align = 'start', matchWidth = false, maxHeight }: PopoverOptions,
): void {
  const rect = anchor.getBoundingClientRect();
  const { style } = popover;
  style.maxHeight = '';
  if (matchWidth) style.width = `${rect.width}px`;
  const { width, height } = popover.getBoundingClientRect();
  const wantedHeight = Math.min(height, maxHeight ?? height);
  const spaceBelow = innerHeight - WINDOW_MARGIN - (rect.bottom + GAP);
  const spaceAbove = rect.top - GAP - WINDOW_MARGIN;
  const isBelow = wantedHeight <= spaceBelow || spaceBelow >= spaceAbove;
  const space = Math.max(0, isBelow ? spaceBelow : spaceAbove);
  const left = align === 'start' ? rect.left : rect.right - width;
  style.maxHeight = `${Math.min(space, wantedHeight)}px`;
  style.left = `${Math.max(WINDOW_MARGIN, Math.min(left, innerWidth - WINDOW_MARGIN - width))}px`;
  const topAbove = Math.max(WINDOW_MARGIN, rect.top - GAP - Math.min(space, wantedHeight));
  style.top = `${isBelow ? rect.bottom + GAP : topAbove}px`;
}

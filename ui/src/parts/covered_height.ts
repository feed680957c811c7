// What lies over the end of a list. An element that does has the attribute `data-covers-list`.

/** How much of the view is covered at its end, in pixels. */
export function coveredHeight(view: Element): number {
  const { left, right, top, bottom } = view.getBoundingClientRect();
  const covers = [...document.querySelectorAll('[data-covers-list]')]
    .map((element) => element.getBoundingClientRect())
    .filter((each) => each.left < right && each.right > left && each.top < bottom && each.bottom > top);
  return covers.length === 0 ? 0 : Math.ceil(bottom - Math.min(...covers.map((each) => each.top)));
}

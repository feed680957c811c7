// What a test asks of the page: what it called, what is chosen, where the focus is.

export const calls = (page, name) =>
  page.evaluate((wanted) => window.rolecallFake.calls.filter(([called]) => called === wanted), name);

export const chosen = (page) => page.locator('[role=row][aria-selected=true]').innerText();

export const focused = (page) =>
  page.evaluate(() => document.activeElement?.getAttribute('role') ?? document.activeElement?.tagName);

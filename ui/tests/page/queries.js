// What the page tests ask of a page.

/** The calls of a command, with their parameters. */
export const calls = (page, command) =>
  page.evaluate((wanted) => window.rolecallFake.calls.filter(([name]) => name === wanted), command);

/** Changes what the host knows, by the source of a function of `snapshot`. */
export const change = (page, update) =>
  page.evaluate((source) => window.rolecallFake.change(new Function('snapshot', source)), update);

/** The text of the selected row. */
export const selectedRow = (page) => page.locator('[role=row][aria-selected=true]').innerText();

/** The role of the focused element, or its tag. */
export const focusedRole = (page) =>
  page.evaluate(() => document.activeElement?.getAttribute('role') ?? document.activeElement?.tagName);

/** Longer than a typed word takes for its next character, in milliseconds. */
export const WORD_TIMEOUT = 600;

/** Presses keys, each long enough before the next to be a command of its own. The page needs timers of its own. */
export async function pressAlone(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.clock.runFor(WORD_TIMEOUT);
  }
}

/** Waits until changes are rendered and painted; finite animations are at their end then. */
export const settled = (page) =>
  page.evaluate(async () => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    await nextFrame();
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }
    await nextFrame();
  });

/** Waits until the page has saved a view that contains the text. */
export const savedView = (page, text) =>
  page.waitForFunction(
    (part) => window.rolecallFake.calls.findLast(([name]) => name === 'saveView')?.[1].includes(part),
    text,
  );

/** Waits until the page has parsed the portal address as it is typed now. */
export const addressParsed = (page) =>
  page.waitForFunction(() => {
    const last = window.rolecallFake.calls.findLast(([name]) => name === 'parseStartUrl');
    return last?.[1] === document.querySelector('#portal-address').value.trim();
  });

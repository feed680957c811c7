// Chromium on the fake build, shared by the page tests.
import { chromium } from 'playwright-core';

import { findWithoutIsolates } from './isolates.js';
import { serve } from './server.js';

/** An instant in the afternoon, so that screenshots are the same every day. */
export const NOW = Date.parse('2026-11-23T14:42:30Z');

/** Starts a browser that other processes can use, too. */
export const launchBrowser = () =>
  chromium.launchServer({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });

/** Connects to the browser and the server of the test run; starts its own if there is none. */
async function connect() {
  const { PAGE_TEST_BROWSER: endpoint, PAGE_TEST_URL: url } = process.env;
  if (endpoint !== undefined && url !== undefined) {
    const browser = await chromium.connect(endpoint);
    return { browser, url, stop: () => browser.close() };
  }
  const [server, browserServer] = await Promise.all([serve(), launchBrowser()]);
  const browser = await chromium.connect(browserServer.wsEndpoint());
  const stop = async () => {
    await browser.close();
    await Promise.all([browserServer.close(), server.stop()]);
  };
  return { browser, url: server.url, stop };
}

/** Shows a scenario in a page that another test has used, as if it were loaded. */
async function showScenario(page, search, timers) {
  // Nothing is under the pointer, and no key is held down.
  await Promise.all(['Shift', 'Control', 'Alt', 'Meta'].map((key) => page.keyboard.up(key)));
  await page.mouse.move(-1, -1);
  if (timers === 'paused') await page.clock.resume();
  await page.evaluate((query) => window.openScenario(query), search);
}

export async function start() {
  const { browser, url, stop } = await connect();
  const newContext = async (options, timers) => {
    const context = await browser.newContext({ timezoneId: 'UTC', locale: 'en-GB', ...options });
    // As the window does.
    await context.addInitScript(() => Object.freeze(Object.prototype));
    if (timers !== null) await context.clock.install();
    return context;
  };
  // A page is used again for scenarios with the same options, and its context, too: it has the compiled scripts.
  const pools = new Map();
  const poolOf = (options, timers) => {
    const key = JSON.stringify([options, timers]);
    if (!pools.has(key)) pools.set(key, { context: newContext(options, timers), free: [] });
    return pools.get(key);
  };
  return {
    /**
     * Opens a scenario. Returns the page and the errors it has logged so far. With `timers` the test can let the page's
     * time pass (`page.clock`): they follow the real time if 'running', and only the test if 'paused'. A page that the
     * test changes for good, such as by an init script, must be `fresh`.
     */
    async open(
      state,
      {
        width = 1080,
        height = 720,
        appearance = 'light',
        query = {},
        timers = null,
        fresh = false,
        ...contextOptions
      } = {},
    ) {
      const search = `?${new URLSearchParams({ state, now: String(NOW), ...query })}`;
      const pool = fresh ? { context: newContext(contextOptions, timers), free: [] } : poolOf(contextOptions, timers);
      const context = await pool.context;
      const used = pool.free.pop();
      const page = used ?? (await context.newPage());
      findWithoutIsolates(page);
      const errors = [];
      const noteError = (error) => errors.push(`error: ${error.message}`);
      const noteMessage = (message) => {
        if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
      };
      page.on('pageerror', noteError);
      page.on('console', noteMessage);
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: appearance });
      if (used === undefined) await page.goto(`${url}/${search}`);
      else await showScenario(page, search, timers);
      await page.getByRole('contentinfo').waitFor();
      if (timers === 'paused') await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
      const close = async () => {
        page.off('pageerror', noteError);
        page.off('console', noteMessage);
        if (fresh) await context.close();
        else pool.free.push(page);
      };
      return { page, errors, close };
    },
    stop,
  };
}

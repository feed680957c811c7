// Chromium on the fake build, shared by the page tests.
import { chromium } from 'playwright-core';

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

export async function start() {
  const { browser, url, stop } = await connect();
  // Pages share a context, and with it the compiled scripts. What a page stores belongs to its tab.
  const contexts = new Map();
  const newContext = async (options) => {
    const context = await browser.newContext({ timezoneId: 'UTC', locale: 'en-GB', ...options });
    // As the window does.
    await context.addInitScript(() => Object.freeze(Object.prototype));
    return context;
  };
  const contextFor = (options) => {
    const key = JSON.stringify(options);
    if (!contexts.has(key)) contexts.set(key, newContext(options));
    return contexts.get(key);
  };
  return {
    /**
     * Opens a scenario. Returns the page and the errors it has logged so far. With `timers` the test can let the page's
     * time pass (`page.clock`): they follow the real time if 'running', and only the test if 'paused'.
     */
    async open(
      state,
      { width = 1080, height = 720, appearance = 'light', query = {}, timers = null, ...contextOptions } = {},
    ) {
      // A clock belongs to a context, so such a page does not share its context.
      const context = await (timers === null ? contextFor(contextOptions) : newContext(contextOptions));
      const page = await context.newPage();
      if (timers !== null) await page.clock.install();
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: appearance });
      const errors = [];
      page.on('pageerror', (error) => errors.push(`error: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
      });
      const parameters = new URLSearchParams({ state, now: String(NOW), ...query });
      await page.goto(`${url}/?${parameters}`);
      await page.getByRole('contentinfo').waitFor();
      if (timers === 'paused') await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
      return { page, errors, close: () => (timers === null ? page.close() : context.close()) };
    },
    stop,
  };
}

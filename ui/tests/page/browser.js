// Debian's Chromium on the fake build; what the page tests have in common.
import { chromium } from 'playwright-core';

import { serve } from './server.js';

/** A moment in the afternoon, so that pictures are the same every day. */
export const NOW = Date.parse('2026-11-23T14:42:30Z');

/** Starts the server and the browser. */
export async function start() {
  const server = await serve();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  return {
    /** Opens a state; answers the page and what went wrong in it so far. */
    async open(state, { width = 1080, height = 720, appearance = 'light', query = {}, ...context } = {}) {
      const ground = await browser.newContext({
        viewport: { width, height },
        colorScheme: appearance,
        timezoneId: 'UTC',
        locale: 'en-GB',
        ...context,
      });
      // As the window does.
      await ground.addInitScript(() => Object.freeze(Object.prototype));
      const page = await ground.newPage();
      const wrong = [];
      page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
      });
      const asked = new URLSearchParams({ state, now: String(NOW), ...query });
      await page.goto(`${server.url}/?${asked}`);
      await page.waitForSelector('.status');
      return { page, wrong, close: () => ground.close() };
    },
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}

// Runs the page tests with one browser and one server for all of them. Arguments are passed to the test runner.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { launchBrowser } from './browser.js';
import { serve } from './server.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const tests = readdirSync(folder).filter((name) => name.endsWith('.test.js'));
const [server, browser] = await Promise.all([serve(), launchBrowser()]);
const runner = spawn(
  process.execPath,
  [
    '--test',
    '--test-concurrency=2',
    '--test-reporter=dot',
    ...process.argv.slice(2),
    ...tests.map((name) => folder + name),
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, PAGE_TEST_BROWSER: browser.wsEndpoint(), PAGE_TEST_URL: server.url },
  },
);
const code = await new Promise((resolve) => runner.on('exit', resolve));
await Promise.all([browser.close(), server.stop()]);
process.exitCode = code ?? 1;

// The cases that the tray runs too: crates/rolecall/src/tray/time_left/tests.rs.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { times } from './times';

const here = dirname(fileURLToPath(import.meta.url));
const file = join(here, '../../../crates/rolecall/src/tray/time_left/cases.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as { seconds: number; words: string }[];

it('says the time left in the words of the tray', () => {
  for (const { seconds, words } of cases) expect(times.left(seconds * 1000)).toBe(words);
  expect(times.left(60_999)).toBe('1 min');
  expect(times.left(59_999)).toBe('under 1 min');
});

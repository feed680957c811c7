// WebKitGTK tells screen readers when elements come into a live region, and nothing of a text that changes within one.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

const root = dirname(fileURLToPath(import.meta.url));
const components = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.svelte'));

/** The start of a live region, what comes before it, and its text up to the first element or block in it. */
const LIVE_REGION =
  /(\{#key [^\n]*\})?\s*<[a-z]+\b[^<>]*(?:role="(?:status|alert)"|aria-live=|'alert' : 'status')[^<>]*>([^<]*)/g;

/** Their regions come with a text that stays. */
const CONSTANT = ['features/roles/RoleListEmptyState.svelte', 'features/history/HistoryEmptyState.svelte'];

it('each new text of a live region is a new element', () => {
  const found: string[] = [];
  for (const file of components) {
    const source = readFileSync(join(root, file), 'utf8');
    const regions = [...source.matchAll(LIVE_REGION)];
    for (const [, key, text] of regions) {
      if (key === undefined && /^\s*\{(?![#@/:])/.test(text ?? '')) found.push(`${file}: ${text?.trim() ?? ''}`);
    }
    const isRenewed = /<LiveText\s|\{#key |\{#each .* \(.*\)\}/.test(source);
    if (regions.length > 0 && !isRenewed && !CONSTANT.includes(file)) found.push(file);
  }
  expect(found).toEqual([]);
});

it('finds the live regions', () => {
  const files = components.filter((file) => readFileSync(join(root, file), 'utf8').search(LIVE_REGION) !== -1);
  expect(files).toContain('features/status/StatusBar.svelte');
  expect(files).toContain('parts/NoticeBanner.svelte');
});

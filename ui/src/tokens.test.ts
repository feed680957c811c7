// WCAG 2.2, 1.4.11: what is needed to recognize a control has a contrast of at least 3:1 to what is around it.
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

const css = readFileSync('src/tokens.css', 'utf8');
const [base = '', more = ''] = css.split('@media (prefers-contrast: more)');

/** The colour of a token, light or dark. */
function colour(name: string, at: 0 | 1, highContrast: boolean): string {
  const pattern = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`);
  const found = (highContrast ? pattern.exec(more) : null) ?? pattern.exec(base);
  if (found === null) throw new Error(`no colour --${name}`);
  return found[1 + at] ?? '';
}

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** What is needed to recognize a control, and the backgrounds it stands on. */
const rows = ['background', 'selected-background', 'hover-background'];
const pairs: [string, string[]][] = [
  ['faint', rows],
  ['star', rows],
  ['field-border', ['background', 'sunken-background', 'raised-background']],
  ['accent', ['background', 'selected-background', 'sidebar-background']],
  ['text-tertiary', ['background', 'sunken-background']],
  ['production', ['background']],
  ['staging', ['background', 'sidebar-background']],
  ['development', ['background', 'sidebar-background']],
];

describe.each(['light', 'dark'] as const)('controls can be recognized, %s', (appearance) => {
  const at = appearance === 'light' ? 0 : 1;
  const cases = pairs.flatMap(([name, backgrounds]) => backgrounds.map((background) => [name, background] as const));

  it.each(cases)('%s on %s', (name, background) => {
    for (const highContrast of [false, true]) {
      const [foreground, behind] = [colour(name, at, highContrast), colour(background, at, highContrast)];
      expect(contrast(foreground, behind)).toBeGreaterThanOrEqual(3);
    }
  });
});

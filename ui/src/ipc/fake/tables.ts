// What the fake host responds to a pasted address and to patterns. What it offers is generated from the program's tables.
import type { Account, ParsedStartUrl, ProductionPreview } from '../types';

/** Parses a pasted address, as far as the screenshots need it. */
export function parseStartUrl(text: string): ParsedStartUrl {
  const match = /^(?:https:\/\/)?([a-z0-9-]+)\.awsapps\.com(?:\/|$)/.exec(text.trim());
  const regional = /^(?:https:\/\/)?([a-z0-9-]+)\.portal\.([a-z0-9-]+)\.app\.aws(?:\/|$)/.exec(text.trim());
  const name = match?.[1] ?? regional?.[1];
  if (name === undefined) {
    return {
      startUrl: null,
      region: null,
      mayLeadToRegion: false,
      suggestedName: null,
      hint: 'This is not the address of an access portal.',
    };
  }
  return {
    startUrl: regional === null ? `https://${name}.awsapps.com/start` : `https://${name}.portal.${regional[2]}.app.aws`,
    region: regional?.[2] ?? null,
    mayLeadToRegion: false,
    suggestedName: name,
    hint: null,
  };
}

/** What patterns match; knows those without wildcards, and those with one at each end. */
export function productionPreview(accounts: Account[], patterns: string[]): ProductionPreview {
  const fits = (pattern: string, name: string) => {
    const part = pattern.replace(/^word:|^\*|\*$/g, '');
    return pattern.startsWith('word:') ? name.split(/\W/).includes(part) : name.includes(part);
  };
  return {
    production: accounts.filter(({ name }) => patterns.some((pattern) => fits(pattern, name))).length,
    patterns: patterns.map((pattern) => {
      const hits = accounts.filter(({ name }) => fits(pattern, name));
      return { pattern, accounts: hits.length, names: hits.slice(0, 3).map(({ name }) => name) };
    }),
  };
}

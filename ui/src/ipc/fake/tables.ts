// What the fake host responds to a pasted address and to patterns. What it offers is generated from the program's tables.
import type { Account, ParsedStartUrl, ProductionPreview } from '../types';

const FOREIGN =
  'This address does not belong to AWS. It will be asked which access portal it leads to: continue only if your organization gave it to you.';

/** Parses a pasted address, as far as the page tests need it. */
export function parseStartUrl(text: string, region: string): ParsedStartUrl {
  const host = text
    .trim()
    .replace(/^https:\/\//, '')
    .replace(/\/.*$/, '');
  const isBare = host !== '' && !host.includes('.') && text.trim() === host;
  const nothing = { region: null, mayLeadToRegion: false, isAccountAccess: false, isCompleted: false, hint: null };
  if (isBare && host.startsWith('ssoins-')) {
    const startUrl =
      region === '' ? `https://identitycenter.amazonaws.com/${host}` : `https://${host}.portal.${region}.app.aws`;
    const hint = region === '' ? 'Choose the region: it is part of this portal’s address.' : null;
    return { ...nothing, startUrl, isCompleted: true, suggestedName: host, hint };
  }
  if (isBare) {
    return { ...nothing, startUrl: `https://${host}.awsapps.com/start`, isCompleted: true, suggestedName: host };
  }
  const [name = ''] = host.split('.');
  if (host.endsWith('.awsapps.com')) return { ...nothing, startUrl: `https://${host}/start`, suggestedName: name };
  const regional = /\.portal\.([a-z0-9-]+)\.app\.aws$/.exec(host);
  if (regional !== null) {
    return { ...nothing, startUrl: `https://${host}`, region: regional[1] ?? null, suggestedName: name };
  }
  const tenant = /^aa-[a-z0-9-]+\.account-access\.([a-z0-9-]+)\.app\.aws$/.exec(host);
  if (tenant !== null) {
    const region = tenant[1] ?? null;
    return { ...nothing, startUrl: `https://${host}`, region, isAccountAccess: true, suggestedName: name };
  }
  if (/^[a-z0-9-]+\.[a-z.]+$/.test(host) && !host.includes('aws')) {
    return { ...nothing, startUrl: `https://${host}`, mayLeadToRegion: true, suggestedName: name, hint: FOREIGN };
  }
  const hint = 'This is not the address of an access portal.';
  return { ...nothing, startUrl: null, suggestedName: null, hint };
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

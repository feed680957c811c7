// The fixed data of the fake host: pasted addresses, console destinations, export formats.
import type { Account, Destination, ExportFormat, ParsedStartUrl, ProductionPreview } from '../types';

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

export const destinations: Destination[] = [
  { service: 'home', label: 'Console home', global: false },
  { service: 'ec2', label: 'EC2', global: false },
  { service: 's3', label: 'S3', global: true },
  { service: 'iam', label: 'IAM', global: true },
  { service: 'lambda', label: 'Lambda', global: false },
  { service: 'cloudwatch', label: 'CloudWatch', global: false },
  { service: 'cloudformation', label: 'CloudFormation', global: false },
  { service: 'rds', label: 'RDS', global: false },
  { service: 'dynamodb', label: 'DynamoDB', global: false },
  { service: 'ecs', label: 'Elastic Container Service', global: false },
  { service: 'eks', label: 'Elastic Kubernetes Service', global: false },
  { service: 'route53', label: 'Route 53', global: true },
  { service: 'billing', label: 'Billing and Cost Management', global: true },
];

const shells = ['bash, zsh', 'fish', 'PowerShell'];
const formats = ['bash, zsh', 'fish', 'PowerShell', 'cmd', 'nushell', '.env', 'JSON', 'credential_process JSON'];
export const exports: ExportFormat[] = [
  ...shells.map((shell) => ({ format: `command:${shell}`, label: `Command for ${shell}`, secret: false })),
  { format: 'command:profile', label: 'credential_process for ~/.aws/config', secret: false },
  ...formats.map((format) => ({ format, label: `Credentials for ${format}`, secret: true })),
];

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

// One role: its details, what can be copied, where its console opens.
import { name } from './names';

export const details = {
  label: 'Details',
  hide: 'Hide details',
  noSelection: 'Select a role to see its details.',
  open: 'Open console',
  chooseDestination: 'Choose destination…',
  copy: 'Copy…',
  start: 'Start',
  starting: 'Starting…',
  stop: 'Stop',
  favourite: 'Favourite',
  roleSession: 'Role session',
  notActive: 'Not active. Start it, open the console or copy credentials to activate this role.',
  account: 'Account',
  accountId: 'Account ID',
  email: 'Email',
  portal: 'Portal',
  portalAddress: 'Portal address',
  region: 'Region',
  role: 'Role',
  arn: 'Role ARN',
  endpoint: 'Endpoint',
  target: 'Target',
  copied: 'Copied',
  copyFact: (fact: string, copied: string) => `Copy ${fact}: ${name(copied)}`,
};

export const copy = {
  label: (role: string) => `Copy for ${name(role)}`,
  withoutSecrets: 'Without secrets',
  withCredentials: 'With credentials',
  clearedAfter: (seconds: number) => `cleared from the clipboard after ${seconds} s`,
  toast: (what: string) => `Copied ${what}`,
  clipboard: (what: string, seconds: number) => `Clipboard: ${what}, cleared in ${seconds} s`,
  clearsIn: (seconds: number) => `${seconds} s`,
  clearNow: 'Clear now',
  cleared: 'Cleared the clipboard',
};

export const destination = {
  title: 'Choose a destination',
  service: 'Service',
  searchServices: 'Search services',
  searchPlaceholder: 'Service, region or both, such as lambda tokyo',
  region: 'Region',
  defaultRegion: (region: string | null) => (region === null ? 'Portal region' : `Default (${name(region)})`),
  global: 'global',
  recent: 'recent',
  opens: (service: string, isGlobal: boolean, region: string | null) =>
    isGlobal
      ? `${name(service)} has no region`
      : region === null
        ? name(service)
        : `${name(service)} in ${name(region)}`,
  noMatch: (query: string) => `No services match “${name(query)}”.`,
  open: 'Open console',
};

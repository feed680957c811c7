// One role: its details, what can be copied, where its console opens.
export const details = {
  label: 'Details',
  hide: 'Hide details',
  nothing: 'Choose a role to see it here.',
  open: 'Open console',
  destination: 'Choose destination…',
  where: 'Destination…',
  copy: 'Copy…',
  start: 'Start',
  starting: 'Starting…',
  stop: 'Stop',
  favourite: 'Favourite',
  roleSession: 'Role session',
  notActive: 'Not active. Opening the console, copying or Start gets credentials for this role.',
  account: 'Account',
  accountId: 'Account id',
  email: 'E-mail',
  portal: 'Portal',
  region: 'Region',
  endpoint: 'Endpoint',
  alias: 'Alias',
  target: 'Target',
};

export const copy = {
  label: (role: string) => `Copy for ${role}`,
  plain: 'Without secrets',
  secret: 'With credentials',
  clearsAfter: (seconds: number) => `leaves the clipboard after ${seconds} s`,
  toast: (what: string) => `Copied ${what}`,
  clearsIn: (seconds: number) => `· clears in ${seconds} s`,
};

export const destination = {
  title: 'Where in the console?',
  service: 'Service',
  serviceSearch: 'Search services',
  region: 'Region',
  regionDefault: (region: string | null) => (region === null ? 'The portal’s region' : `Default (${region})`),
  global: 'all regions',
  none: (query: string) => `No service matches “${query}”.`,
  home: 'Console home',
  open: 'Open console',
  cancel: 'Cancel',
};

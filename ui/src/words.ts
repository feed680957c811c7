// Every sentence of the page, ready for translation. Names from AWS are put in as they are; they are shown as text.
import type { EnvironmentView, ProblemView } from './ipc/bindings';
import type { Room } from './state/lines';

// A bare C locale groups no digits; the sentences are English, so the numbers then are, too.
const locale = /posix/i.test(new Intl.NumberFormat().resolvedOptions().locale) ? 'en-GB' : undefined;
const number = new Intl.NumberFormat(locale);
const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const counted = (count: number, one: string, many: string) => `${number.format(count)} ${count === 1 ? one : many}`;

/** Times in words. All take milliseconds. */
export const times = {
  /** `18:04` */
  at: (instant: number) => time.format(instant),
  /** `23 Nov 2026, 18:04:11`, for the hover. */
  exact: (instant: number) => dateTime.format(instant),
  /** `42 min`, `1 h 5 min`, `under 1 min` */
  left: (span: number) => {
    if (span <= 0) return 'ended';
    if (span < MINUTE) return 'under 1 min';
    const hours = Math.floor(span / HOUR);
    const minutes = Math.floor((span % HOUR) / MINUTE);
    if (hours === 0) return `${minutes} min`;
    return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  },
  /** `9:41` */
  countdown: (span: number) => {
    const seconds = Math.max(0, Math.floor(span / 1000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  },
  /** `just now`, `2 min ago`, `3 h ago`, `4 days ago` */
  ago: (span: number) => {
    if (span < MINUTE) return 'just now';
    if (span < HOUR) return `${Math.floor(span / MINUTE)} min ago`;
    if (span < 24 * HOUR) return `${Math.floor(span / HOUR)} h ago`;
    return `${counted(Math.floor(span / (24 * HOUR)), 'day', 'days')} ago`;
  },
};

const rooms: Record<Room, string> = { all: 'All roles', active: 'Active', favourites: 'Favourites', recent: 'Recent' };

const environments: Record<EnvironmentView, { tag: string; name: string }> = {
  production: { tag: 'PROD', name: 'Production' },
  staging: { tag: 'STAGE', name: 'Staging' },
  development: { tag: 'DEV', name: 'Development' },
};

const noAnswer: ProblemView = {
  code: 'noAnswer',
  summary: 'Rolecall did not answer.',
  advice: 'Try again. If it happens again, quit Rolecall and open it anew.',
  recovery: { action: 'retry' },
  reference: 'page/no-answer',
};

export const words = {
  product: 'Rolecall',
  count: (count: number) => number.format(count),
  rooms,
  environments,
  role: (account: string, role: string) => `${account} / ${role}`,

  rail: {
    label: 'Rooms',
    portals: 'Portals',
    add: 'Add a portal',
    settings: 'Settings',
  },

  portal: {
    signedIn: 'signed in',
    until: (instant: number) => `until ${times.at(instant)}`,
    signedInUntil: (instant: number) => `signed in until ${times.at(instant)}`,
    signingIn: 'signing in…',
    unknown: 'asking the keychain',
    signedOut: 'signed out',
    expired: 'sign-in ended',
    unreachable: 'unreachable',
    menu: (name: string, state: string) => `${name}, ${state}`,
    signIn: 'Sign in',
    signInTo: (name: string) => `Sign in to ${name}`,
    signInWithCode: 'Sign in with a code',
    signOut: 'Sign out',
    refresh: 'Refresh',
    cancelRefresh: 'Stop refreshing',
    remove: 'Remove…',
    endpoint: (url: string) => `Own endpoint: ${url}`,
    removeTitle: (name: string) => `Remove ${name}?`,
    removeText:
      'Rolecall signs out there, erases its credentials from your keychain and forgets its accounts. Nothing changes at AWS.',
    removeDo: 'Remove portal',
  },

  demo: {
    mark: 'Demo',
    text: 'This is a demo organization on your own machine. Nothing in it is real.',
    leave: 'Leave the demo',
  },

  search: {
    label: 'Search accounts and roles',
    clear: 'Clear the search',
    refresh: 'Refresh',
    refreshing: 'Stop',
    stopLabel: 'Stop refreshing',
  },

  filters: {
    label: 'Show',
    all: 'All',
    portals: 'All portals',
    portal: (name: string) => `Portal: ${name}`,
    choosePortal: 'Choose a portal',
  },

  list: {
    label: 'Roles',
    favourite: 'Favourite',
    addFavourite: 'Add to favourites',
    removeFavourite: 'Remove from favourites',
    added: 'New',
    addedHint: 'New since the refresh before',
    copy: 'Copy…',
    open: 'Open console',
    rolesLoading: 'Roles are being listed…',
    rolesWaiting: 'Roles are not listed yet',
    noRoles: 'No role for you here',
    retry: 'Try again',
    left: (text: string) => `Role session, ${text} left`,
    ended: 'Role session ended',
    endedShort: 'ended',
    starting: 'starting…',
    stopAll: 'Stop all',
    found: (shown: number, all: number) =>
      `${number.format(shown)} of ${counted(all, 'role', 'roles')} · ↵ opens the console, Shift ↵ chooses where`,
  },

  empty: {
    loading: 'Listing your accounts…',
    loadingText: 'The first ones appear in a moment.',
    nothing: 'No account is assigned to you',
    nothingText: (portal: string) =>
      `AWS answered that you may assume no role through ${portal}. Ask whoever administers your organization, then refresh.`,
    signedOut: (portal: string) => `You are signed out of ${portal}`,
    signedOutText: 'Sign in to list the accounts and roles you may assume.',
    expired: (portal: string) => `Your sign-in at ${portal} has ended`,
    expiredText: 'Sign in again to go on.',
    noMatch: (query: string) => `Nothing matches “${query}”`,
    noMatchText: (place: string) => `Searched in ${place}: account names, account ids, roles and aliases.`,
    placeAll: (count: number) => `all ${counted(count, 'role', 'roles')}`,
    placeFilter: (room: string, filters: string[]) => [room, ...filters].join(' · '),
    searchAll: 'Search all roles',
    clearSearch: 'Clear the search',
    noFilter: 'No role fits these filters',
    noFilterText: 'Choose All to see every role again.',
    showAll: 'Show all',
    active: 'No role session is active',
    activeText: 'Choose a role and press Space to start one, or Enter to open the console.',
    favourites: 'No favourites yet',
    favouritesText: 'Press F on a role, or click its star, to keep it here.',
    recent: 'Nothing used yet',
    recentText: 'Roles you open or copy appear here, the last one first.',
    allRoles: 'Go to All roles',
  },

  details: {
    label: 'Details',
    hide: 'Hide details',
    nothing: 'Choose a role to see it here.',
    open: 'Open console',
    destination: 'Choose destination…',
    copy: 'Copy…',
    start: 'Start',
    starting: 'Starting…',
    stop: 'Stop',
    favourite: 'Favourite',
    roleSession: 'Role session',
    notActive: 'Not active. Opening the console, copying or Start gets credentials for this role.',
    expiresAt: (instant: number) => `Expires at ${times.at(instant)}`,
    expiredAt: (instant: number) => `Expired at ${times.at(instant)}. Start it again to go on.`,
    timeline: (from: number, to: number) => `Role session from ${times.at(from)} to ${times.at(to)}`,
    account: 'Account',
    accountId: 'Account id',
    email: 'E-mail',
    portal: 'Portal',
    region: 'Region',
    endpoint: 'Endpoint',
    alias: 'Alias',
    target: 'Target',
  },

  copy: {
    label: (role: string) => `Copy for ${role}`,
    plain: 'Without secrets',
    secret: 'With credentials',
    clearsAfter: (seconds: number) => `leaves the clipboard after ${seconds} s`,
    toast: (what: string) => `Copied ${what}`,
    clearsIn: (seconds: number) => `· clears in ${seconds} s`,
  },

  destination: {
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
  },

  connect: {
    title: 'Connect your AWS access portal',
    titleMore: 'Add another portal',
    lead: 'Paste its address. Your organization calls it the start page or SSO link.',
    address: 'Portal address',
    addressHint: 'https://your-organization.awsapps.com/start',
    region: 'Region',
    regionFound: 'found by itself',
    regionHint: 'Choose a region',
    regionHelp: 'Where your IAM Identity Center is; its administrator knows.',
    regionUse: (text: string) => `Use ${text}`,
    regionNone: 'No such region',
    change: 'change',
    name: 'Name',
    nameHint: 'acme',
    nameTaken: (name: string) => `There is already a portal called ${name}.`,
    advanced: 'Advanced',
    endpoint: 'Endpoint URL',
    endpointHint: 'http://127.0.0.1:4566',
    endpointHelp: 'For an emulator on this computer. Leave it empty for AWS.',
    submit: 'Sign in with your browser',
    submitCode: 'Sign in with a code instead',
    noAws: 'No AWS at hand?',
    demo: 'Try a demo organization',
    demoStarting: 'Starting the demo…',
    cancel: 'Cancel',
    status: 'No portal yet',
    missing: {
      address: 'Paste the address of your portal.',
      region: 'Choose a region.',
      name: 'Give the portal a name.',
    },
  },

  signIn: {
    title: (portal: string) => `Signing in to ${portal}`,
    opened: 'Rolecall opened your browser. Finish signing in there and come back.',
    notOpened: 'Rolecall could not open a browser. Copy the link and open it yourself.',
    starting: 'Asking AWS for a sign-in page…',
    codeLead: 'Open the link and check that it shows this code:',
    code: 'Code',
    link: 'Link',
    warning: 'Only continue if you started this yourself. Whoever sent you a code gets your access if you confirm it.',
    left: (text: string) => `${text} left`,
    again: 'Open again',
    openPage: 'Open the page',
    copyLink: 'Copy link',
    withCode: 'Use a code instead',
    cancel: 'Cancel',
    done: (portal: string) => `Signed in to ${portal}`,
  },

  notice: {
    expired: (portal: string) => `Your sign-in at ${portal} has ended.`,
    expiredAdvice: 'What is listed stays usable; sign in to start role sessions.',
    signedOut: (portal: string) => `You are signed out of ${portal}.`,
    signedOutAdvice: 'Sign in to refresh its roles and to use them.',
    reference: (text: string) => `Reference: ${text}`,
    dismiss: 'Dismiss',
    more: (count: number) => `${counted(count, 'more message', 'more messages')}`,
    cached: (age: string) => `Showing what was listed ${age}.`,
  },

  recovery: {
    signIn: 'Sign in',
    signInWithCode: 'Sign in with a code',
    retry: 'Try again',
    unlockKeychain: 'Unlock keychain',
  },

  status: {
    label: 'Status',
    accounts: (count: number) => counted(count, 'account', 'accounts'),
    roles: (count: number) => counted(count, 'role', 'roles'),
    updated: (ago: string) => `updated ${ago}`,
    change: (added: number, removed: number) =>
      [added > 0 ? `${number.format(added)} new` : '', removed > 0 ? `${number.format(removed)} gone` : '']
        .filter((part) => part !== '')
        .join(', '),
    progress: (done: number, total: number | null) => {
      if (total !== null) return `${number.format(done)} of ${counted(total, 'account', 'accounts')}`;
      return done === 0 ? 'listing accounts…' : `${counted(done, 'account', 'accounts')} so far`;
    },
    throttled: 'slower, because AWS asks to',
    offline: 'AWS unreachable',
    endpoint: (portal: string, url: string) => `${portal} uses ${url}`,
    hints: { console: 'console', start: 'start', copy: 'copy', keys: 'keys' },
  },

  settings: {
    title: 'Settings',
    back: 'Back to the list',
    appearance: 'Appearance',
    appearances: { system: 'System', light: 'Light', dark: 'Dark' },
    region: 'Console region',
    regionHelp: 'Where a console opens unless you choose a destination.',
    regionDefault: 'The portal’s region',
    clipboard: 'Clear copied credentials after',
    clipboardUnit: 'seconds',
    clipboardHelp: 'If they are still in the clipboard. Between 5 and 300.',
    production: 'Production accounts',
    productionHelp:
      'One pattern a line, such as *-prod or 111122223333. Matching accounts carry a strong colour everywhere.',
    portals: 'Portals',
    noPortals: 'No portal yet.',
    add: 'Add a portal',
    remove: 'Remove…',
    removeLabel: (name: string) => `Remove ${name}`,
    version: (version: string) => `Rolecall ${version}`,
  },

  keys: {
    title: 'Keys',
    close: 'Close',
    groups: { move: 'Find and move', role: 'With the selected role', window: 'Window' },
    commands: {
      search: 'Search',
      move: 'Move',
      page: 'A page up or down',
      ends: 'First and last',
      letters: 'Jump by first letters',
      openConsole: 'Open console',
      chooseDestination: 'Choose destination',
      startStop: 'Start or stop',
      copy: 'Copy…',
      favourite: 'Favourite',
      details: 'Show or hide details',
      refresh: 'Refresh',
      settings: 'Settings',
      keys: 'This sheet',
      back: 'Back, or clear the search',
    },
  },

  toast: {
    opening: (role: string) => `Opening the console as ${role}`,
    started: (role: string) => `Started ${role}`,
    stopped: (role: string) => `Stopped ${role}`,
    stoppedAll: 'Stopped all role sessions',
    link: 'the sign-in link',
  },

  problem: { noAnswer },
};

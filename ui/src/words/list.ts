// The search, the list of roles and its empty states.
import { name, names, withoutIsolates } from './names';
import { count, counted } from './times';

export const search = {
  label: 'Search accounts and roles',
  clear: 'Clear search',
  refresh: 'Refresh',
  cancel: 'Cancel',
  cancelLabel: 'Cancel refresh',
  /** A filter in the search field. */
  removeScope: (filter: string) => `Remove the filter ${name(filter)}`,
};

export const accountFilters = {
  label: 'Show',
  all: 'All',
  allPortals: 'All portals',
  portal: (portal: string) => `Portal: ${name(portal)}`,
  choosePortal: 'Choose a portal',
};

export const list = {
  favourite: 'Favourite',
  addFavourite: 'Add to favourites',
  removeFavourite: 'Remove from favourites',
  added: 'New',
  addedHint: 'New since the previous refresh',
  copy: 'Copy…',
  open: 'Open console',
  rolesLoading: 'Loading roles…',
  rolesNotLoaded: 'Roles not loaded yet',
  noRoles: 'No roles assigned to you',
  retry: 'Try again',
  starting: 'starting…',
  stop: 'Stop',
  note: (text: string) => `Note: ${name(text)}`,
  /** For screen readers: what a row is called. Its parts stand for themselves, so they need no isolates. */
  rowName: (parts: readonly string[]) => parts.map((part) => withoutIsolates(name(part))).join(', '),
  /** The parts of such a name. */
  rowParts: {
    environment: (environment: string) => environment.toLocaleLowerCase('en'),
    alias: (alias: string) => `alias ${name(alias)}`,
    favourite: 'favourite',
    default: 'default',
    added: 'new',
    starting: 'starting',
    unusable: 'cannot be used',
  },
  found: (shown: number, all: number) => `${count(shown)} of ${counted(all, 'role', 'roles')}`,
  /** How many more there are without the filters, whose names are given. */
  outside: (more: number, filters: readonly string[]) =>
    `${count(more)} more outside ${filters.length === 1 ? names(filters) : 'these filters'}`,
  /** What keys do with the best match while its search is typed. */
  keys: {
    openConsole: 'console',
    makeDefault: 'default',
    favourite: 'favourite',
    copy: 'copy',
    start: 'start',
    stop: 'stop',
  },
};

export const empty = {
  loading: 'Loading your accounts…',
  noAccounts: 'No accounts assigned to you',
  noAccountsText: (portal: string) =>
    `AWS returned no accounts for you in ${name(portal)}. Ask your organization's administrator for access, then refresh.`,
  signedOut: (portal: string) => `You are signed out of ${name(portal)}`,
  signedOutText: 'Sign in to list the accounts and roles assigned to you.',
  expired: (portal: string) => `Your sign-in to ${name(portal)} has expired`,
  expiredText: 'Sign in again to continue.',
  noMatch: (query: string) => `No results for “${name(query)}”`,
  noMatchText: (scope: string) => `Searched account names, account IDs, tags, roles and aliases in ${scope}.`,
  scopeAll: (roles: number) => `all ${counted(roles, 'role', 'roles')}`,
  scopeFiltered: (listFilter: string, accountFilters: string[]) =>
    [listFilter, ...accountFilters.map(name)].join(' · '),
  searchAll: 'Search all roles',
  namesRole: 'No portal lists this role. Define it to assume it with one of yours.',
  clearSearch: 'Clear search',
  noFilterMatch: 'No roles match these filters',
  noFilterMatchText: 'Clear the filters to see every role.',
  showAll: 'Show all',
  active: 'No active role sessions',
  activeText: 'Select a role and press Space to start one, or Enter to open the console.',
  favourites: 'No favourites yet',
  favouritesText: 'Press F on a role, or click its star, to add it here.',
  recent: 'No recent roles',
  recentText: 'Roles that you open or copy appear here, the most frequent and most recent first.',
  allRoles: 'Go to All roles',
};

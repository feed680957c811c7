// The search, the list and why it is empty.
import { count, counted } from './times';

export const search = {
  label: 'Search accounts and roles',
  clear: 'Clear the search',
  refresh: 'Refresh',
  refreshing: 'Stop',
  stopLabel: 'Stop refreshing',
};

export const filters = {
  label: 'Show',
  all: 'All',
  portals: 'All portals',
  portal: (name: string) => `Portal: ${name}`,
  choosePortal: 'Choose a portal',
};

export const list = {
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
  starting: 'starting…',
  stop: 'Stop',
  more: 'All actions',
  note: (text: string) => `Note: ${text}`,
  found: (shown: number, all: number) =>
    `${count(shown)} of ${counted(all, 'role', 'roles')} · ↵ opens the console, Shift ↵ chooses where`,
};

export const empty = {
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
  noMatchText: (place: string) => `Searched in ${place}: account names, account ids, tags, roles and aliases.`,
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
  recentText: 'Roles you open or copy appear here, those you use most and last first.',
  allRoles: 'Go to All roles',
};

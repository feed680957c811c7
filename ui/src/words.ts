// Every sentence of the page, ready for translation. Names are isolated (words/names.ts) and shown as text. The sentences
// of each part of the page are in its file in words/.
import type { Environment, Problem } from './ipc/types';
import { account, copyFacts } from './words/account';
import { connect, signIn } from './words/connect';
import { endings } from './words/endings';
import { history } from './words/history';
import { aliasMove, labels } from './words/labels';
import { accountFilters, empty, list, search } from './words/list';
import { copy, destination, details } from './words/role';
import { definition, otherSources } from './words/role_definition';
import { roleForm } from './words/role_form';
import { defaultRole, multiSelect, productionGuard, roleSession } from './words/role_session';
import { mfa } from './words/mfa';
import { settings } from './words/settings';
import { name, withoutIsolates } from './words/names';
import { compactCount, count, times } from './words/times';
import {
  accessChanges,
  demo,
  dialog,
  keyboardShortcuts,
  notice,
  portal,
  quit,
  recovery,
  sidebar,
  status,
  toast,
} from './words/window';

export { times, withoutIsolates };

const listFilters = {
  all: 'All roles',
  active: 'Active',
  favourites: 'Favourites',
  recent: 'Recent',
};

const environments: Record<Environment, { tag: string; name: string }> = {
  production: { tag: 'PROD', name: 'Production' },
  staging: { tag: 'STAGE', name: 'Staging' },
  development: { tag: 'DEV', name: 'Development' },
};

const noResponse: Problem = {
  code: 'noResponse',
  summary: 'Rolecall did not respond.',
  advice: 'Try again. If the problem persists, quit Rolecall and open it again.',
  recovery: { action: 'retry' },
  reference: 'page/no-response',
};

export const words = {
  accessChanges,
  product: 'Rolecall',
  count,
  compactCount,
  listFilters,
  environments,
  role: (account: string, role: string) => `${name(account)} / ${name(role)}`,
  sidebar,
  quit,
  portal,
  demo,
  dialog,
  search,
  accountFilters,
  list,
  empty,
  details,
  definition,
  otherSources,
  roleForm,
  mfa,
  roleSession,
  endings,
  defaultRole,
  productionGuard,
  multiSelect,
  aliasMove,
  labels,
  account,
  copy,
  copyFacts,
  destination,
  connect,
  signIn,
  notice,
  recovery,
  status,
  history,
  settings,
  keyboardShortcuts,
  toast,
  problem: { noResponse },
};

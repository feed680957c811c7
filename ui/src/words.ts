// Every sentence of the page, ready for translation. Names from AWS are put in as they are; they are shown as text.
// The sentences of each part of the page stand in its file under words/.
import type { EnvironmentView, ProblemView } from './ipc/bindings';
import type { Room } from './state/lines';
import { connect, signIn } from './words/connect';
import { history } from './words/history';
import { labels } from './words/labels';
import { empty, filters, list, search } from './words/list';
import { copy, destination, details } from './words/role';
import { chosen, guard, roleSession, standard } from './words/role_session';
import { settings } from './words/settings';
import { count, times } from './words/times';
import { demo, keys, notice, portal, quit, rail, recovery, status, toast } from './words/window';

export { times };

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
  count,
  rooms,
  environments,
  role: (account: string, role: string) => `${account} / ${role}`,
  rail,
  quit,
  portal,
  demo,
  search,
  filters,
  list,
  empty,
  details,
  roleSession,
  standard,
  guard,
  chosen,
  labels,
  copy,
  destination,
  connect,
  signIn,
  notice,
  recovery,
  status,
  history,
  settings,
  keys,
  toast,
  problem: { noAnswer },
};

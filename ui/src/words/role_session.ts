// How a role session fares, what is done with it, and what `@default` means.
import { count, counted, times } from './times';

export const roleSession = {
  left: (text: string, more: string) =>
    more === '' ? `Role session, ${text} left` : `Role session, ${text} left, ${more}`,
  without: (more: string) => `Role session, ${more}`,
  short: { ended: 'ended', waiting: 'waiting', retrying: 'retrying', renewing: 'renewing' },
  marks: {
    renews: 'renews by itself',
    renewing: 'getting new credentials',
    limit: 'ends at its limit',
    retrying: 'new credentials were not given yet',
    waiting: 'waits for you to sign in',
    refused: 'AWS gives no new credentials',
    none: 'is not renewed',
    ended: 'ended',
  },
  active: {
    renews: 'renews by itself',
    renewsUntil: (instant: number) => `renews until ${times.at(instant)}`,
    renewing: 'renewing…',
    limit: (instant: number) => `limit at ${times.at(instant)}`,
    retrying: (instant: number) => `next try at ${times.at(instant)}`,
    waiting: 'waits for sign-in',
    refused: 'refused by AWS',
    off: 'not renewed',
    onDemand: 'asked by a program',
    ended: 'ended',
  },
  says: {
    renews: 'Renews by itself until you stop it.',
    renewsUntil: (instant: number) => `Renews by itself until its limit at ${times.at(instant)}.`,
    limit: (instant: number) => `Ends at ${times.at(instant)}, its limit.`,
    off: (instant: number) => `Ends at ${times.at(instant)}. It is not renewed.`,
    onDemand: (instant: number) => `A program asked for it. Ends at ${times.at(instant)} unless one asks again.`,
    renewing: 'Getting new credentials…',
    retrying: (why: string, instant: number) => `${why} Next try at ${times.at(instant)}.`,
    waiting: (portal: string) => `Goes on as soon as you sign in to ${portal}.`,
    refused: (why: string, instant: number) => `${why} It ends at ${times.at(instant)}.`,
    ended: (instant: number) => `Ended at ${times.at(instant)}. Start it again to go on.`,
  },
  exact: (instant: number) => `Credentials until ${times.exact(instant)}`,
  timeline: {
    label: (from: number, to: number, renewals: number) =>
      `Role session from ${times.at(from)} to ${times.at(to)}, ${renewals === 0 ? 'not renewed yet' : `renewed ${counted(renewals, 'time', 'times')}`}`,
    bar: (from: number, to: number, first: boolean) =>
      `${first ? 'Issued' : 'Renewed'} at ${times.at(from)}, until ${times.at(to)}`,
    limit: (instant: number) => `Limit at ${times.at(instant)}`,
  },
  renewNow: 'Renew now',
  keepRenewing: 'Keep renewing',
  waitingHead: (waiting: number, portal: string) =>
    `${counted(waiting, 'role session waits', 'role sessions wait')} for you to sign in to ${portal}`,
  aliveHead: 'Alive',
  stopAll: 'Stop all',
  stopAllTitle: (running: number) => `Stop ${counted(running, 'role session', 'role sessions')}?`,
  stopAllText: 'Their credentials are erased at once. Programs that hold a copy keep it until it expires.',
  stopAllDo: (running: number) => `Stop ${count(running)}`,
};

export const standard = {
  mark: 'default',
  markHint: '@default: what programs get that name no role',
  make: 'Make default',
  isDefault: 'Default',
  clear: 'Clear default…',
  label: (role: string) => `@default is ${role}`,
  show: 'Show it in the list',
  clearTitle: 'Clear the default?',
  clearText: (role: string) =>
    `Programs that use @default get no credentials until you choose another role. The role session of ${role} goes on.`,
  clearDo: 'Clear default',
  made: (role: string) => `@default is now ${role}`,
  cleared: '@default is cleared',
  holding: (programs: number, role: string) =>
    `${counted(programs, 'program still holds', 'programs still hold')} ${role}.`,
  holder: (program: string, pid: number, folder: string | null, until: number) =>
    `${program} (pid ${pid})${folder === null ? '' : ` in ${folder}`} until ${times.at(until)}`,
  others: (more: number) => `and ${count(more)} more`,
  holders: (named: readonly string[]) => `${named.join(', ')}. What is started from now on gets the new default.`,
};

export const guard = {
  title: 'This is production',
  console: 'Open its console?',
  credentials: 'Copy its credentials?',
  openConsole: 'Open production console',
  copy: 'Copy production credentials',
};

export const chosen = {
  count: (rows: number) => `${counted(rows, 'role', 'roles')} selected`,
  most: (most: number) => `the most at once is ${count(most)}`,
  start: 'Start',
  stop: 'Stop',
  favourite: 'Favourite',
  clear: 'Clear the selection',
  started: (rows: number) => `Started ${counted(rows, 'role session', 'role sessions')}`,
  stopped: (rows: number) => `Stopped ${counted(rows, 'role session', 'role sessions')}`,
  marked: (rows: number) => `Added ${counted(rows, 'role', 'roles')} to favourites`,
  unmarked: (rows: number) => `Removed ${counted(rows, 'role', 'roles')} from favourites`,
};

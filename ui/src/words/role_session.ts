// Role sessions: their status, actions on them, and the role that `@default` refers to.
import { name, names } from './names';
import { count, counted, times } from './times';

export const roleSession = {
  remaining: (time: string, consequence: string) =>
    consequence === '' ? `Role session, ${time} left` : `Role session, ${time} left, ${consequence}`,
  ended: (reason: string) => `Role session, ${reason}`,
  /** In the name of a row, for screen readers. */
  spoken: (time: string, consequence: string) => (consequence === '' ? `${time} left` : `${time} left, ${consequence}`),
  /** Shown instead of the remaining time once the credentials have ended. */
  insteadOfTime: {
    ended: 'ended',
    waiting: 'waiting',
    waitingForSignIn: 'waiting',
    retrying: 'retrying',
    renewing: 'renewing',
  },
  /** For screen readers: what happens when the credentials end. */
  consequences: {
    renews: 'renews',
    renewing: 'renewing',
    limit: 'ends at its limit',
    retrying: 'renewal failed, retrying',
    waitingForSignIn: 'waiting for you to sign in',
    refused: 'AWS refused to renew it',
    ends: 'does not renew',
  },
  /** A few words for the list of active role sessions. */
  summary: {
    renews: 'renews',
    renewsUntil: (instant: number) => `renews until ${times.at(instant)}`,
    renewing: 'renewing…',
    limit: (instant: number) => `limit at ${times.at(instant)}`,
    retrying: (instant: number) => `retrying at ${times.at(instant)}`,
    waiting: 'not renewed yet',
    waitingForSignIn: 'waiting for sign-in',
    endsWithoutSignIn: (instant: number) => `ends ${times.at(instant)} — sign in`,
    refused: 'refused by AWS',
    off: 'does not renew',
    byUser: 'does not renew',
    byCommand: 'used by the rolecall command',
    byProgram: 'used by a program',
    ended: 'ended',
  },
  /** A sentence for the details. */
  description: {
    renews: 'Renews automatically until you stop it.',
    renewsUntil: (instant: number) => `Renews automatically until its limit at ${times.at(instant)}.`,
    limit: (instant: number) => `Ends at ${times.at(instant)}, when it reaches its limit.`,
    off: (instant: number) => `Ends at ${times.at(instant)} and does not renew.`,
    byUser: (instant: number) =>
      `You copied its credentials or opened its console. Ends at ${times.at(instant)} and does not renew.`,
    byCommand: (instant: number) =>
      `Started by the rolecall command. Ends at ${times.at(instant)} unless it is used again.`,
    byProgram: (instant: number) =>
      `Started by a program. Ends at ${times.at(instant)} unless a program uses it again.`,
    renewing: 'Renewing credentials…',
    retrying: (summary: string, instant: number) => `${summary} Retrying at ${times.at(instant)}.`,
    waitingForSignIn: (portal: string) => `Resumes when you sign in to ${name(portal)}.`,
    endsWithoutSignIn: (portal: string, instant: number) =>
      `Ends at ${times.at(instant)}. Sign in to ${name(portal)} to renew it.`,
    refused: (summary: string, instant: number) => `${summary} Ends at ${times.at(instant)}.`,
    waiting: (instant: number) => `Expired at ${times.at(instant)}, not renewed yet.`,
    ended: (instant: number) => `Ended at ${times.at(instant)}. Start it again to continue.`,
  },
  credentialsUntil: (instant: number) => `Credentials expire on ${times.exact(instant)}`,
  timeline: {
    label: (from: number, to: number, renewals: number) =>
      `Role session from ${times.at(from)} to ${times.at(to)}, ${renewals === 0 ? 'not renewed yet' : `renewed ${counted(renewals, 'time', 'times')}`}`,
    bar: (from: number, to: number, isFirst: boolean) =>
      `${isFirst ? 'Issued' : 'Renewed'} at ${times.at(from)}, valid until ${times.at(to)}`,
    limit: (instant: number) => `Limit at ${times.at(instant)}`,
  },
  renewNow: 'Renew now',
  renewAutomatically: 'Renew automatically',
  waitingHeading: (waiting: number, portal: string) =>
    `${counted(waiting, 'role session is', 'role sessions are')} waiting for you to sign in to ${name(portal)}`,
  activeHeading: 'Running',
  stopAll: 'Stop all',
};

export const defaultRole = {
  badge: 'default',
  badgeHint: '@default: used by programs that do not specify a role',
  make: 'Make default',
  isDefault: 'Default',
  clear: 'Clear default…',
  label: (role: string) => `@default is ${name(role)}`,
  waits: 'waits for sign-in',
  waitsLabel: (role: string) => `@default is ${name(role)}, which waits for you to sign in`,
  stopped: 'does not run',
  stoppedLabel: (role: string) => `@default is ${name(role)}, whose role session has ended`,
  show: 'Show in list',
  clearTitle: 'Clear the default?',
  clearText: (role: string) =>
    `Programs that use @default get no credentials until you choose another role. The role session of ${name(role)} keeps running.`,
  clearConfirm: 'Clear default',
  changed: (role: string) => `@default is now ${name(role)}`,
  cleared: 'Cleared @default',
  stillUsed: (programs: number, role: string) =>
    `${counted(programs, 'program still uses', 'programs still use')} ${name(role)}.`,
  program: (program: string, pid: number, folder: string | null, expiresAt: number) =>
    `${name(program)} (pid ${pid})${folder === null ? '' : ` in ${name(folder)}`} until ${times.at(expiresAt)}`,
  more: (programs: number) => `and ${count(programs)} more`,
  stillUsedAdvice: (programs: readonly string[]) =>
    `${names(programs)}. Programs started from now on use the new default.`,
};

/** A question names so many roles. */
const MAX_NAMED = 5;

export const productionGuard = {
  title: 'Production account',
  unlistedTitle: 'This may be a production account',
  reason: 'Reason',
  reasonPlaceholder: 'Such as a ticket',
  reasonRequired: 'Your settings ask for a reason to use a production account.',
  reasonOptional: 'Optional. It is kept in the history, and CloudTrail shows it where the role allows it.',
  console: { text: 'Open the console of this account?', confirmLabel: 'Open production console' },
  copy: { text: 'Copy credentials of this account?', confirmLabel: 'Copy production credentials' },
  start: { text: 'Start a role session in this account?', confirmLabel: 'Start production role session' },
  default: {
    text: 'Make this role the default? Every program that uses @default gets its credentials.',
    confirmLabel: 'Make production default',
  },
  startSeveral: (production: readonly string[], all: number) => ({
    text: `In production: ${names(production.slice(0, MAX_NAMED))}${
      production.length > MAX_NAMED ? ` and ${count(production.length - MAX_NAMED)} more` : ''
    }.`,
    confirmLabel: `Start ${counted(all, 'role session', 'role sessions')}`,
  }),
};

export const multiSelect = {
  count: (rows: number) => `${counted(rows, 'role', 'roles')} selected`,
  max: (max: number) => `maximum ${count(max)}`,
  start: 'Start',
  stop: 'Stop',
  /** Where others of the selection are active already. */
  startSome: (rows: number) => `Start ${count(rows)}`,
  stopSome: (rows: number) => `Stop ${count(rows)}`,
  favourite: 'Favourite',
  clear: 'Clear selection',
  started: (rows: number) => `Started ${counted(rows, 'role session', 'role sessions')}`,
  stopped: (rows: number) => `Stopped ${counted(rows, 'role session', 'role sessions')}`,
  favouritesAdded: (rows: number) => `Added ${counted(rows, 'role', 'roles')} to favourites`,
  favouritesRemoved: (rows: number) => `Removed ${counted(rows, 'role', 'roles')} from favourites`,
};

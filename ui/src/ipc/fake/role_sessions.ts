// Role sessions in every state, and the programs that hold a former default.
import type { AccountView, AssignmentKey, HolderView, LifeView, RenewalView, RoleSessionView } from '../bindings';
import * as problems from './problems';

const MINUTE = 60_000;

/** Minutes: started, issued so long ago; left until the credentials expire; the limit from its start. */
type Times = {
  since: number;
  issued: number;
  left: number;
  renewal: RenewalView;
  limit?: number;
  life?: LifeView;
};

export function keyAt(accounts: AccountView[], at: number, role: number): AssignmentKey | null {
  const account = accounts[at];
  const roleName = account?.roles[role]?.name;
  if (account === undefined || roleName === undefined) return null;
  return { portal: account.portal, accountId: account.accountId, roleName };
}

/** The role session of a role of an account; none where there is no such role. */
export function running(
  accounts: AccountView[],
  at: number,
  role: number,
  now: number,
  times: Times,
): RoleSessionView[] {
  const assignment = keyAt(accounts, at, role);
  if (assignment === null) return [];
  const text = (instant: number) => new Date(instant).toISOString();
  const startedAt = now - times.since * MINUTE;
  return [
    {
      assignment,
      startedAt: text(startedAt),
      issuedAt: text(now - times.issued * MINUTE),
      expiresAt: text(now + times.left * MINUTE + 20_000),
      endsAt: times.limit === undefined ? null : text(startedAt + times.limit * MINUTE),
      renewal: times.renewal,
      life: times.life ?? { state: 'alive' },
    },
  ];
}

/** One role session for each way it can fare. */
export function everyLife(accounts: AccountView[], now: number): RoleSessionView[] {
  const retrying = (minutes: number): LifeView => ({
    state: 'retrying',
    problem: problems.unreachable,
    at: new Date(now + minutes * MINUTE).toISOString(),
  });
  return [
    ...running(accounts, 0, 0, now, { since: 238, issued: 18, left: 42, renewal: 'on', limit: 270 }),
    ...running(accounts, 1, 0, now, { since: 52, issued: 52, left: 8, renewal: 'off' }),
    ...running(accounts, 2, 0, now, { since: 5, issued: 5, left: 55, renewal: 'on' }),
    ...running(accounts, 2, 2, now, { since: 20, issued: 20, left: 40, renewal: 'onDemand' }),
    ...running(accounts, 3, 0, now, { since: 50, issued: 50, left: 10, renewal: 'on', life: { state: 'renewing' } }),
    ...running(accounts, 3, 1, now, { since: 56, issued: 56, left: 4, renewal: 'on', life: retrying(1) }),
    ...running(accounts, 4, 0, now, { since: 40, issued: 40, left: 20, renewal: 'on', life: retrying(2) }),
    ...running(accounts, 4, 1, now, {
      since: 130,
      issued: 70,
      left: -10,
      renewal: 'on',
      life: { state: 'waitingForSignIn' },
    }),
    ...running(accounts, 5, 0, now, {
      since: 90,
      issued: 30,
      left: 30,
      renewal: 'off',
      life: { state: 'refused', problem: problems.notAssigned },
    }),
  ];
}

/** Two that wait for one sign-in, and one whose credentials are still good. */
export function waitingFor(accounts: AccountView[], now: number): RoleSessionView[] {
  const life: LifeView = { state: 'waitingForSignIn' };
  return [
    ...running(accounts, 0, 0, now, { since: 130, issued: 70, left: -10, renewal: 'on', limit: 240, life }),
    ...running(accounts, 1, 0, now, { since: 80, issued: 48, left: 12, renewal: 'on', life }),
    ...running(accounts, 2, 0, now, { since: 5, issued: 5, left: 55, renewal: 'on' }),
  ];
}

/** Programs that hold the first role of the first account. */
export function holdersOf(accounts: AccountView[], now: number): HolderView[] {
  const assignment = keyAt(accounts, 0, 0);
  if (assignment === null) return [];
  const until = (minutes: number) => new Date(now + minutes * MINUTE).toISOString();
  return [
    { program: 'terraform', pid: 8812, folder: '~/infra', assignment, until: until(20) },
    { program: 'aws', pid: 9034, folder: null, assignment, until: until(31) },
    { program: 'python3', pid: 12077, folder: '~/reports', assignment, until: until(42) },
  ];
}

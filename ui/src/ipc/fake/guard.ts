// The production guard of the fake host.
import type { RoleKey, WireProblem } from '../types';
import { confirmationNeeded, reasonNeeded } from './problems';
import { isSame } from './role_sessions';
import type { Scenario } from './scenarios';

export type Consent = { confirmed: boolean; reason: string | null };

/** Why the host does nothing with a role of a production account, if it does not. */
export function refusalOf(scenario: Scenario, roleKey: RoleKey, { confirmed, reason }: Consent): WireProblem | null {
  const { accounts, refusal, snapshot } = scenario;
  const isProduction = accounts.some(
    ({ accountId, environment, roles }) =>
      environment === 'production' &&
      accountId === roleKey.accountId &&
      roles.some(({ origin }) => origin === roleKey.origin),
  );
  if (!isProduction) return refusal;
  const known = snapshot.roleSessions.find((each) => isSame(each.roleKey, roleKey))?.reason ?? null;
  if (snapshot.settings.requireReasonForProduction && (reason ?? known) === null) return reasonNeeded;
  return snapshot.settings.askBeforeProduction && !confirmed ? confirmationNeeded : refusal;
}

/** As [`refusalOf`], for a role that is not defined yet. */
export function refusalInAccount(scenario: Scenario, id: string, confirmed: boolean): WireProblem | null {
  const { accounts, refusal, snapshot } = scenario;
  const isProduction = accounts.some(({ accountId, environment }) => accountId === id && environment === 'production');
  return isProduction && snapshot.settings.askBeforeProduction && !confirmed ? confirmationNeeded : refusal;
}

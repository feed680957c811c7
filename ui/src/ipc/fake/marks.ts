// What the user marked accounts as, in the rows and in the settings.
import type { Account, Environment, EnvironmentMark, Settings } from '../types';
import type { Scenario } from './scenarios';

/** The environments by the patterns of names and tags, of accounts that were marked. */
const byPatterns = new WeakMap<Account, Environment | null>();

/** Marks the accounts with the id, or leaves them to the patterns. */
export function markAccounts({ accounts }: Scenario, accountId: string, mark: EnvironmentMark | null): void {
  for (const account of accounts.filter((each) => each.accountId === accountId)) {
    const unmarked = byPatterns.get(account) ?? (byPatterns.has(account) ? null : account.environment);
    byPatterns.set(account, unmarked);
    account.mark = mark;
    account.environment = mark === 'none' ? null : (mark ?? unmarked);
  }
}

/** The settings with the id among the patterns of its mark, and among no others. */
export function withMark(settings: Settings, accountId: string, mark: EnvironmentMark | null): Settings {
  const patterns = (of: EnvironmentMark, before: string[]) => [
    ...before.filter((pattern) => pattern !== accountId),
    ...(of === mark ? [accountId] : []),
  ];
  return {
    ...settings,
    environmentProduction: patterns('production', settings.environmentProduction),
    environmentStaging: patterns('staging', settings.environmentStaging),
    environmentDevelopment: patterns('development', settings.environmentDevelopment),
    environmentNone: patterns('none', settings.environmentNone),
  };
}

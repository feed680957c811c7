// What can be done with an account, and what is copied of it and of its roles.
import type { EnvironmentMark } from '../ipc/types';
import { name } from './names';

const marks: Record<EnvironmentMark, string> = {
  production: 'Production',
  staging: 'Staging',
  development: 'Development',
  none: 'No environment',
};

const marked: Record<EnvironmentMark, (account: string) => string> = {
  production: (account) => `Marked ${name(account)} as production`,
  staging: (account) => `Marked ${name(account)} as staging`,
  development: (account) => `Marked ${name(account)} as development`,
  none: (account) => `Marked ${name(account)} as no environment`,
};

export const account = {
  actions: 'Account actions',
  menu: (account: string) => `Account: ${name(account)}`,
  more: 'Account actions…',
  history: 'History of this role',
  onlyThis: 'Only this account',
  refresh: (portal: string) => `Refresh portal ${name(portal)}`,
  markAs: 'Mark as',
  marks,
  byPatterns: 'By name and tags',
  marked: (account: string, mark: EnvironmentMark | null) =>
    mark === null ? `The environment of ${name(account)} follows its name and tags` : marked[mark](account),
};

/** What is copied, as entries of menus say it and as the toast says it. */
export const copyFacts = {
  accountId: { entry: 'Copy account ID', what: 'the account ID' },
  accountName: { entry: 'Copy account name', what: 'the account name' },
  email: { entry: 'Copy email', what: 'the email address' },
  roleArn: { entry: 'Copy role ARN', what: 'the role ARN' },
  target: { entry: 'Copy target', what: 'the target' },
  accountIds: { entry: 'Copy account IDs', what: 'the account IDs' },
  targets: { entry: 'Copy targets', what: 'the targets' },
};

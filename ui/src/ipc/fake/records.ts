// Accounts and roles as the shell sends them.
import type { Account, Role } from '../types';

export function role(name: string, overrides: Partial<Role> = {}): Role {
  const labels = { favourite: false, added: false, alias: null, colour: null, note: null };
  return { origin: 'acme', portal: 'acme', name, definition: null, arn: null, ...labels, ...overrides };
}

export function account(number: number, name: string, overrides: Partial<Account> = {}): Account {
  return {
    portal: 'acme',
    accountId: String(111_122_223_333 + number * 111_111_011).slice(0, 12),
    name,
    email: `aws+${number}@acme.example`,
    environment: null,
    mark: null,
    tags: [],
    rolesListed: true,
    roles: [],
    problem: null,
    ...overrides,
  };
}

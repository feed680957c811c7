// A made-up organization, the same at every call.
import type { AccountView, EnvironmentView, RoleView } from '../bindings';

const teams = [
  'payments',
  'data-platform',
  'network',
  'identity',
  'search',
  'checkout',
  'media',
  'ledger',
  'fraud',
  'mobile',
];
const stages: [string, EnvironmentView | null][] = [
  ['prod', 'production'],
  ['staging', 'staging'],
  ['dev', 'development'],
  ['sandbox', null],
];
const roleNames = [
  'AdministratorAccess',
  'ReadOnlyAccess',
  'BillingAnalyst',
  'DeveloperAccess',
  'DataEngineer',
  'PowerUserAccess',
  'NetworkAdministrator',
  'SecurityAudit',
];

function role(name: string, over: Partial<RoleView> = {}): RoleView {
  return { name, favourite: false, added: false, alias: null, colour: null, note: null, ...over };
}

export function account(number: number, name: string, over: Partial<AccountView> = {}): AccountView {
  return {
    portal: 'acme',
    accountId: String(111_122_223_333 + number * 111_111_011).slice(0, 12),
    name,
    email: `aws+${number}@acme.example`,
    environment: null,
    tags: [],
    listed: true,
    roles: [],
    problem: null,
    ...over,
  };
}

/** The accounts of the pictures: few, with everything a row can show. */
function shown(): AccountView[] {
  return [
    account(1, 'payments-prod', {
      environment: 'production',
      roles: [
        role('AdministratorAccess', {
          favourite: true,
          alias: 'pay-admin',
          colour: 'red',
          note: 'Only for incidents. Tell #payments first.',
        }),
        role('BillingAnalyst'),
        role('ReadOnlyAccess'),
      ],
    }),
    account(2, 'payments-staging', {
      environment: 'staging',
      roles: [role('AdministratorAccess', { favourite: true, alias: 'pay-stg' }), role('DeveloperAccess')],
    }),
    account(3, 'data-platform-dev', {
      environment: 'development',
      roles: [
        role('DataEngineer', { favourite: true, alias: 'dpe', colour: 'teal' }),
        role('PowerUserAccess', { added: true }),
        role('ReadOnlyAccess'),
      ],
    }),
    account(4, 'network-hub', {
      tags: ['core', 'pci'],
      environment: 'production',
      roles: [role('NetworkAdministrator'), role('ReadOnlyAccess')],
    }),
    account(5, 'payments-dev', {
      environment: 'development',
      roles: [role('AdministratorAccess'), role('DeveloperAccess')],
    }),
    account(6, 'payments-legacy', { environment: 'production', roles: [role('NetworkAdministrator')] }),
    account(7, 'payroll', { environment: 'production', roles: [role('BillingAdmin', { added: true })] }),
  ];
}

/** Accounts of one name: two in a portal, and one of them in another portal too; then two whose name is long. */
export function twins(portal: string, other: string): AccountView[] {
  const roles = [role('Admin', { added: true })];
  const long = 'twin-of-a-name-that-takes-more-room-than-a-small-window-has';
  return [
    account(801, 'twin', { portal, roles }),
    account(802, 'twin', { portal, roles, environment: 'production' }),
    account(801, 'twin', { portal: other, roles }),
    account(803, long, { portal, roles }),
    account(803, long, { portal: other, roles, environment: 'staging' }),
    account(804, 'twin-alone', { portal, roles }),
  ];
}

/** `accounts` accounts with `roles` roles each; the first ones are those of the pictures. */
export function organization(accounts: number, roles: number): AccountView[] {
  const made = shown().slice(0, accounts);
  for (let number = made.length + 1; made.length < accounts; number += 1) {
    const [stage, environment] = stages[number % stages.length] ?? ['dev', null];
    const team = teams[Math.floor(number / stages.length) % teams.length] ?? 'team';
    const series = Math.floor(number / (stages.length * teams.length));
    const names = Array.from({ length: roles }, (_, at) => {
      const base = roleNames[(number + at) % roleNames.length] ?? 'Role';
      return at < roleNames.length ? base : `${base}${Math.floor(at / roleNames.length)}`;
    });
    names.sort();
    made.push(
      account(number, series === 0 ? `${team}-${stage}` : `${team}-${stage}-${series}`, {
        environment,
        roles: names.map((name) => role(name)),
      }),
    );
  }
  return made;
}

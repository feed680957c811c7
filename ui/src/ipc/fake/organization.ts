// An invented organization, the same at every call.
import type { Account, Environment } from '../types';
import { legacyAccount } from './defined_roles';
import { account, role } from './records';

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
const environments: [string, Environment | null][] = [
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

/** Moves an account with the roles that its portal lists to another portal. */
export function movedTo(portal: string, account: Account): Account {
  const roles = account.roles.map((each) =>
    each.definition === null ? { ...each, origin: portal, portal } : { ...each, portal: each.portal && portal },
  );
  return { ...account, portal, roles };
}

/** The accounts of the screenshots: few, with everything that a row can show. */
function showcaseAccounts(): Account[] {
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
    legacyAccount,
    account(7, 'payroll', { environment: 'production', roles: [role('BillingAdmin', { added: true })] }),
  ];
}

/** Accounts of the same name: two in one portal, one of them in another portal too; then two with a long name. */
export function accountsWithSameName(portal: string, other: string): Account[] {
  const roles = [role('Admin', { added: true })];
  const long = 'twin-of-a-name-that-takes-more-room-than-a-small-window-has';
  return [
    movedTo(portal, account(801, 'twin', { roles })),
    movedTo(portal, account(802, 'twin', { roles, environment: 'production' })),
    movedTo(other, account(801, 'twin', { roles })),
    movedTo(portal, account(803, long, { roles })),
    movedTo(other, account(803, long, { roles, environment: 'staging' })),
    movedTo(portal, account(804, 'twin-alone', { roles })),
  ];
}

/** `count` accounts with `roles` roles each; the first are those of the screenshots. */
export function organization(count: number, roles: number): Account[] {
  const accounts = showcaseAccounts().slice(0, count);
  for (let number = accounts.length + 1; accounts.length < count; number += 1) {
    const [suffix, environment] = environments[number % environments.length] ?? ['dev', null];
    const team = teams[Math.floor(number / environments.length) % teams.length] ?? 'team';
    const series = Math.floor(number / (environments.length * teams.length));
    const names = Array.from({ length: roles }, (_, at) => {
      const base = roleNames[(number + at) % roleNames.length] ?? 'Role';
      return at < roleNames.length ? base : `${base}${Math.floor(at / roleNames.length)}`;
    });
    names.sort();
    accounts.push(
      account(number, series === 0 ? `${team}-${suffix}` : `${team}-${suffix}-${series}`, {
        environment,
        roles: names.map((name) => role(name)),
      }),
    );
  }
  return accounts;
}

/** Accounts with names of 50 characters and roles of 32, the first two with one id and name in two portals. */
export function accountsWithLongNames(first: string, second: string): Account[] {
  const roles = [
    'AWSAdministratorAccessProduction',
    'EXTERNALSECURITYAUDITADMINACCESS',
    'PlatformInfrastructureOperator00',
    'W'.repeat(32),
    'm'.repeat(32),
  ];
  const nameOf = (number: number) => `platform-infrastructure-shared-services-emea-${String(number).padStart(5, '0')}`;
  const listed = Array.from({ length: 14 }, (_, at) => {
    const environment = environments[at % environments.length]?.[1] ?? null;
    const labels = {
      favourite: true,
      alias: at % 3 === 0 ? `long-names-${at}` : null,
      colour: 'teal' as const,
      note: 'note',
    };
    return account(900 + at, nameOf(at), {
      environment,
      tags: ['shared'],
      roles: roles.map((name) => role(name, { origin: first, added: name.startsWith('AWS'), ...labels })),
    });
  });
  const [twin] = listed;
  return twin === undefined ? listed : [twin, movedTo(second, twin), ...listed.slice(1)];
}

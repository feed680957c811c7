// Roles that the user of the invented organization defined.
import type { Account, Role, RoleDefinition, RoleFieldText, RoleKey } from '../types';
import * as problems from './problems';
import { account, role } from './records';

type Step = { origin: string; accountId: string; accountName: string; roleName: string };

const field = (key: string, text: string): RoleFieldText => ({ key, text });

/** What the command takes to name the role of a step. */
const targetOf = ({ origin, accountId, roleName }: Step): string =>
  origin.startsWith('role:') ? origin.slice('role:'.length) : `${origin}/${accountId}/${roleName}`;

function definedRole(
  steps: readonly Step[],
  fields: RoleFieldText[],
  { portal = null, ...overrides }: Partial<RoleDefinition & Pick<Role, 'portal'>> = {},
  path = '',
): Role {
  const own = steps.at(-1) ?? { origin: '', accountId: '', accountName: '', roleName: '' };
  const chain = steps.map((step) => {
    const { origin, accountId, accountName, roleName } = step;
    const roleKey: RoleKey = { origin, accountId, roleName };
    return { roleKey, target: targetOf(step), accountName };
  });
  return role(own.roleName, {
    origin: own.origin,
    portal,
    arn: `arn:aws:iam::${own.accountId}:role/${path}${own.roleName}`,
    definition: {
      name: targetOf(own),
      fields,
      chain,
      region: 'eu-central-1',
      endpointUrl: null,
      certificate: null,
      problem: null,
      ...overrides,
    },
  });
}

const network: Step = {
  origin: 'acme',
  accountId: '111566667377',
  accountName: 'network-hub',
  roleName: 'NetworkAdministrator',
};
const legacy: Step = {
  origin: 'role:legacy-network',
  accountId: '111788889399',
  accountName: 'payments-legacy',
  roleName: 'NetworkAdministrator',
};
const build: Step = { origin: 'role:ci', accountId: '420011223344', accountName: '', roleName: 'Build' };
const deploy: Step = { origin: 'role:ci-deploy', accountId: '420055667788', accountName: '', roleName: 'Deploy' };
const host: Step = { origin: 'role:build-host', accountId: '420011223344', accountName: '', roleName: 'BuildHost' };
const consoleUser: Step = { origin: 'role:console', accountId: '420099001122', accountName: '', roleName: 'ada' };
const lost: Step = { origin: 'role:audit', accountId: '420099001122', accountName: '', roleName: 'Audit' };

/** An account with a role that is assumed with another of the same portal. */
export const legacyAccount: Account = account(6, 'payments-legacy', {
  environment: 'production',
  roles: [
    definedRole(
      [network, legacy],
      [
        field('assume', `arn:aws:iam::${legacy.accountId}:role/network/NetworkAdministrator`),
        field('from', targetOf(network)),
        field('external_id', 'acme-legacy-2019'),
        field('tags', 'team=network\nticket=INC-42'),
        field('session_name', '{user}'),
        field('duration_seconds', '1800'),
      ],
      { portal: 'acme' },
      'network/',
    ),
  ],
});

const buildFields = [
  field('web_identity_token_file', '/run/secrets/ci/token'),
  field('role', `arn:aws:iam::${build.accountId}:role/Build`),
  field('region', 'eu-central-1'),
  field('duration_seconds', '7200'),
];

const hostFields = [
  field('roles_anywhere', `arn:aws:iam::${host.accountId}:role/BuildHost`),
  field('certificate', '/etc/rolecall/host.pem'),
  field('private_key', '/etc/rolecall/host.key'),
  field(
    'trust_anchor',
    'arn:aws:rolesanywhere:eu-central-1:420011223344:trust-anchor/0d5a2d1c-6b6c-4b5f-9f3a-1f0e5a1c2b3d',
  ),
  field('profile', 'arn:aws:rolesanywhere:eu-central-1:420011223344:profile/7c1f4f0e-1a2b-4c3d-8e9f-0a1b2c3d4e5f'),
];

const missingPortal: Step = {
  origin: 'globex',
  accountId: '420011223344',
  accountName: '',
  roleName: 'ReadOnlyAccess',
};

/** The accounts of roles that depend on no portal, where no portal lists them. */
export function accountsOfOtherSources(): Account[] {
  const unlisted = (accountId: string, roles: Role[], tags: string[] = []) =>
    account(0, '', { portal: null, accountId, email: null, tags, roles });
  return [
    unlisted(build.accountId, [definedRole([build], buildFields), definedRole([host], hostFields)]),
    unlisted(deploy.accountId, [
      definedRole(
        [build, deploy],
        [
          field('assume', `arn:aws:iam::${deploy.accountId}:role/Deploy`),
          field('from', 'ci'),
          field('policy_arns', 'arn:aws:iam::aws:policy/ReadOnlyAccess'),
        ],
      ),
    ]),
    unlisted(lost.accountId, [
      definedRole(
        [consoleUser],
        [field('login_session', `arn:aws:iam::${consoleUser.accountId}:user/ada`), field('region', 'eu-central-1')],
      ),
      definedRole(
        [missingPortal, lost],
        [field('assume', `arn:aws:iam::${lost.accountId}:role/Audit`), field('from', targetOf(missingPortal))],
        { region: null, problem: problems.portalMissing },
      ),
    ]),
  ];
}

/** Adds those accounts, and a role that depends on no portal to the first account of the portal. */
export function withOtherSources(accounts: readonly Account[]): Account[] {
  const [first, ...others] = accounts;
  if (first === undefined) return accountsOfOtherSources();
  const release: Step = {
    origin: 'role:release',
    accountId: first.accountId,
    accountName: first.name,
    roleName: 'Release',
  };
  const fields = [
    field('web_identity_token_file', '/run/secrets/release/token'),
    field('role', `arn:aws:iam::${first.accountId}:role/Release`),
    field('region', 'eu-central-1'),
  ];
  const roles = [...first.roles, definedRole([release], fields)];
  return [{ ...first, roles }, ...others, ...accountsOfOtherSources()];
}

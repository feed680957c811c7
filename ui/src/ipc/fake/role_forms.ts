// What the shell says of a form that defines a role: a few of its rules, for tests of how the page shows them.
import type { Account, RoleFieldText, RoleFormFault, RoleFormInput, RoleKey } from '../types';
import { problemOf } from './problems';
import { account, role } from './records';
import type { Scenario } from './scenarios';

const ARN_KEYS = ['assume', 'roles_anywhere', 'role'];
const ARN = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;
const NEEDED: Record<string, string> = {
  assume: 'Enter the ARN of the role.',
  roles_anywhere: 'Enter the ARN of the role.',
  role: 'Enter the ARN of the role.',
  from: 'Choose the role that it is assumed with.',
  region: 'Choose a region.',
  trust_anchor: 'Enter the ARN of the trust anchor.',
  profile: 'Enter the ARN of the profile.',
  certificate: 'Enter the path of the certificate.',
  private_key: 'Enter the path of the private key.',
  web_identity_token_file: 'Enter the path of the file with the token.',
};

export const keyOf = ({ name, fields }: RoleFormInput): RoleKey => {
  const arn = fields.find(({ key }) => ARN_KEYS.includes(key))?.text.trim() ?? '';
  const [, accountId = '', roleName = ''] = ARN.exec(arn) ?? [];
  return { origin: `role:${name}`, accountId, roleName };
};

function wrong({ key, text }: RoleFieldText, name: string): string | null {
  const value = text.trim();
  if (value === '') return NEEDED[key] ?? null;
  if (ARN_KEYS.includes(key) && !ARN.test(value))
    return 'Enter the ARN of a role, such as arn:aws:iam::123456789012:role/Name.';
  if (key === 'from' && value === name) return `The role ${name} is assumed with its own credentials.`;
  if (key === 'external_id' && value.length < 2) return 'Enter 2 to 1224 letters, digits or _ + = , . @ : / -.';
  if (key === 'duration_seconds' && !/^\d+$/.test(value)) return 'Enter a whole number of seconds from 900 to 43200.';
  if (key.startsWith('web_identity_token') && !value.startsWith('/'))
    return 'Enter the path of a file, from the root on.';
  return null;
}

export function faultsOf({ accounts }: Scenario, { name, replaces, fields }: RoleFormInput): RoleFormFault[] {
  const fault = (key: string, summary: string | null): RoleFormFault[] =>
    summary === null ? [] : [{ key, problem: problemOf(summary) }];
  const isTaken = accounts.some(({ roles }) =>
    roles.some(({ definition }) => definition?.name === name && name !== replaces),
  );
  const nameFault =
    name === ''
      ? 'Enter a name for the role.'
      : /\s/.test(name)
        ? 'Use 1 to 64 letters, digits or . _ @ + -, beginning with a letter or digit.'
        : isTaken
          ? 'There already is a role of this name.'
          : null;
  return [...fault('name', nameFault), ...fields.flatMap((field) => fault(field.key, wrong(field, name)))];
}

export function withRole(accounts: readonly Account[], form: RoleFormInput): Account[] {
  const { origin, accountId, roleName } = keyOf(form);
  const roleKey = { origin, accountId, roleName };
  const defined = role(roleName, {
    origin,
    portal: null,
    definition: {
      name: form.name,
      fields: form.fields.filter(({ text }) => text.trim() !== ''),
      chain: [{ roleKey, target: form.name, accountName: '' }],
      region: 'eu-central-1',
      endpointUrl: null,
      certificate: null,
      problem: null,
    },
  });
  const others = withoutRole(accounts, form.replaces ?? form.name);
  const at = others.findIndex((each) => each.accountId === accountId);
  if (at === -1) return [...others, account(0, '', { portal: null, accountId, email: null, roles: [defined] })];
  return others.map((each, index) => (index === at ? { ...each, roles: [...each.roles, defined] } : each));
}

export function withoutRole(accounts: readonly Account[], name: string): Account[] {
  return accounts
    .map((each) => ({ ...each, roles: each.roles.filter(({ definition }) => definition?.name !== name) }))
    .filter(({ portal, roles }) => portal !== null || roles.length > 0);
}

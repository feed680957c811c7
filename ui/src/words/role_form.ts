// The form that defines a role.
import { name } from './names';

/** By the ids of the sources. */
const sources = {
  assumeRole: { name: 'Assume a role', help: 'From another role' },
  certificate: { name: 'Certificate', help: 'IAM Roles Anywhere' },
  token: { name: 'Token', help: 'Web identity (OIDC)' },
};

/** What to enter, by the keys of the settings file. */
const help: Record<string, string> = {
  assume: 'The role that you want to become: its ARN, or a link that switches to it in the console.',
  certificate: 'PEM, possibly with the chain. Not needed if the PKCS #12 file or the token has it.',
  chain: 'Certificates between this one and the trust anchor.',
  duration_seconds: 'In seconds, 900 to 43200. Empty: one hour.',
  endpoint_url: 'For an emulator on this computer. Leave empty for AWS.',
  external_id: 'Only if the owner of the role gave you one.',
  from: 'A role of a portal, or one that you defined.',
  mfa_serial: 'Of the user at the beginning of the chain, if the role asks for MFA.',
  name: 'What you and the command call it.',
  policy: 'Narrows what the role may do.',
  policy_arns: 'One ARN in each line.',
  pkcs12: 'A file with the certificate and its key, .p12 or .pfx.',
  pkcs11: 'A key on a smart card or another token. For a module of your own, use rolecall role add.',
  private_key: 'PEM.',
  profile: 'In the region of the trust anchor.',
  region: 'Of STS, and where the console opens.',
  role: 'The role that the token leads to.',
  roles_anywhere: 'The role that the certificate leads to.',
  secret: 'Only if the key has one. Kept in the keychain; empty keeps what is there.',
  session_name: 'What CloudTrail shows. {user} is the user of the sign-in.',
  source_identity: 'Stays through a chain.',
  tags: 'key=value, one in each line.',
  transitive_tags: 'The keys of tags that stay through a chain, one in each line.',
  trust_anchor: 'Of the account that issued the certificate to you.',
  web_identity_command: 'Change it in the settings file, or with the command rolecall role edit.',
  web_identity_token_file: 'Read at each renewal. For a command that prints a token, use rolecall role add.',
};

const placeholders: Record<string, string> = {
  assume: 'arn:aws:iam::123456789012:role/Name',
  certificate: '/etc/ssl/host.pem',
  endpoint_url: 'http://127.0.0.1:4566',
  mfa_serial: 'arn:aws:iam::123456789012:mfa/ada',
  name: 'deploy',
  pkcs12: '/home/me/host.p12',
  pkcs11: 'pkcs11:token=NAME;object=KEY',
  policy_arns: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
  private_key: '/etc/ssl/private/host.key',
  profile: 'arn:aws:rolesanywhere:eu-central-1:123456789012:profile/…',
  role: 'arn:aws:iam::123456789012:role/Name',
  roles_anywhere: 'arn:aws:iam::123456789012:role/Name',
  session_name: '{user}',
  tags: 'team=payments',
  trust_anchor: 'arn:aws:rolesanywhere:eu-central-1:123456789012:trust-anchor/…',
  web_identity_token_file: '/var/run/secrets/token',
};

export const roleForm = {
  define: 'Define a role',
  defineMore: 'Define a role…',
  defineFrom: 'Assume another role from here…',
  title: 'Define a role',
  titleEdit: (role: string) => `Edit ${name(role)}`,
  source: 'Source',
  sources,
  variant: 'Certificate and key',
  variants: { pem: 'PEM files', pkcs12: 'PKCS #12 file', pkcs11: 'Token (PKCS #11)' } as Record<string, string>,
  name: 'Name',
  fromPlaceholder: 'Search your roles',
  fromNone: 'No matching role',
  regionPlaceholder: 'Choose a region',
  further: 'More options',
  help: (key: string) => help[key] ?? '',
  placeholder: (key: string) => placeholders[key] ?? '',
  save: 'Define role',
  saveEdit: 'Save',
  saving: 'Saving…',
  test: 'Test',
  testing: 'Testing…',
  testHelp: 'Assumes the role once and keeps nothing.',
  succeeded: 'It works. You become',
  unconfirmed: 'This may be a production account.',
  unconfirmedAdvice: 'A test assumes the role once.',
  confirmTest: 'Test anyway',
  defined: (role: string) => `Defined ${name(role)}`,
  changed: (role: string) => `Changed ${name(role)}`,
  edit: 'Edit…',
  remove: 'Remove…',
  removeTitle: (role: string) => `Remove ${name(role)}?`,
  removeText: (isActive: boolean, isDefault: boolean) =>
    [
      'Its definition, alias, colour and note go from your settings.',
      isActive ? 'Its role session stops.' : '',
      isDefault ? '@default means no role any more.' : '',
      'Nothing changes in AWS.',
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
  removeConfirm: 'Remove role',
  removed: (role: string) => `Removed ${name(role)}`,
};

// Roles that the user defined: where they come from, how their credentials are obtained.
import { name } from './names';
import { times } from './times';

/** Roles that no portal lists and that need no sign-in at one. */
export const otherSources = {
  name: 'Other sources',
  text: 'Roles without a portal',
};

/** How credentials are obtained, by the key of the settings file that says so. */
const methods: Record<string, string> = {
  assume: 'Assume a role',
  roles_anywhere: 'Certificate (IAM Roles Anywhere)',
  user: 'Access key (IAM user)',
  web_identity_token_file: 'Token (web identity)',
  web_identity_command: 'Token (web identity)',
  login_session: 'Console sign-in',
};

/** What a definition says, by the keys of the settings file. */
const fields: Record<string, string> = {
  access_key_id: 'Access key ID',
  assume: 'Role ARN',
  certificate: 'Certificate',
  chain: 'Chain',
  duration_seconds: 'Duration',
  endpoint_url: 'Endpoint',
  external_id: 'External ID',
  from: 'Assumed with',
  login_session: 'Login session',
  mfa_command: 'MFA command',
  mfa_serial: 'MFA device',
  pkcs11: 'Key on a token',
  pkcs12: 'PKCS #12 file',
  policy: 'Session policy',
  policy_arns: 'Session policy ARNs',
  private_key: 'Private key',
  profile: 'Profile',
  region: 'Region',
  role: 'Role ARN',
  roles_anywhere: 'Role ARN',
  secret: 'Password or PIN',
  session_name: 'Session name',
  source_identity: 'Source identity',
  tags: 'Session tags',
  transitive_tags: 'Transitive tags',
  trust_anchor: 'Trust anchor',
  user: 'User ARN',
  web_identity_command: 'Token command',
  web_identity_token_file: 'Token file',
};

export const definition = {
  title: 'How it is obtained',
  /** For a key that the page does not know, the key itself. */
  field: (key: string) => fields[key] ?? key,
  method: (key: string) => methods[key] ?? '',
  duration: (seconds: number) => times.left(seconds * 1000),
  /** Until when the certificate is valid. */
  certificateEnds: 'Ends',
  certificateEndsSoon: (time: string) => `The certificate ends on ${time}. Replace it before.`,
  certificateEnded: (time: string) => `The certificate ended on ${time}.`,
  chain: 'Roles that lead to it',
  signIn: 'Sign in',
  signInAgain: 'Open the page again',
  waitingForBrowser: 'Finish the sign-in in your browser.',
  signedIn: (role: string) => `Signed in to the console for ${name(role)}`,
  notActive: 'not active',
  /** Before a role: a press shows it. */
  showInList: 'Show in list:',
};

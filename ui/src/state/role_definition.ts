// What the details show of a role that the user defined. Pure.
import type { RoleDefinition, RoleFieldText } from '../ipc/types';
import { times, words } from '../words';

/** The keys that say how credentials are obtained, and which value each has. */
const METHOD_KEYS = [
  'assume',
  'roles_anywhere',
  'user',
  'web_identity_token_file',
  'web_identity_command',
  'login_session',
] as const;

/** What other parts of the details show: the ARN of the role, its region, what it is assumed with. */
const SHOWN_ELSEWHERE: readonly string[] = ['assume', 'roles_anywhere', 'role', 'from', 'region', 'endpoint_url'];

/** The keys that have a list of values. */
const LIST_KEYS: readonly string[] = ['tags', 'transitive_tags', 'policy_arns'];

export type DefinitionFact = { key: string; name: string; values: string[] };

/** When the certificate ends, in words; null where nothing is known of one. */
export function certificateEnd({ certificate }: RoleDefinition): string | null {
  return certificate === null ? null : times.exact(Date.parse(certificate.endsAt));
}

/** That the certificate ends soon, or ended before `now`; null if it does not. */
export function certificateWarning(definition: RoleDefinition, now: number): string | null {
  const end = certificateEnd(definition);
  if (end === null || definition.certificate?.endsSoon !== true) return null;
  const { certificateEnded, certificateEndsSoon } = words.definition;
  return Date.parse(definition.certificate.endsAt) < now ? certificateEnded(end) : certificateEndsSoon(end);
}

/** How the credentials are obtained, in words; empty if the page does not know. */
export function methodName({ fields }: RoleDefinition): string {
  const key = METHOD_KEYS.find((each) => fields.some((field) => field.key === each));
  return key === undefined ? '' : words.definition.method(key);
}

/** What is asked for with the role, in the order of the settings file. */
export function definitionFacts({ fields }: RoleDefinition): DefinitionFact[] {
  return fields
    .filter(({ key }) => !SHOWN_ELSEWHERE.includes(key))
    .map((field) => ({ key: field.key, name: words.definition.field(field.key), values: readable(field) }));
}

function readable({ key, text }: RoleFieldText): string[] {
  if (LIST_KEYS.includes(key)) return text.split('\n');
  const seconds = Number(text);
  return [
    key === 'duration_seconds' && seconds > 0 ? words.definition.duration(seconds) : text.replace(/\s*\n\s*/g, ' '),
  ];
}

// A role that a token of another identity provider leads to.
import { policyFields, type RoleSource, sessionFields } from './role_source';

export const token: RoleSource = {
  id: 'token',
  methodKeys: ['web_identity_token_file', 'web_identity_command'],
  variants: [],
  fields: [
    { key: 'role', kind: 'text' },
    { key: 'web_identity_token_file', kind: 'text' },
    { key: 'web_identity_command', kind: 'text', isFixed: true },
    { key: 'region', kind: 'region' },
    ...sessionFields,
    ...policyFields,
    { key: 'endpoint_url', kind: 'text', isFurther: true },
  ],
};

// A role that a certificate of this computer leads to.
import { type RoleSource, SECRET, sessionFields } from './role_source';

export const certificate: RoleSource = {
  id: 'certificate',
  methodKeys: ['roles_anywhere'],
  variants: ['pem', 'pkcs12', 'pkcs11'],
  fields: [
    { key: 'roles_anywhere', kind: 'text' },
    { key: 'trust_anchor', kind: 'text' },
    { key: 'profile', kind: 'text' },
    { key: 'certificate', kind: 'text' },
    { key: 'private_key', kind: 'text', variant: 'pem' },
    { key: 'pkcs12', kind: 'text', variant: 'pkcs12' },
    { key: 'pkcs11', kind: 'text', variant: 'pkcs11' },
    { key: SECRET, kind: 'secret' },
    { key: 'chain', kind: 'text', isFurther: true },
    ...sessionFields,
    { key: 'endpoint_url', kind: 'text', isFurther: true },
  ],
};

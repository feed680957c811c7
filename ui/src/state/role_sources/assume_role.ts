// A role that is assumed with the credentials of another.
import { policyFields, type RoleSource, sessionFields } from './role_source';

export const assumeRole: RoleSource = {
  id: 'assumeRole',
  methodKeys: ['assume'],
  variants: [],
  fields: [
    { key: 'assume', kind: 'text' },
    { key: 'from', kind: 'role' },
    { key: 'external_id', kind: 'text' },
    ...sessionFields,
    { key: 'source_identity', kind: 'text', isFurther: true },
    { key: 'tags', kind: 'lines', isFurther: true },
    { key: 'transitive_tags', kind: 'lines', isFurther: true },
    ...policyFields,
  ],
};

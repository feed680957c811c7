// A role that a sign-in to the console leads to.
import type { RoleSource } from './role_source';

export const login: RoleSource = {
  id: 'login',
  methodKeys: ['login_session'],
  variants: [],
  fields: [
    { key: 'login_session', kind: 'text' },
    { key: 'region', kind: 'region' },
    { key: 'endpoint_url', kind: 'text', isFurther: true },
  ],
};

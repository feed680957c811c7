import { expect, it } from 'vitest';

import { namesRole } from './pasted_role';

it('names a role by its ARN, or by a link that switches to it', () => {
  for (const text of [
    'arn:aws:iam::123456789012:role/Deploy',
    ' arn:aws-us-gov:iam::123456789012:role/team/Deploy\n',
    'https://signin.aws.amazon.com/switchrole?account=123456789012&roleName=Audit',
    'https://eu-west-1.signin.aws.amazon.com/switchrole?roleName=team%2FAudit&account=123456789012',
    'https://signin.amazonaws-us-gov.com/switchrole?account=123456789012&roleName=Audit',
  ])
    expect(namesRole(text), text).toBe(true);
  for (const text of [
    '',
    'switchrole',
    'arn:aws:iam::123456789012:user/ada',
    'arn:aws:iam::1234:role/Deploy',
    'http://signin.aws.amazon.com/switchrole?account=123456789012&roleName=Audit',
    'https://example.org/switchrole?account=123456789012&roleName=Audit',
    'https://signin.aws.amazon.com/oauth?account=123456789012',
  ])
    expect(namesRole(text), text).toBe(false);
});

import { describe, expect, it } from 'vitest';

import type { RoleDefinition } from '../ipc/types';
import { times } from '../words';
import { certificateEnd, certificateWarning } from './role_definition';

const endsAt = '2026-12-10T12:00:00Z';
const end = Date.parse(endsAt);

const definition = (certificate: RoleDefinition['certificate']): RoleDefinition => ({
  name: 'host',
  fields: [],
  chain: [],
  region: null,
  endpointUrl: null,
  certificate,
  problem: null,
});

describe('the certificate of a role', () => {
  it('is not mentioned where nothing is known of it', () => {
    expect(certificateEnd(definition(null))).toBeNull();
    expect(certificateWarning(definition(null), end)).toBeNull();
  });

  it('says when it ends, and warns only if that is soon or over', () => {
    const later = definition({ endsAt, endsSoon: false });
    expect(certificateEnd(later)).toBe(times.exact(end));
    expect(certificateWarning(later, end - 1)).toBeNull();
    const soon = definition({ endsAt, endsSoon: true });
    expect(certificateWarning(soon, end - 1)).toMatch(/^The certificate ends on /);
    expect(certificateWarning(soon, end + 1)).toMatch(/^The certificate ended on /);
  });
});

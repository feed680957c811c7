import { expect, it } from 'vitest';

import { initials } from './portal_status';

it('a portal is two characters where there is no room for its name', () => {
  const names = ['acme', 'acme-gov', 'labs', 'x', 'a.b.c', '-_-', '1st_portal', 'éire', '<img src=x>'];
  expect(names.map(initials)).toEqual(['AC', 'AG', 'LA', 'X', 'AB', '?', '1P', 'ÉI', 'IS']);
});

import { expect, test } from 'vitest';

import { withPlainIds } from './browser_defaults';

test('an account id is copied as its digits, wherever it stands', () => {
  expect(withPlainIds('1112 2223 3334')).toBe('111222233334');
  expect(withPlainIds('payments-prod\n1112 2223 3334\nPROD')).toBe('payments-prod\n111222233334\nPROD');
  expect(withPlainIds('1112 2223 3334, 0000 0000 0001')).toBe('111222233334, 000000000001');
});

test('other numbers stay as they are', () => {
  for (const text of ['1112 2223 333', '4242 4242 4242 4242', '11112 2223 3334', '1112  2223 3334', '2026']) {
    expect(withPlainIds(text)).toBe(text);
  }
});

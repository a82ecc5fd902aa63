import { expect, it } from 'vitest';
import { countFault, faultCounts } from '../../../src/foundation/faults.ts';

it('adds up by cause', () => {
  countFault('invalid_value');
  countFault('invalid_value', 4);
  countFault('callback_error');
  expect(Object.fromEntries(faultCounts())).toEqual({ invalid_value: 5, callback_error: 1 });
});

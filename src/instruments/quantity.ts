import { countFault } from '../foundation/faults.ts';

/** Whether it can be a size, or a number of things. What can't is counted, and is to be dropped. */
export function acceptQuantity(value: unknown): value is number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return true;
  countFault('invalid_value');
  return false;
}

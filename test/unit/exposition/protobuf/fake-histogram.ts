import type { HistogramForm } from '../../../../src/config/metrics-options.ts';
import type { Exemplar } from '../../../../src/store/family.ts';
import { type FakeFamily, fakeFamily } from '../fake-family.ts';

export const TIME_MS = 1_700_000_000_250;

/** Buckets before the first amount. */
export const EMPTY = { scale: 8, offset: 0, counts: [], zeroCount: 0, zeroThreshold: 1e-128 };
/** Three amounts up to 2 and one of none; two up to 64. */
export const SPARSE = { ...EMPTY, scale: 0, offset: 0, counts: [3, 0, 0, 0, 0, 2], zeroCount: 1 };

/** In a span, unless something else is said. */
export function exemplar(bucket: number, value: number, more: Partial<Exemplar> = {}): Exemplar {
  const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
  return { bucket, value, timeMs: TIME_MS, ...span, ...more };
}

/** The family with what a fake lacks: the form of its histograms, and what their series have. */
export function withMore(fake: FakeFamily, more: object, form: HistogramForm = 'classic') {
  const family = fakeFamily(fake);
  for (const series of family.series()) Object.assign(series, more);
  return Object.assign(family, { descriptor: { ...family.descriptor, form } });
}

/** A histogram `wait` of seconds. */
export function histogram(fake: Partial<FakeFamily>, more: object, form?: HistogramForm) {
  return withMore({ name: 'wait', unit: 's', kind: 'histogram', ...fake }, more, form);
}

import type { TemporalityPreference } from '../../config/metrics-options.ts';
import { processWide } from '../../foundation/process-wide.ts';
import type { MetricStore } from '../../store/metric-store.ts';
import { createTemporality, type Temporality } from './temporality.ts';

/** The store is that of all copies of the package, and so is what was delivered of it. */
const TEMPORALITIES = Symbol.for('@acme/otel-metrics.temporalities.v1');

/**
 * The temporality of a store. It lives as long as that does: pushes that were stopped and started
 * again go on where the last delivery ended.
 */
export function temporalityOf(store: MetricStore, preference: TemporalityPreference): Temporality {
  const known = processWide(
    TEMPORALITIES,
    () => new WeakMap<MetricStore, Map<TemporalityPreference, Temporality>>(),
  );
  const own = known.get(store) ?? new Map<TemporalityPreference, Temporality>();
  known.set(store, own);
  const temporality = own.get(preference) ?? createTemporality(preference);
  own.set(preference, temporality);
  return temporality;
}

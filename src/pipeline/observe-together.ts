import type { BatchObservableCallback, Observable } from '@opentelemetry/api';
import type { Meter } from './meter.ts';

/** Observes instruments together until the returned function is called. */
export function observeTogether(
  meter: Meter,
  instruments: Observable[],
  observe: BatchObservableCallback,
): () => void {
  meter.addBatchObservableCallback(observe, instruments);
  return () => meter.removeBatchObservableCallback(observe, instruments);
}

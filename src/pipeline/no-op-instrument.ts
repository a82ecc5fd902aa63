import type { ObservableCallback } from '@opentelemetry/api';
import type { BoundRecorder, BoundSum } from './meter.ts';

/** An instrument without a valid name. */
export const UNNAMED_INSTRUMENT = createNoOp();

/** One that a rule drops: to observe it is no fault. */
export const DROPPED_INSTRUMENT = createNoOp();

/** Takes everything and keeps nothing. */
function createNoOp() {
  const noOp = Object.freeze({
    add(): void {},
    record(): void {},
    bind: (): BoundSum & BoundRecorder => noOp,
    remove: () => false,
    clear(): void {},
    addCallback(_callback: ObservableCallback): void {},
    removeCallback(_callback: ObservableCallback): void {},
  });
  return noOp;
}

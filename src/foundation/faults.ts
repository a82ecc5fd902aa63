/**
 * What can go wrong inside the agent. Each cause is a value of the attribute `cause` of
 * `acme.metrics.agent.errors`, so the list is closed and short.
 */
export type FaultCause =
  | 'invalid_value'
  | 'invalid_attribute'
  | 'invalid_label'
  | 'redacted_value'
  | 'invalid_instrument'
  | 'instrument_conflict'
  | 'name_conflict'
  | 'label_conflict'
  | 'callback_error'
  | 'callback_timeout'
  | 'observer_error'
  | 'exposition_error'
  | 'merged_series'
  | 'duplicate_series'
  | 'endpoint_error'
  | 'export_error'
  | 'configuration_error';

const counts = new Map<FaultCause, number>();

/** Counts one fault. Costs a map update; never throws. */
export function countFault(cause: FaultCause, amount = 1): void {
  counts.set(cause, (counts.get(cause) ?? 0) + amount);
}

/** Faults so far, by cause. */
export function faultCounts(): ReadonlyMap<FaultCause, number> {
  return counts;
}

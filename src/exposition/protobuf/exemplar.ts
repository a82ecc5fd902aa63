import type { Wire } from '../../foundation/wire.ts';
import type { Exemplar } from '../../store/family.ts';
import { EXEMPLAR, TIMESTAMP } from './fields.ts';
import { writeLabel } from './labels.ts';

/** Without labels where it was made outside of any span. */
export function writeExemplar(wire: Wire, field: number, exemplar: Exemplar): void {
  const { traceId, spanId, value, timeMs } = exemplar;
  const at = wire.begin(field);
  if (traceId !== '') {
    writeLabel(wire, 'span_id', spanId);
    writeLabel(wire, 'trace_id', traceId);
  }
  wire.double(EXEMPLAR.value, value);
  writeTime(wire, EXEMPLAR.timestamp, timeMs);
  wire.end(at);
}

/** A `google.protobuf.Timestamp`, of whose numbers only those are written that are not 0. */
export function writeTime(wire: Wire, field: number, timeMs: number): void {
  const seconds = Math.floor(timeMs / 1000);
  const nanos = Math.floor((timeMs - seconds * 1000) * 1e6);
  const at = wire.begin(field);
  if (seconds > 0) wire.uint(TIMESTAMP.seconds, seconds);
  if (nanos > 0) wire.uint(TIMESTAMP.nanos, nanos);
  wire.end(at);
}

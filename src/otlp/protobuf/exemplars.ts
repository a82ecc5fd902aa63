import type { Wire } from '../../foundation/wire.ts';
import type { Exemplar } from '../../store/family.ts';
import { EXEMPLAR } from './fields.ts';
import { writeTime } from './fixed64.ts';

/** `field`: where a point of this kind has its exemplars. */
export function writeExemplars(wire: Wire, field: number, exemplars: readonly Exemplar[]): void {
  for (const { value, timeMs, traceId, spanId } of exemplars) {
    const at = wire.begin(field);
    writeTime(wire, EXEMPLAR.time, timeMs);
    wire.double(EXEMPLAR.value, value);
    writeId(wire, EXEMPLAR.spanId, spanId);
    writeId(wire, EXEMPLAR.traceId, traceId);
    wire.end(at);
  }
}

/** Nothing where it was made outside of any span. */
function writeId(wire: Wire, field: number, hex: string): void {
  if (hex !== '') wire.content(field, Buffer.from(hex, 'hex'));
}

import type { Wire } from '../../foundation/wire.ts';
import type { Exemplar } from '../../store/family.ts';
import { EXEMPLAR } from './fields.ts';
import { writeTime } from './fixed64.ts';

/** `field`: where a point of this kind has its exemplars. Empty ids are as good as none. */
export function writeExemplars(wire: Wire, field: number, exemplars: readonly Exemplar[]): void {
  for (const { value, timeMs, traceId, spanId } of exemplars) {
    const at = wire.begin(field);
    writeTime(wire, EXEMPLAR.time, timeMs);
    wire.double(EXEMPLAR.value, value);
    wire.content(EXEMPLAR.spanId, Buffer.from(spanId, 'hex'));
    wire.content(EXEMPLAR.traceId, Buffer.from(traceId, 'hex'));
    wire.end(at);
  }
}

import { millisecondsUntil } from '../foundation/deadline.ts';
import { atOnce, inTurns } from '../foundation/turns.ts';
import type { Collection } from '../pipeline/collection.ts';
import type { Temporality } from './delta/temporality.ts';
import type { Encode } from './encode.ts';
import type { Exporter } from './exporter.ts';
import { DELIVERED, failedBy, OUT_OF_TIME, type Outcome } from './outcome.ts';
import { partsOf } from './parts.ts';
import type { Sender } from './send/sender.ts';

export interface OtlpExporterOptions {
  readonly sender: Sender;
  readonly temporality: Temporality;
  /** About how many series one request may have. */
  readonly maxSeries: number;
  /** Makes what encodes them: anew for a process that ends, whose last work was not finished. */
  readonly createEncode: () => Encode;
  /** Milliseconds that one request may take. */
  readonly timeoutMs: number;
  /** Whether another process may post what a process that ends has not delivered. */
  readonly mayPost: boolean;
}

/**
 * Pushes a collection by OTLP, part by part. The first part that fails ends it: what was delivered
 * before stays delivered.
 */
export function createOtlpExporter(options: OtlpExporterOptions): Exporter {
  const { sender, temporality, createEncode, maxSeries, timeoutMs, mayPost } = options;
  const encode = createEncode();
  const timeUntil = (deadline: number) => Math.min(timeoutMs, millisecondsUntil(deadline));
  let aborts = 0;

  async function send(collection: Collection, deadline: number): Promise<Outcome> {
    const abortsBefore = aborts;
    const applied = await inTurns(temporality.apply(collection));
    for (const part of partsOf(applied, maxSeries)) {
      const body = await inTurns(encode(part));
      const left = timeUntil(deadline);
      if (left === 0 || aborts !== abortsBefore) return OUT_OF_TIME;
      const outcome = await sender.send(body, left);
      if (!outcome.isDelivered) return outcome;
      temporality.delivered(part);
    }
    return DELIVERED;
  }

  function sendNow(collection: Collection, deadline: number): Outcome {
    const parts = partsOf(atOnce(temporality.apply(collection)), maxSeries);
    const encodeNow = createEncode();
    // The encoder uses its bytes again for the next part.
    const bodies = parts.map((part) => new Uint8Array(atOnce(encodeNow(part))));
    const outcome = sender.sendNow(bodies, timeUntil(deadline));
    if (outcome.isDelivered) for (const part of parts) temporality.delivered(part);
    return outcome;
  }

  return {
    name: `OTLP export to ${sender.target}`,
    export: (collection, deadline) => send(collection, deadline).catch(failedBy),
    ...(mayPost && {
      exportNow(collection, deadline) {
        try {
          return sendNow(collection, deadline);
        } catch (error) {
          return failedBy(error);
        }
      },
    }),
    abort() {
      aborts++;
      sender.abort();
    },
  };
}

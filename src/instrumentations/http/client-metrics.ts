import type { Attributes } from '@opentelemetry/api';
import type { Config } from '../../config/options.ts';
import type { BoundDistribution, Histogram, Meter } from '../../pipeline/meter.ts';
import { CellCache } from './cell-cache.ts';
import { METHODS, methodIndex } from './methods.ts';
import type { Origin } from './origin.ts';

/** Origins × methods × statuses; past it, cells are found through the store. */
const MOST_CELLS = 2000;
/** For a client, 4xx is an error too (semantic conventions). */
const FIRST_ERROR_STATUS = 400;

/** A call that has come to its end. */
export interface Call {
  readonly origin: Origin;
  readonly method: string | undefined;
  /** Absent where no response came. */
  readonly status: number | undefined;
  /** Absent where the response was read to its end. */
  readonly errorType?: string;
}

/** The instrument of HTTP clients, and the way from a call to its series. */
export class ClientMetrics {
  readonly #duration: Histogram;
  readonly #cells = new CellCache<BoundDistribution>(MOST_CELLS);

  constructor(meter: Meter, config: Config) {
    this.#duration = meter.createHistogram('http.client.request.duration', {
      description: 'Duration of HTTP client requests.',
      unit: 's',
      advice: { explicitBucketBoundaries: [...config.httpBuckets] },
    });
  }

  ended(call: Call, seconds: number): void {
    if (call.errorType === undefined) this.#cell(call).record(seconds);
    // Failures are rare, so they have no cells.
    else this.#duration.record(seconds, attributesOf(call));
  }

  #cell(call: Call): BoundDistribution {
    const { key } = call.origin;
    const outcome = methodIndex(call.method) * 1000 + (call.status ?? 0);
    let cell = this.#cells.find(key, outcome);
    if (cell === undefined) {
      cell = this.#duration.bind(attributesOf(call));
      this.#cells.keep(key, outcome, cell);
    }
    return cell;
  }
}

function attributesOf({ origin, method, status, errorType }: Call): Attributes {
  const isError = status !== undefined && status >= FIRST_ERROR_STATUS;
  const type = errorType ?? (isError ? String(status) : undefined);
  return {
    'http.request.method': METHODS[methodIndex(method)],
    'server.address': origin.address,
    'url.scheme': origin.scheme,
    ...(origin.port !== undefined && { 'server.port': origin.port }),
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(type !== undefined && { 'error.type': type }),
  };
}

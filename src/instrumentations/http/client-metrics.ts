import type { Attributes } from '@opentelemetry/api';
import type { Config } from '../../config/options.ts';
import { monotonicSeconds } from '../../foundation/clock.ts';
import type { Contexts } from '../../pipeline/active-span.ts';
import type { BoundRecorder, Histogram, Meter } from '../../pipeline/meter.ts';
import type { MeasurementContext } from '../../store/exemplars.ts';
import { holdBackFor } from '../hold-back.ts';
import { CellCache } from './cell-cache.ts';
import { METHODS, methodIndex } from './methods.ts';
import type { Origin } from './origin.ts';

/** Origins × methods × statuses; past it, cells are found through the store. */
const MOST_CELLS = 2000;
/** For a client, 4xx is an error too (semantic conventions). */
const FIRST_ERROR_STATUS = 400;

/** Monotonic seconds at the start; gone once the end was counted. */
const STARTED = Symbol('http-client started');
const STATUS = Symbol('http-client status');
/** The context of the call; at its end another one may be active. */
const CONTEXT = Symbol('http-client context');

/** A request of a client's, which carries what is known of it until its end. */
export interface ObservedCall {
  readonly method?: string | undefined;
  [STARTED]?: number | undefined;
  [STATUS]?: number | undefined;
  [CONTEXT]?: MeasurementContext;
}

/** A call that has come to its end. */
interface Call {
  readonly origin: Origin;
  readonly method: string | undefined;
  /** Absent where no response came. */
  readonly status: number | undefined;
  /** Absent where the response was read to its end. */
  readonly errorType: string | undefined;
}

/** The instrument of HTTP clients, and the way from a request of one of them to its series. */
export class ClientMetrics<R extends ObservedCall> {
  readonly #originOf: (request: R) => Origin | undefined;
  readonly #isHeldBack: () => boolean;
  readonly #contexts: Contexts;
  readonly #duration: Histogram;
  readonly #cells = new CellCache<BoundRecorder>(MOST_CELLS);

  /** `originOf`: whom a request is for; one without an answer is not counted. */
  constructor(originOf: (request: R) => Origin | undefined, meter: Meter, config: Config) {
    this.#originOf = originOf;
    this.#isHeldBack = holdBackFor('external_api_duration', config);
    this.#contexts = meter.contexts;
    this.#duration = meter.createHistogram('http.client.request.duration', {
      description: 'Duration of HTTP client requests.',
      unit: 's',
      advice: { explicitBucketBoundaries: [...config.httpBuckets] },
    });
  }

  started(request: R): void {
    if (this.#isHeldBack()) return;
    request[STARTED] = monotonicSeconds();
    const context = this.#contexts.active();
    if (context !== undefined) request[CONTEXT] = context;
  }

  /** The response's headers are in. */
  answered(request: R, status: number | undefined): void {
    request[STATUS] = status;
  }

  /** The first end counts. `errorType` is absent where the response was read to its end. */
  ended(request: R, errorType?: string): void {
    const startedAt = request[STARTED];
    if (startedAt === undefined) return;
    request[STARTED] = undefined;
    const origin = this.#originOf(request);
    if (origin === undefined) return;
    const seconds = monotonicSeconds() - startedAt;
    const call = { origin, method: request.method, status: request[STATUS], errorType };
    const context = request[CONTEXT];
    if (errorType === undefined) this.#cell(call).record(seconds, context);
    // Failures are rare, so they have no cells.
    else this.#duration.record(seconds, attributesOf(call), context);
  }

  #cell(call: Call): BoundRecorder {
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

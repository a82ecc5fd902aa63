import type { Attributes } from '@opentelemetry/api';
import type { Config } from '../../config/options.ts';
import type { Contexts } from '../../pipeline/active-span.ts';
import type {
  BoundRecorder,
  BoundSum,
  Histogram,
  Meter,
  UpDownCounter,
} from '../../pipeline/meter.ts';
import { CellCache } from './cell-cache.ts';
import type { Exchange } from './exchange.ts';
import { METHODS, methodIndex } from './methods.ts';
import { sentStatus } from './sent-status.ts';

/** Routes × methods × statuses of a large app; past it, cells are found through the store. */
const MOST_CELLS = 5000;
/** The conventions name no buckets for sizes: decades from a short text to a large upload. */
const BODY_BYTES = [100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
const FIRST_ERROR_STATUS = 500;
const HEAD = methodIndex('HEAD');

/** How an exchange ended, as far as it is known. */
export interface Outcome {
  readonly route: string | undefined;
  /** Absent where headers were never sent. */
  readonly status?: number | undefined;
  readonly errorType?: string | undefined;
}

interface Cell {
  readonly duration: BoundRecorder;
  readonly requestBody: BoundRecorder | undefined;
  readonly responseBody: BoundRecorder | undefined;
}

/** The instruments of HTTP servers, and the way from an exchange to its series. */
export class ServerMetrics {
  readonly #contexts: Contexts;
  readonly #duration: Histogram;
  readonly #requestBody: Histogram | undefined;
  readonly #responseBody: Histogram | undefined;
  readonly #active: UpDownCounter;
  readonly #activeCells: (BoundSum | undefined)[] = [];
  readonly #cells = new CellCache<Cell>(MOST_CELLS);

  constructor(meter: Meter, config: Config) {
    this.#contexts = meter.contexts;
    this.#duration = meter.createHistogram('http.server.request.duration', {
      description: 'Duration of HTTP server requests.',
      unit: 's',
      advice: { explicitBucketBoundaries: [...config.httpBuckets] },
    });
    this.#active = meter.createUpDownCounter('http.server.active_requests', {
      description: 'Number of active HTTP server requests.',
      unit: '{request}',
    });
    if (config.httpBodySizes) {
      this.#requestBody = bodySize(meter, 'request');
      this.#responseBody = bodySize(meter, 'response');
    }
  }

  started(method: number, secure: 0 | 1): void {
    this.#activeCell(method, secure).add(1);
  }

  /** A response that went out whole. */
  finished(exchange: Exchange, route: string | undefined, seconds: number): void {
    this.#activeCell(exchange.method, exchange.secure).add(-1);
    const status = sentStatus(exchange.response);
    const cell = this.#cell(exchange, route, status);
    // Of the server's span: at the end of a response any other one may be active, or none.
    const context = this.#contexts.of(exchange.response);
    cell.duration.record(seconds, context);
    if (exchange.bodies === undefined) return;
    const isEmpty = exchange.method === HEAD || status === 204 || status === 304;
    cell.requestBody?.record(exchange.bodies.received, context);
    cell.responseBody?.record(isEmpty ? 0 : exchange.bodies.sent, context);
  }

  /** A response that did not: rare, so it has no cell. Bodies of which a part is lost don't count. */
  cut(exchange: Exchange, outcome: Outcome, seconds: number): void {
    this.#activeCell(exchange.method, exchange.secure).add(-1);
    const context = this.#contexts.of(exchange.response);
    this.#duration.record(seconds, attributesOf(exchange, outcome), context);
  }

  #activeCell(method: number, secure: 0 | 1): BoundSum {
    const index = method * 2 + secure;
    let cell = this.#activeCells[index];
    if (cell === undefined) {
      cell = this.#active.bind({
        'http.request.method': METHODS[method],
        'url.scheme': secure ? 'https' : 'http',
      });
      this.#activeCells[index] = cell;
    }
    return cell;
  }

  #cell(exchange: Exchange, route: string | undefined, status: number): Cell {
    const key = outcomeKey(exchange, status);
    const known = this.#cells.find(route ?? '', key);
    if (known !== undefined) return known;
    const errorType = status >= FIRST_ERROR_STATUS ? String(status) : undefined;
    const attributes = attributesOf(exchange, { route, status, errorType });
    const cell: Cell = {
      duration: this.#duration.bind(attributes),
      requestBody: this.#requestBody?.bind(attributes),
      responseBody: this.#responseBody?.bind(attributes),
    };
    this.#cells.keep(route ?? '', key, cell);
    return cell;
  }
}

/** Everything but the route that tells series apart, in one small number. */
function outcomeKey({ method, secure, request }: Exchange, status: number): number {
  const version = request.httpVersionMajor * 10 + request.httpVersionMinor;
  return ((method * 2 + secure) * 100 + version) * 1000 + status;
}

function attributesOf(
  { method, secure, request }: Exchange,
  { route, status, errorType }: Outcome,
): Attributes {
  return {
    'http.request.method': METHODS[method],
    'url.scheme': secure ? 'https' : 'http',
    'network.protocol.version': request.httpVersion,
    ...(route !== undefined && { 'http.route': route }),
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(errorType !== undefined && { 'error.type': errorType }),
  };
}

function bodySize(meter: Meter, message: 'request' | 'response'): Histogram {
  return meter.createHistogram(`http.server.${message}.body.size`, {
    description: `Size of HTTP server ${message} bodies.`,
    unit: 'By',
    advice: { explicitBucketBoundaries: BODY_BYTES },
  });
}

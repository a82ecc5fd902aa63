import { setTimeout as wait } from 'node:timers/promises';
import type { ReceivedMetrics, ReceivedPoint, ReceivedRequest } from './received.ts';

/** How a receiver treats what comes, from the next request on. */
export type ReceiverMode =
  | 'up'
  /** Reads the request, forgets it and never answers. */
  | 'black-hole'
  /** Accepts the request and never answers. */
  | 'silent'
  /** Answers after `slowMs`. */
  | 'slow'
  /** Answers with bytes that are no answer in its protocol. */
  | 'garbage'
  | {
      /** Of HTTP; over gRPC, a code of gRPC. */
      readonly status: number;
      /** Seconds. */
      readonly retryAfter?: number;
    };

/** A collector in this process: what it was sent, and what it does with it. */
export interface OtlpReceiver {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, without a path. */
  readonly url: string;
  mode: ReceiverMode;
  slowMs: number;
  /** The accepted requests: answered with success, or kept in silence. */
  readonly requests: readonly ReceivedRequest[];
  /** How many requests came, whatever became of them. */
  readonly attempts: number;
  /** The most requests that were unanswered at once. */
  readonly mostInFlight: number;
  /** The newest point of each series of this name that was accepted. */
  points(name: string): ReceivedPoint[];
  /** Cumulative: the sum of the newest values of all series (of a histogram: of the counts). */
  lastTotal(name: string): number;
  /** Delta: the sum of all values that were accepted (of a histogram: of the counts). */
  deltaTotal(name: string): number;
  /** Resolves as soon as this holds; rejects after 10 s, or the time given. */
  until(predicate: () => boolean, timeoutMs?: number): Promise<void>;
  /** Forgets all that came before. */
  clear(): void;
  /** Ends all connections too: from now on the port refuses. */
  close(): Promise<void>;
}

export interface TlsOptions {
  readonly key: string;
  readonly cert: string;
  /** Signs the clients' certificates. */
  readonly ca?: string;
  /** Refuses a client without a certificate. */
  readonly requestCert?: boolean;
}

export interface ReceiverOptions {
  /** A free one, if not given. */
  readonly port?: number;
  readonly tls?: TlsOptions;
}

/** What receivers have in common: their book, and how they are told to behave. */
export abstract class Traffic {
  mode: ReceiverMode = 'up';
  slowMs = 100;
  abstract readonly port: number;
  readonly #scheme: string;
  readonly requests: ReceivedRequest[] = [];
  attempts = 0;
  mostInFlight = 0;
  readonly #inFlight = new Set<object>();
  #lastFault = 'none';

  constructor({ tls }: ReceiverOptions) {
    this.#scheme = tls === undefined ? 'http' : 'https';
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  /** To be called for each request; what it returns, when it is over: answered or given up. */
  begin(): () => void {
    const request = {};
    this.attempts++;
    this.#inFlight.add(request);
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight.size);
    return () => this.#inFlight.delete(request);
  }

  /** A request that could not be read. */
  fault(error: unknown): string {
    this.#lastFault = String(error);
    return this.#lastFault;
  }

  points(name: string): ReceivedPoint[] {
    const newest = new Map<string, ReceivedPoint>();
    for (const { point, series } of this.#pointsOf(name)) newest.set(series, point);
    return [...newest.values()];
  }

  lastTotal(name: string): number {
    return total(this.points(name));
  }

  deltaTotal(name: string): number {
    return total([...this.#pointsOf(name)].map(({ point }) => point));
  }

  async until(predicate: () => boolean, timeoutMs = 10_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!predicate()) {
      if (performance.now() > deadline) {
        const { attempts, requests } = this;
        throw new Error(
          `not within ${timeoutMs} ms: ${predicate}\nof ${attempts} requests ${requests.length} were accepted; last fault: ${this.#lastFault}`,
        );
      }
      await wait(5);
    }
  }

  clear(): void {
    this.requests.length = 0;
    this.attempts = 0;
    this.mostInFlight = this.#inFlight.size;
    this.#lastFault = 'none';
  }

  *#pointsOf(name: string): Generator<{ point: ReceivedPoint; series: string }> {
    for (const request of this.requests) {
      for (const { point, scope } of named(request, name)) {
        const series = [sorted(request.resource), scope.name, sorted(point.attributes)];
        yield { point, series: JSON.stringify(series) };
      }
    }
  }
}

function* named({ metrics }: ReceivedMetrics, name: string) {
  for (const { name: own, scope, points } of metrics) {
    if (own !== name) continue;
    for (const point of points) yield { point, scope };
  }
}

function sorted(attributes: Record<string, unknown>): [string, unknown][] {
  return Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
}

function total(points: readonly ReceivedPoint[]): number {
  return points.reduce((sum, { value, count }) => sum + (value ?? count ?? 0), 0);
}

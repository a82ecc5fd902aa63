import { waitFor } from './app-process.ts';

/** A sample of a query's answer. */
export interface QueryResult {
  readonly metric: Readonly<Record<string, string>>;
  /** NaN for a native histogram. */
  readonly value: number;
  readonly histogram?: NativeHistogram | undefined;
}

/** A native histogram as the query API tells it; numbers are texts there. */
export interface NativeHistogram {
  readonly count: string;
  readonly sum: string;
  /** Rule for the borders, lower border, upper border, count. */
  readonly buckets?: readonly (readonly [number, string, string, string])[];
}

export interface StoredExemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
  readonly timestamp: number;
}

export interface ExemplarSeries {
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly exemplars: readonly StoredExemplar[];
}

export interface ScrapeTarget {
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
  readonly scrapePool: string;
}

export type Accepts<T> = (answer: T) => boolean;

/** Prometheus's HTTP API, which VictoriaMetrics has, too. */
export interface QueryApi {
  /** The instant query's answer; polled until it has one that `accept` takes. */
  query(
    expression: string,
    accept?: Accepts<readonly QueryResult[]>,
  ): Promise<readonly QueryResult[]>;
  /** Exemplars of the last hour; polled until there is one that `accept` takes. */
  exemplars(
    selector: string,
    accept?: Accepts<readonly ExemplarSeries[]>,
  ): Promise<readonly ExemplarSeries[]>;
  /** What it scrapes, and how that goes. */
  targets(): Promise<readonly ScrapeTarget[]>;
}

interface Answer<T> {
  readonly status: string;
  readonly error?: string;
  readonly data: T;
}

interface Vector {
  readonly result: readonly {
    readonly metric: Record<string, string>;
    readonly value?: readonly [time: number, text: string];
    readonly histogram?: readonly [time: number, histogram: NativeHistogram];
  }[];
}

const HOUR_MS = 3_600_000;

export function queryApi(port: number): QueryApi {
  async function ask<T>(path: string, parameters: Record<string, string>): Promise<T> {
    const address = `http://127.0.0.1:${port}/api/v1/${path}?${new URLSearchParams(parameters)}`;
    const answer = (await (await fetch(address)).json()) as Answer<T>;
    if (answer.status !== 'success') throw new Error(`${address}: ${answer.error}`);
    return answer.data;
  }
  return {
    query: (expression, accept = isNotEmpty) =>
      until(expression, accept, async () => {
        // VictoriaMetrics keeps answers for a while, unless it is told not to.
        const { result } = await ask<Vector>('query', { query: expression, nocache: '1' });
        return result.map(({ metric, value, histogram }) => ({
          metric,
          value: parseNumber(value?.[1] ?? 'NaN'),
          ...(histogram && { histogram: histogram[1] }),
        }));
      }),
    exemplars: (selector, accept = isNotEmpty) =>
      until(selector, accept, () => {
        const now = Date.now();
        const [start, end] = [now - HOUR_MS, now + HOUR_MS].map((ms) => String(ms / 1000));
        return ask<ExemplarSeries[]>('query_exemplars', {
          query: selector,
          start: start ?? '',
          end: end ?? '',
        });
      }),
    async targets() {
      const { activeTargets } = await ask<{ activeTargets: ScrapeTarget[] }>('targets', {});
      return activeTargets;
    },
  };
}

function isNotEmpty(answer: readonly unknown[]): boolean {
  return answer.length > 0;
}

function until<T>(what: string, accept: Accepts<T>, ask: () => Promise<T>): Promise<T> {
  let last: T | undefined;
  return waitFor(
    async () => {
      last = await ask();
      return accept(last) ? last : undefined;
    },
    () => `${what} answered ${JSON.stringify(last).slice(0, 2000)}`,
  );
}

/** `+Inf`, `-Inf` and `NaN` are texts of Go. */
function parseNumber(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}

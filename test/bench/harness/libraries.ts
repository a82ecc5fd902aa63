import { BARE, BARE_AGAIN, OURS, PROM_CLIENT, PROMETHEUS_IO, SDK } from '../report/result.ts';
import type { Bench } from './bench.ts';
import { freePort } from './free-port.ts';
import { Program } from './program.ts';

/** What the programs can hold series with. */
export interface Library {
  readonly name: string;
  /** The file in `programs/libraries`. */
  readonly file: string;
  readonly flags?: readonly string[];
}

export const LIBRARIES: readonly Library[] = [
  { name: BARE, file: 'none' },
  { name: BARE_AGAIN, file: 'none' },
  { name: OURS, file: 'ours', flags: ['--import', '@acme/otel-metrics/register'] },
  { name: PROM_CLIENT, file: 'prom-client' },
  { name: PROMETHEUS_IO, file: 'prometheus-io' },
  { name: SDK, file: 'opentelemetry' },
];

/** The same of those that push. */
export const PUSHING: readonly Library[] = [
  ...LIBRARIES.filter(({ name }) => [BARE, BARE_AGAIN, OURS].includes(name)),
  { name: SDK, file: 'opentelemetry-otlp' },
];

const LIMITS = {
  ACME_METRICS_CARDINALITY_LIMIT: '200000',
  ACME_METRICS_TOTAL_CARDINALITY_LIMIT: '1000000',
};

/** A process that holds series with this library. */
export async function startSeries(
  bench: Bench,
  { file, flags = [] }: Library,
  heap: readonly string[] = [],
): Promise<Program> {
  return new Program(bench, {
    file: 'series.cjs',
    args: [file],
    flags: ['--expose-gc', ...heap, ...flags],
    env: { ...LIMITS, OTEL_EXPORTER_PROMETHEUS_PORT: String(await freePort()) },
  });
}

/** All settings of a push that are no default of both. */
const PUSHED = {
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  // None but those that are asked for.
  OTEL_METRIC_EXPORT_INTERVAL: '3600000',
};

/** A process that holds series with this library, and pushes them where it is told to. */
export function startPushes(bench: Bench, { file, flags = [] }: Library, url: string): Program {
  return new Program(bench, {
    ...{ file: 'pushes.cjs', args: [file], flags },
    env: { ...LIMITS, ...PUSHED, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: url },
  });
}

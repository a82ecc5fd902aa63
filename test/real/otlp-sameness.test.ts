import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, scrape, startApp, waitFor } from '../support/app-process.ts';
import { findDebianProgram } from '../support/debian-package.ts';
import { type ParsedSample, parseExposition } from '../support/exposition-parser.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { canRun, type Prometheus, startPrometheus } from '../support/prometheus.ts';
import type { QueryResult } from '../support/query-api.ts';
import { samenessFaults } from '../support/sameness.ts';
import { storedPage } from '../support/stored-samples.ts';
import { startVictoriaMetrics, type VictoriaMetrics } from '../support/victoria-metrics.ts';

const project = inject('packedProject');

interface Difference {
  readonly why: string;
  /** What it has of a scraped sample: another one, or none. */
  readonly theirs: (sample: ParsedSample) => ParsedSample | undefined;
}

/** All that is not the same in VictoriaMetrics 1.145. */
const DIFFERENCES: readonly Difference[] = [
  {
    why: 'it calls a scope otherwise, has a version for each, and no schema',
    theirs: ({ labels: { otel_scope_schema_url: _, ...labels }, ...sample }) => {
      const { otel_scope_name: name = '', otel_scope_version: version, ...rest } = labels;
      const scope = { scope_name: name, scope_version: version ?? 'unknown' };
      return { ...sample, labels: { ...rest, ...scope } };
    },
  },
  {
    why: 'of minutes it knows no word in what is measured per minute',
    theirs: (sample) => ({ ...sample, name: sample.name.replace(/_per_minute$/, '_per_min') }),
  },
  {
    why: 'it calls sums that may fall a ratio where their unit is 1, as OpenTelemetry has it of gauges',
    theirs: (sample) => ({ ...sample, name: sample.name.replace(/^queue_share$/, '$&_ratio') }),
  },
  {
    why: 'it keeps no NaN, which marks the end of a series there',
    theirs: (sample) => (Number.isNaN(sample.value) ? undefined : sample),
  },
];

/** Digits that it keeps of a number. */
const DIGITS = 11;

/** Debian's newest: that of trixie has no scopes and leaves deltas out. */
const found = findDebianProgram({
  suite: 'sid',
  package: 'victoria-metrics',
  path: 'usr/bin/victoria-metrics',
});
const lacks = found.lacks ?? (canRun('prometheus') ? undefined : 'prometheus is not installed');
const reason = lacks === undefined ? '' : ` (${lacks})`;

interface Case {
  readonly what: string;
  readonly temporality: 'cumulative' | 'delta';
  /** What is stored of the app that the selector is for. */
  readonly stored: (selector: string, port: number) => Promise<QueryResult[]>;
}

let postgres: Postgres;
let victoria: VictoriaMetrics;

const CASES: readonly Case[] = [
  {
    what: 'as totals',
    temporality: 'cumulative',
    stored: async (selector) => [...(await victoria.query(selector))],
  },
  {
    what: 'as deltas, added up there',
    temporality: 'delta',
    async stored(selector, port) {
      const summed = namesOfSums(await scrape(port));
      const isSummed = ({ metric }: QueryResult) => summed.has(metric['__name__'] ?? '');
      const sums = await victoria.query(`sum_over_time(${selector}[1h]) keep_metric_names`);
      const latest = await victoria.query(selector);
      return [...sums.filter(isSummed), ...latest.filter((one) => !isSummed(one))];
    },
  },
];

describe.skipIf(lacks)(
  `an app, scraped by Prometheus and pushed to VictoriaMetrics${reason}`,
  () => {
    beforeAll(async () => {
      [postgres, victoria] = await Promise.all([
        startPostgres(),
        startVictoriaMetrics({ command: found.command }),
      ]);
    });
    afterAll(async () => {
      await victoria?.stop();
      await postgres?.stop();
    });

    describe.each(CASES)('$what', ({ temporality, stored }) => {
      const selector = `{service_name="${temporality}"}`;
      let prometheus: Prometheus;
      let app: App;
      let faults: readonly string[] = ['nothing was compared'];
      let scraped: readonly ParsedSample[] = [];

      beforeAll(async () => {
        const port = await freePort();
        prometheus = await startPrometheus({ everything: port });
        app = startApp({
          cwd: project,
          args: ['--import', '@acme/otel-metrics/register', 'everything.cjs'],
          env: {
            ROUNDS: '4',
            OTEL_SERVICE_NAME: temporality,
            OTEL_METRICS_EXPORTER: 'prometheus,otlp',
            OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
            OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: victoria.otlpUrl,
            OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality,
            OTEL_METRIC_EXPORT_INTERVAL: '500',
            ACME_METRICS_BRIDGE_PROM_CLIENT: 'true',
            // This Prometheus takes them for series of their own.
            ACME_METRICS_CREATED_LINES: 'false',
            ...connectionOf(postgres),
          },
        });
        await app.printed(/all is measured/);
        // Until both have looked after that.
        await waitFor(
          async () => {
            scraped = (await storedPage(prometheus, 'everything')).samples;
            await victoria.flush();
            faults = faultsOf(scraped, await stored(selector, port));
            return faults.length === 0 ? true : undefined;
          },
          () => '',
        ).catch(() => {});
      });

      afterAll(async () => {
        await app?.stop();
        await prometheus?.stop();
      });

      it('has the same names, labels and values in both', () => {
        expect(faults, app.stderr()).toEqual([]);
      });

      it('was pushed several times meanwhile', async () => {
        const pushes = await victoria.query(`count_over_time(revenue_total${selector}[1h])`);
        expect(pushes.length).toBe(1);
        expect(pushes[0]?.value).toBeGreaterThan(1);
      });

      it('was asked for all that it can measure', () => {
        const names = new Set(scraped.map(({ name }) => name));
        for (const name of [
          ...[
            'http_server_request_duration_seconds_count',
            'http_client_request_duration_seconds_sum',
          ],
          ...['db_client_operation_duration_seconds_bucket', 'db_client_connection_count'],
          ...['shop_orders_total', 'queue_length', 'seen_jobs', 'seen_events_total', 'seen_level'],
          ...[
            'orders_total',
            'rooms_free',
            'basket_EUR_bucket',
            'upload_size_bytes',
            'upload_size_bytes_sum',
          ],
          ...['checkout_seconds_count', 'import_rows_total', 'revenue_total', 'errors_total'],
          ...['cache_hits_total', 'queue_size', 'clicks', 'waits', 'took_seconds_bucket'],
          ...['process_cpu_time_seconds_total', 'v8js_memory_heap_used_bytes'],
        ]) {
          expect(names).toContain(name);
        }
        expect(scraped.length).toBeGreaterThan(500);
      });

      it.each(DIFFERENCES)('would not be the same otherwise: $why', ({ theirs }) => {
        const changed = scraped.filter(
          (sample) => JSON.stringify(theirs(sample)) !== JSON.stringify(sample),
        );
        expect(changed).not.toEqual([]);
      });
    });
  },
);

/** The names of the samples that deltas are pushed of. A counter without `_total` is pushed as a sum that may fall. */
function namesOfSums(page: string): Set<string> {
  const families = parseExposition(page).filter(
    ({ type, name }) => type === 'histogram' || (type === 'counter' && name.endsWith('_total')),
  );
  return new Set(families.flatMap(({ samples }) => samples.map(({ name }) => name)));
}

/** Samples of what is pushed have the resource as labels, and `target_info` on the page says which. */
function faultsOf(scraped: readonly ParsedSample[], stored: readonly QueryResult[]): string[] {
  const info = scraped.find(({ name }) => name === 'target_info');
  const ofResource = new Set([...Object.keys(info?.labels ?? {}), 'job', 'instance']);
  const pushed = stored.map(({ metric: { __name__: name = '', ...labels }, value }) => ({
    name,
    labels: Object.fromEntries(Object.entries(labels).filter(([key]) => !ofResource.has(key))),
    value,
  }));
  const expected = scraped
    .filter((sample) => sample !== info)
    .flatMap((sample) => {
      let theirs: ParsedSample | undefined = sample;
      for (const difference of DIFFERENCES) theirs = theirs && difference.theirs(theirs);
      return theirs ?? [];
    });
  return samenessFaults({ scraped: expected, pushed, digits: DIGITS });
}

function connectionOf({ settings }: Postgres): Record<string, string> {
  const { host, port, user, password, database } = settings;
  return {
    ...{ PGHOST: host, PGPORT: String(port), PGUSER: user },
    ...{ PGPASSWORD: password, PGDATABASE: database },
  };
}

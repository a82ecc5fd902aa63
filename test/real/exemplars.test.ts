import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, startApp, waitFor } from '../support/app-process.ts';
import { OPENMETRICS_PLAIN, PROTOBUF_PLAIN } from '../support/page-formats.ts';
import { type PageRelay, startRelay } from '../support/page-relay.ts';
import { canRun, type Prometheus, startPrometheus } from '../support/prometheus.ts';

const project = inject('packedProject');
const OURS = '@acme/otel-metrics/register';
const TRACING = './tracing.cjs';
const FORMATS = [OPENMETRICS_PLAIN, PROTOBUF_PLAIN];
/** Each is a path, and the status that the app answers it with: a series for each request. */
const STATUSES = ['201', '202', '404', '503'];
const SERVER_KIND = 1;

/** Ways in which an app has its tracing and us loaded before it. */
const STARTS: readonly (readonly [title: string, ...args: string[]])[] = [
  ['ours first, CommonJS', '--require', OURS, '--require', TRACING, 'traced.cjs'],
  ['tracing first, CommonJS', '--require', TRACING, '--require', OURS, 'traced.cjs'],
  ['ours first, ESM', '--import', OURS, '--import', TRACING, 'traced.mjs'],
  ['tracing first, ESM', '--import', TRACING, '--import', OURS, 'traced.mjs'],
];

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly kind: number;
  readonly path: string;
}

describe.skipIf(!canRun('prometheus'))("exemplars of an app with OpenTelemetry's NodeSDK", () => {
  describe.each(STARTS)('%s', (_title, ...args) => {
    let app: App;
    let prometheus: Prometheus;
    let spans: Map<string, Span>;
    const relays: PageRelay[] = [];

    beforeAll(async () => {
      const port = await freePort();
      app = startApp({
        cwd: project,
        args,
        env: {
          OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
          // The duration's histogram too, so that each format has what it has exemplars for.
          ACME_METRICS_HISTOGRAMS: 'both',
          // The app's SDK is to trace and nothing else.
          OTEL_METRICS_EXPORTER: 'none',
          ACME_METRICS_EXPORTER: 'prometheus',
          OTEL_LOGS_EXPORTER: 'none',
          OTEL_BSP_SCHEDULE_DELAY: '50',
        },
      });
      const [, own] = await app.printed(/listening (\d+)/);
      const base = `http://127.0.0.1:${own}`;
      for (const status of STATUSES) await (await fetch(`${base}/${status}`)).text();
      spans = await exported(base);
      for (const { accept } of FORMATS) relays.push(await startRelay(port, { accept }));
      const ports = FORMATS.map(({ title }, at) => [title, relays[at]?.port ?? 0]);
      prometheus = await startPrometheus(Object.fromEntries(ports), {
        features: ['native-histograms', 'exemplar-storage'],
      });
    });
    afterAll(async () => {
      await prometheus?.stop();
      for (const relay of relays.splice(0)) await relay.stop();
      await app?.stop();
    });

    it('has a server span of each request', () => {
      expect([...spans.keys()].sort()).toEqual(STATUSES.map((status) => `/${status}`));
    });

    describe.each(FORMATS)('in $title', ({ title: job }) => {
      it.each(STATUSES)(
        'is the server span of the request that was answered %s',
        async (status) => {
          const series = `{job="${job}",__name__=~"http_server_request_duration_seconds(_bucket)?",http_response_status_code="${status}"}`;
          expect(await found(series)).toEqual([idsOf(`/${status}`)]);
        },
      );

      it.each(STATUSES)(
        "is in the request's trace, for the app's own metrics: %s",
        async (status) => {
          const path = `/${status}`;
          const own = `job="${job}",path="${path}"`;
          expect(await found(`{__name__=~"order_wait_seconds(_bucket)?",${own}}`)).toEqual([
            idsOf(path),
          ]);
          expect(await found(`orders_total{${own}}`)).toEqual([idsOf(path)]);
        },
      );
    });

    function idsOf(path: string) {
      const { traceId, spanId } = spans.get(path) ?? {};
      return { trace_id: traceId, span_id: spanId };
    }

    /** Different ids among the exemplars of some series. */
    async function found(selector: string) {
      const all = (await prometheus.exemplars(selector)).flatMap(({ exemplars }) => exemplars);
      const texts = new Set(all.map(({ labels }) => JSON.stringify(labels)));
      return [...texts].map((text) => {
        const { trace_id, span_id } = JSON.parse(text);
        return { trace_id, span_id };
      });
    }
  });
});

/** The server spans of the requests, by path. */
async function exported(base: string): Promise<Map<string, Span>> {
  let last: Span[] = [];
  return waitFor(
    async () => {
      last = (await (await fetch(`${base}/spans`)).json()) as Span[];
      const own = last.filter(({ kind, path }) => kind === SERVER_KIND && path !== '/spans');
      return own.length >= STATUSES.length
        ? new Map(own.map((span) => [span.path, span]))
        : undefined;
    },
    () => `exported spans: ${JSON.stringify(last)}`,
  );
}

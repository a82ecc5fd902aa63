import type { Variant } from '../harness/served-app.ts';
import type { RequestApp } from '../names.ts';
import { AUTO, BARE_AGAIN, OURS, PROM_CLIENT, SDK } from '../report/result.ts';

const PRELOAD = ['--import', '@acme/otel-metrics/register'];
const BODY_SIZES = { ACME_METRICS_HTTP_BODY_SIZES: 'true' };
const WITHOUT_RUNTIME = { ACME_METRICS_DISABLED_OBSERVERS: 'gc,event-loop' };
const METRICS_ONLY = {
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'prometheus',
};

/** A way to measure the apps' requests. */
export interface Contender extends Variant {
  /** The histogram whose count has to be that of the requests. */
  readonly counts?: string;
  /** The apps whose routes it knows; there each has to be on its page. */
  readonly routes?: readonly RequestApp[];
  /** Whether it is a peer, which is measured in fewer incarnations. */
  readonly peer: boolean;
}

const SEMANTIC = 'http_server_request_duration';
const FRAMEWORKS: readonly RequestApp[] = ['express', 'fastify'];

/** In the order of the table; the first is the measure for all others. */
export const CONTENDERS: readonly Contender[] = [
  { name: BARE_AGAIN, peer: false },
  { name: OURS, flags: PRELOAD, counts: SEMANTIC, routes: FRAMEWORKS, peer: false },
  {
    name: `${OURS} without gc and event-loop`,
    flags: PRELOAD,
    env: WITHOUT_RUNTIME,
    counts: SEMANTIC,
    routes: FRAMEWORKS,
    peer: false,
  },
  {
    name: `${OURS} with body sizes`,
    flags: PRELOAD,
    env: BODY_SIZES,
    counts: SEMANTIC,
    routes: FRAMEWORKS,
    peer: false,
  },
  {
    name: PROM_CLIENT,
    hooks: 'prom-client.cjs',
    counts: 'http_request_duration',
    routes: ['http', ...FRAMEWORKS],
    peer: true,
  },
  {
    name: SDK,
    flags: ['--require', './programs/requests/opentelemetry.cjs'],
    counts: SEMANTIC,
    peer: true,
  },
  {
    name: AUTO,
    flags: ['--require', '@opentelemetry/auto-instrumentations-node/register'],
    env: METRICS_ONLY,
    counts: SEMANTIC,
    routes: ['express'],
    peer: true,
  },
];

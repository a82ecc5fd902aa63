import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { NamingMode } from '../../src/config/metrics-options.ts';
import { type App, freePort, startApp } from './app-process.ts';
import { startOrdersApp } from './orders-app.ts';
import { type Prometheus, startPrometheus } from './prometheus.ts';

const SHOP = join(import.meta.dirname, '../../examples/shop');
const ORDERS_PATHS = ['/orders', '/orders/1', '/orders/1/invoice', '/reports/sales', '/nothing'];
/** The second set of labels of this metric is one too many. */
const LIMITS = { user_action: { limit: 2 } };

export interface ObservedOptions {
  readonly naming: NamingMode;
  /** Texts of rule files for Prometheus. */
  readonly rules?: readonly string[];
  /** Further variables of both apps. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of Prometheus's `--enable-feature`. */
  readonly features?: readonly string[];
}

/** The example apps with everything that panels and rules ask for, under one Prometheus. */
export interface ObservedApps {
  readonly prometheus: Prometheus;
  /** Prometheus's job of both. */
  readonly job: string;
  /** Ports of the endpoints: an Express app on PostgreSQL, and one with every helper. */
  readonly ports: { readonly orders: number; readonly shop: number };
  stop(): Promise<void>;
}

/** Starts both apps in folders of `project`, asks them several times a second, and scrapes them. */
export async function observeApps(
  project: string,
  { naming, rules = [], env = {}, features = [] }: ObservedOptions,
): Promise<ObservedApps> {
  const variables = { ...env, ACME_METRICS_NAMING: naming };
  const name = `observed-orders-${naming}`;
  const orders = await startOrdersApp(project, { name, paths: ORDERS_PATHS, env: variables });
  const shop = await startShop(project, `observed-shop-${naming}`, variables);
  const ports = { orders: orders.metricsPort, shop: shop.metricsPort };
  const prometheus = await startPrometheus({ app: Object.values(ports) }, { rules, features });
  return {
    prometheus,
    job: 'app',
    ports,
    async stop() {
      await prometheus.stop();
      await shop.stop();
      await orders.stop();
    },
  };
}

async function startShop(project: string, name: string, env: Readonly<Record<string, string>>) {
  const metricsPort = await freePort();
  cpSync(SHOP, join(project, name), { recursive: true });
  const app = startApp({
    cwd: project,
    args: ['--import', '@acme/otel-metrics/register', `${name}/app.mjs`],
    env: {
      ACME_METRICS_RULES: JSON.stringify(LIMITS),
      ...env,
      OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
      PORT: '0',
    },
  });
  const stopTraffic = await visit(app);
  return {
    metricsPort,
    async stop() {
      stopTraffic();
      await app.stop();
    },
  };
}

/** Customers of the shop, some of whom it disappoints. */
const VISITS: readonly (readonly [path: string, body?: object])[] = [
  ['/users', { name: 'Ada', source: 'web' }],
  ['/users', { source: 'app' }],
  ['/products/lamp'],
  ['/products/desk'],
  ['/products/yacht'],
  ['/orders', { product: 'lamp', items: 2, coupon: 'spring' }],
  ['/orders', { product: 'desk', tier: 'gold', urgent: true }],
  ['/orders', { product: 'yacht' }],
  ['/parcels', {}],
  ['/questions', { question: 'When does it ship?' }],
  ['/questions', { question: '' }],
  ['/imports/prices', { rows: 12 }],
];

async function visit(app: App): Promise<() => void> {
  const [url] = await app.printed(/http:\/\/localhost:\d+/);
  const traffic = setInterval(() => {
    for (const [path, body] of VISITS) {
      const sent = body === undefined ? {} : postOf(body);
      fetch(`${url}${path}`, sent).then(
        (response) => response.arrayBuffer(),
        () => {},
      );
    }
  }, 200);
  return () => clearInterval(traffic);
}

function postOf(body: object): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

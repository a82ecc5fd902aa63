import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { renderDashboards } from '../../src/cli/dashboards/dashboards.ts';
import { allHistograms, DEFAULT_FIT, type Fit } from '../../src/cli/fit.ts';
import { createNames, DEFAULT_NAMES, type NamesOptions } from '../../src/views/names.ts';
import { type App, freePort, runApp, startApp } from '../support/app-process.ts';
import { findDebianProgram } from '../support/debian-package.ts';

import { type OrdersApp, startOrdersApp } from '../support/orders-app.ts';
import { canRun, startPrometheus } from '../support/prometheus.ts';
import type { QueryApi } from '../support/query-api.ts';

const project = inject('packedProject');
const SHOP = join(import.meta.dirname, '../../examples/shop');
const FLAGS = ['--import', '@acme/otel-metrics/register'];

/** A queue that tells the states of its jobs, and more label sets than the limit lets in. */
const FULL_APP = `
import { counter, queue } from '@acme/otel-metrics';

// As PQueue has it.
globalThis.thumbnails = { size: 2, pending: 1 };
queue('thumbnails').observe(globalThis.thumbnails);
const visits = counter('visits', { labels: ['page'] });
let page = 0;
setInterval(() => visits.add(1, { page: 'page ' + page++ }), 10);
setInterval(() => visits.add(Number.NaN, { page: 'none' }), 10);
console.log('started');
`;

const SHOP_REQUESTS: readonly (readonly [path: string, body?: object])[] = [
  ['/users', { name: 'Ada', source: 'web' }],
  ['/users', { source: 'app' }],
  ['/products/lamp'],
  ['/orders', { product: 'lamp', items: 2, coupon: 'spring' }],
  ['/orders', { product: 'yacht' }],
  ['/parcels', {}],
  ['/questions', { question: 'When does it ship?' }],
  ['/questions', { question: '' }],
];

interface Variant {
  readonly title: string;
  readonly names: NamesOptions;
  readonly env: Readonly<Record<string, string>>;
  /** Why it cannot be run here. */
  readonly lacks?: string | undefined;
  readonly isNative?: true;
  start(jobs: Readonly<Record<string, number>>): Promise<Stoppable>;
}

type Stoppable = QueryApi & { stop(): Promise<void> };

const newer = findDebianProgram({
  ...{ suite: 'sid', package: 'prometheus' },
  path: 'usr/bin/prometheus',
});
/** Debian's asks for names with underscores unless it is told otherwise. */
const UTF8 = { metric_name_validation_scheme: 'utf8', metric_name_escaping_scheme: 'allow-utf-8' };

const installed = canRun('prometheus') ? undefined : 'no Prometheus here';

const VARIANTS: readonly Variant[] = [
  {
    ...{ title: 'in standard names', names: DEFAULT_NAMES, env: {}, lacks: installed },
    start: (jobs) => startPrometheus(jobs),
  },
  {
    ...{ title: 'in classic names', lacks: installed },
    names: { ...DEFAULT_NAMES, naming: 'classic' },
    env: { ACME_METRICS_NAMING: 'classic' },
    start: (jobs) => startPrometheus(jobs),
  },
  {
    ...{ title: 'of native histograms', names: DEFAULT_NAMES, lacks: installed, isNative: true },
    env: { ACME_METRICS_HISTOGRAMS: 'both' },
    start: (jobs) => startPrometheus(jobs, { features: ['native-histograms'] }),
  },
  {
    ...{ title: 'in names with dots', lacks: newer.lacks },
    names: { ...DEFAULT_NAMES, translation: 'NoTranslation' },
    env: { ACME_METRICS_TRANSLATION_STRATEGY: 'NoTranslation' },
    start: (jobs) => startPrometheus(jobs, { command: newer.command, scrape: UTF8 }),
  },
];

describe.each(VARIANTS)('dashboards $title', ({ names, env, lacks, isNative, start }) => {
  describe.skipIf(lacks !== undefined)(lacks ?? 'on a real Prometheus', () => {
    const apps: (OrdersApp | App)[] = [];
    let stopTraffic = () => {};
    let ports: Readonly<Record<string, number>>;
    let prometheus: Stoppable;

    beforeAll(async () => {
      const orders = await startOrdersApp(project, {
        ...{ name: 'dashboards', env },
        paths: ['/orders', '/orders/1', '/orders/1/invoice', '/nothing'],
      });
      apps.push(orders);
      const shop = await startShop(env);
      apps.push(shop.app);
      stopTraffic = shop.stopTraffic;
      const full = await startFullApp(env);
      apps.push(full.app);
      ports = { orders: orders.metricsPort, shop: shop.metricsPort, full: full.metricsPort };
      prometheus = await start(ports);
    });
    afterAll(async () => {
      stopTraffic();
      await prometheus?.stop();
      await Promise.all(apps.splice(0).map((app) => app.stop()));
    });

    const native = isNative && allHistograms(names);
    const fit: Fit = { ...DEFAULT_FIT, names, ...(native && { native }) };

    it.each(queriesOf(fit))('%s answers', async (_panel, query) => {
      expect((await prometheus.query(ofAnyJob(query, ports))).length).toBeGreaterThan(0);
    });

    it('offer jobs, instances and routes to choose from', async () => {
      const [service] = renderDashboards(fit).map(({ json }): GrafanaDashboard => JSON.parse(json));
      const choices = service?.templating.list.flatMap(({ query }) => {
        const [, selector, label] = VALUES_OF.exec(Object(query).query ?? '') ?? [];
        return selector && label ? [{ selector: withVariables(selector, 'orders'), label }] : [];
      });
      expect(choices?.map(({ label }) => label)).toEqual([
        ...['job', 'instance', createNames(names)('requestDuration').labels.route],
      ]);
      for (const { selector, label } of choices ?? []) {
        const answer = await prometheus.query(selector);
        expect(answer.some(({ metric }) => metric[label] !== undefined)).toBe(true);
      }
    });

    it('fit the shop: each panel answers, and its own metrics have some', async () => {
      const dashboards = await fittedTo(ports['shop'] ?? 0);
      const queries = dashboards.flatMap(queriesIn);
      const titles = dashboards.flatMap(({ panels }) => panels).map(({ title }) => title);
      expect(titles.filter((title) => /^(basket|doors|packing)/.test(title))).toEqual([
        ...OWN_PANELS.map((panel) => panel.replaceAll('SECONDS', secondsOf(names))),
      ]);
      for (const [panel, query] of queries) {
        const answer = await prometheus.query(withVariables(query, 'shop'));
        expect([panel, answer.length > 0]).toEqual([panel, true]);
      }
    });
  });
});

const OWN_PANELS = [
  ...['basket_size', 'basket_size, per second', 'basket_value', 'basket_value, per second'],
  ...['doors_open', 'packingSECONDS', 'packingSECONDS, per second'],
];

function secondsOf({ translation }: NamesOptions): string {
  return translation === 'NoTranslation' ? '' : '_seconds';
}

/** As the command of the installed package writes them. */
async function fittedTo(port: number): Promise<readonly GrafanaDashboard[]> {
  const program = join(project, 'node_modules/@acme/otel-metrics/dist/cli.cjs');
  const args = [program, 'dashboards', '--from', `localhost:${port}`];
  const { stdout, stderr, code } = await runApp({ cwd: project, args });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function startShop(env: Readonly<Record<string, string>>) {
  const [port, metricsPort] = [await freePort(), await freePort()];
  cpSync(SHOP, join(project, 'dashboards-shop'), { recursive: true });
  const app = startApp({
    ...{ cwd: project, args: [...FLAGS, 'dashboards-shop/app.mjs'] },
    env: { ...env, PORT: String(port), OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort) },
  });
  await app.printed(/shop on/);
  const traffic = setInterval(() => {
    for (const [path, body] of SHOP_REQUESTS) ask(`http://localhost:${port}${path}`, body);
  }, 200);
  return { app, metricsPort, stopTraffic: () => clearInterval(traffic) };
}

function ask(url: string, body: object | undefined): void {
  const headers = { 'content-type': 'application/json' };
  const sent = body && { method: 'POST', headers, body: JSON.stringify(body) };
  fetch(url, sent).then(
    (response) => response.arrayBuffer(),
    () => {},
  );
}

async function startFullApp(env: Readonly<Record<string, string>>) {
  const metricsPort = await freePort();
  const app = startApp({
    cwd: project,
    args: [...FLAGS, '--input-type=module', '--eval', FULL_APP],
    env: {
      ...env,
      OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
      ACME_METRICS_CARDINALITY_LIMIT: '20',
    },
  });
  await app.printed(/started/);
  return { app, metricsPort };
}

interface Target {
  readonly expr: string;
}

interface GrafanaPanel {
  readonly title: string;
  readonly targets: readonly Target[];
}

/** What Grafana's `label_values` is given. */
const VALUES_OF = /^label_values\((.+), (.+)\)$/;

interface GrafanaDashboard {
  readonly templating: { readonly list: readonly { readonly query: unknown }[] };
  readonly title: string;
  readonly panels: readonly GrafanaPanel[];
}

/** Every query of every panel, after where it stands. */
function queriesOf(fit: Fit): [panel: string, query: string][] {
  return renderDashboards(fit).flatMap(({ json }) => queriesIn(JSON.parse(json)));
}

function queriesIn({
  title: dashboard,
  panels,
}: GrafanaDashboard): [panel: string, query: string][] {
  return panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }, at): [string, string] => [
      `${dashboard} / ${title}, query ${at + 1}`,
      expr,
    ]),
  );
}

/** The query with what Grafana puts in, for the app that has an answer. */
function ofAnyJob(query: string, ports: Readonly<Record<string, number>>): string {
  return Object.keys(ports)
    .map((job) => withVariables(query, job))
    .join(' or ');
}

const VALUES = { $instance: '.+', $route: '.*', $__rate_interval: '10s' };

function withVariables(query: string, job: string): string {
  return Object.entries({ $job: job, ...VALUES }).reduce(
    (text, [variable, value]) => text.replaceAll(variable, value),
    query,
  );
}

import { join } from 'node:path';
import { getHeapSpaceStatistics } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { NOT_MEASURED } from '../../../../scripts/docs/classic-names.ts';
import { createClassicView } from '../../../../src/exposition/classic-view.ts';
import { type ParsedMetric, parseExposition } from '../../../support/exposition-parser.ts';
import { canRun, lintPage } from '../../../support/prometheus.ts';
import { render } from '../render.ts';
import { observeApp } from './observed-app.ts';
import { PROM_CLIENT } from './prom-client.ts';

const GOLDEN = join(import.meta.dirname, '../../../golden/classic-names.golden.txt');
/** Labels whose values are another machine's, or another run's. */
const CHANGING = new Set([
  ...['database', 'db_client_connection_pool_name', 'metric'],
  ...['space', 'v8js_heap_space_name', 'version'],
]);

const standard = await observeApp();
const { families } = createClassicView()(standard);
const page = render(families, { resource: standard.resource });
const metrics = parseExposition(page.text);
const standardMetrics = parseExposition(render(standard.families).text);

describe.runIf(process.platform === 'linux')('the classic page of a real app', () => {
  it('has these metrics and these labels', async () => {
    await expect(metrics.map(described).join('\n')).toMatchFileSnapshot(GOLDEN);
  });

  it('leaves nothing out', () => {
    expect(page.omissions).toEqual([]);
  });

  it('has what prom-client has, of the same type, with the same labels', () => {
    const ours = Object.fromEntries(metrics.map((metric) => [metric.name, shapeOf(metric)]));
    const theirs = Object.entries(PROM_CLIENT);
    const lacking = theirs.filter(([name]) => ours[name] === undefined).map(([name]) => name);
    expect(lacking).toEqual(NOT_MEASURED);
    for (const [name, shape] of theirs) {
      if (!lacking.includes(name)) expect([name, ours[name]]).toEqual([name, shape]);
    }
  });
});

describe('the classic page', () => {
  it.skipIf(!canRun('promtool'))(
    'has no name that promtool dislikes but the one of prom-client',
    () => {
      // What the standard page has besides is on the list of the real components' tests.
      const standardNames = new Set(standardMetrics.map(({ name }) => name));
      const lints = lintPage(page.text).filter(
        (line) => !standardNames.has(line.split(' ')[0] ?? ''),
      );
      expect(lints.map((line) => line.split(' ')[0])).toEqual(['nodejs_active_resources_total']);
    },
  );

  it('counts requests by method, route and status, whatever else is known of them', () => {
    const expected = {
      'GET /orders/:id 200': 3,
      'GET /broken 500': 1,
      'GET undefined 404': 1,
      'POST /orders 201': 1,
    };
    expect(requests('http_requests_total')).toEqual(expected);
    expect(requests('http_request_duration_seconds_count')).toEqual(expected);
    expect(requests('http_request_size_bytes_count')).toEqual(expected);
    expect(requests('http_response_size_bytes_count')).toEqual(expected);
  });

  it('says whether queries succeeded, and which connections are active', () => {
    const queries = samples('database_query_duration_seconds_count');
    expect(queries.filter(({ labels }) => labels['status'] === 'error')).toMatchObject([
      { labels: { operation: 'SELECT', table: 'nowhere' }, value: 1 },
    ]);
    expect(queries.filter(({ labels }) => labels['status'] === 'success')).toHaveLength(2);
    const connections = samples('database_connections_active');
    expect(connections.map(({ labels, value }) => [labels['state'], value])).toEqual([
      ['active', 1],
      ['idle', 1],
    ]);
  });

  it('adds up what prom-client has as a sum', () => {
    expect(singleValue('nodejs_active_resources_total')).toBe(total('nodejs_active_resources'));
    expect(singleValue('process_cpu_seconds_total')).toBeCloseTo(
      singleValue('process_cpu_user_seconds_total') +
        singleValue('process_cpu_system_seconds_total'),
    );
    const share = standardMetrics
      .filter(({ name }) => name === 'process_cpu_utilization_ratio')
      .flatMap((metric) => metric.samples)
      .reduce((sum, { value }) => sum + value, 0);
    expect(singleValue('nodejs_cpu_usage_percent')).toBeCloseTo(100 * share);
  });

  it('calls the spaces of the heap as prom-client does', () => {
    const spaces = getHeapSpaceStatistics().map(({ space_name }) => space_name.slice(0, -6));
    const shown = samples('nodejs_heap_space_size_used_bytes').map(({ labels }) => labels['space']);
    expect(shown).toEqual(spaces);
  });

  it('shows memory by type and each type that prom-client has by its name', () => {
    const byType = Object.fromEntries(
      samples('nodejs_memory_usage_bytes').map(({ labels, value }) => [labels['type'], value]),
    );
    expect(Object.keys(byType)).toEqual([
      'rss',
      'heapTotal',
      'heapUsed',
      'external',
      'arrayBuffers',
    ]);
    expect(singleValue('nodejs_heap_size_total_bytes')).toBe(byType['heapTotal']);
    expect(singleValue('nodejs_heap_size_used_bytes')).toBe(byType['heapUsed']);
    expect(singleValue('nodejs_external_memory_bytes')).toBe(byType['external']);
  });

  it('is made of families like those of the store', () => {
    for (const group of families.flatMap((family) => [...family.groups()])) {
      expect(group.keys).toEqual([...group.keys].sort());
      for (const block of group.blocks()) {
        const all = [...block.series()];
        expect(block.size).toBe(all.length);
        for (const one of all) {
          const values = group.keys.map((_, position) => one.attributeAt(position));
          expect(Object.keys(one.attributes)).toEqual(group.keys);
          expect(Object.values(one.attributes)).toEqual(values);
        }
      }
    }
  });

  it('says in which version of Node.js the app runs', () => {
    expect(samples('nodejs_version_info')).toEqual([
      {
        name: 'nodejs_version_info',
        labels: { version: 'v24.21.0', major: '24', minor: '21', patch: '0' },
        value: 1,
      },
    ]);
  });
});

function samples(name: string) {
  return metrics.flatMap((metric) => metric.samples.filter((sample) => sample.name === name));
}

function singleValue(name: string): number {
  const [only, ...others] = samples(name);
  if (only === undefined || others.length > 0) throw new Error(`${name} has not one sample`);
  return only.value;
}

function total(name: string): number {
  return samples(name).reduce((sum, { value }) => sum + value, 0);
}

function requests(name: string): Record<string, number> {
  return Object.fromEntries(
    samples(name).map(({ labels: { method, route, status_code }, value }) => [
      `${method} ${route} ${status_code}`,
      value,
    ]),
  );
}

function shapeOf({ type, samples }: ParsedMetric): string[] {
  const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
  return [type, ...[...labels].filter((label) => label !== 'le').sort()];
}

/** A metric without what changes from run to run: its values, and the number of some series. */
function described({ name, type, help, samples }: ParsedMetric): string {
  const lines = samples
    .filter((sample) => type !== 'histogram' || sample.name === `${name}_count`)
    .map(({ labels }) => {
      const texts = Object.entries(labels).map(([label, value]) =>
        CHANGING.has(label) || name === 'nodejs_active_resources'
          ? label
          : `${label}=${JSON.stringify(value)}`,
      );
      return `  {${texts.join(', ')}}`;
    });
  return [`${name} ${type}: ${help}`, ...new Set(lines)].join('\n');
}

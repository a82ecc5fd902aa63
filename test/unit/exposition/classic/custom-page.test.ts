import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClassicView } from '../../../../src/exposition/classic-view.ts';
import type { Format } from '../../../../src/exposition/format.ts';
import type { Family } from '../../../../src/store/family.ts';
import { type ParsedMetric, parseExposition } from '../../../support/exposition-parser.ts';
import { parseOpenMetrics } from '../../../support/openmetrics-parser.ts';
import { type RenderOptions, render } from '../render.ts';
import { automaticOnes, tellAll } from './custom-instruments.ts';

const FOLDER = join(import.meta.dirname, '../../../golden');
const GOLDEN = join(FOLDER, 'custom-instruments.golden.txt');
const CLASSIC_GOLDEN = join(FOLDER, 'classic-names.golden.txt');
const OPENMETRICS: Format = { kind: 'openmetrics', version: '1.0.0', escaping: 'underscores' };

const collection = await tellAll();
const classic = (families: readonly Family[]) => createClassicView()({ ...collection, families });

/** As the catalogue has them in both naming modes. */
describe.each<[naming: string, families: readonly Family[]]>([
  ['standard', collection.families],
  ['classic', classic(collection.families).families],
])('the %s page of what an app tells', (_, families) => {
  it('has these metrics, labels and buckets', async () => {
    const page = described(families).join('\n');
    await expect(page).toMatchFileSnapshot(GOLDEN);
  });

  it('has them in OpenMetrics, too, and leaves nothing out', () => {
    const { text, omissions } = render(families, { format: OPENMETRICS });
    expect(parseOpenMetrics(text)).toHaveLength(families.length);
    expect(omissions).toEqual([]);
  });
});

it('who tells what is measured automatically, too, describes it as that is', () => {
  const automatic = readFileSync(CLASSIC_GOLDEN, 'utf8').split('\n');
  const namesOf = (lines: readonly string[]) => lines.map((line) => line.split(/[ {]/)[0]);
  const own = described(collection.families).filter((line) => !line.startsWith(' '));
  const shared = own.filter((line) => namesOf(automatic).includes(namesOf([line])[0]));
  expect(shared.toSorted()).toEqual(automatic.filter((line) => shared.includes(line)).toSorted());
  expect(namesOf(shared).sort()).toEqual([
    ...['database_connections_active', 'database_query_duration_seconds', 'errors_total'],
    'external_api_duration_seconds',
  ]);
});

describe('the classic page', () => {
  const families = [...automaticOnes(), ...collection.families];

  it.each([
    [
      'external_api_duration_seconds',
      [
        { service: 'api.example', status_code: '200' },
        { service: 'github', endpoint: 'GET /users/:id', status_code: '200' },
      ],
    ],
    [
      'database_query_duration_seconds',
      [
        { operation: 'INSERT', table: 'orders', status: 'success' },
        { operation: 'SELECT', table: 'items', status: 'success' },
      ],
    ],
    [
      'database_connections_active',
      [
        { database: 'db:5432/shop', state: 'active' },
        { database: 'stock', state: 'active' },
        { database: 'stock', state: 'idle' },
      ],
    ],
    [
      'errors_total',
      [
        { type: 'Error', severity: 'critical', component: 'process' },
        { type: 'TypeError', severity: 'high', component: 'checkout' },
      ],
    ],
  ])('shows in one %s what the agent and the app have measured', (name, labels) => {
    const { text, omissions } = render(classic(families).families, { names: [name] });
    const metrics = parseExposition(text);
    expect(metrics).toHaveLength(1);
    expect(metrics.flatMap(seriesOf)).toEqual(labels);
    expect(omissions).toEqual([]);
  });
});

it('the standard page has one shape of labels in errors_total, whoever counted', () => {
  const { text, omissions } = render([...automaticOnes(), ...collection.families], {
    names: ['errors_total'],
  });
  expect(omissions).toEqual([]);
  expect(parseExposition(text).flatMap(seriesOf)).toEqual([
    { type: 'Error', severity: 'critical', component: 'process' },
    { type: 'TypeError', severity: 'high', component: 'checkout' },
  ]);
});

/** Each metric with its labels, their values, and its buckets or quantiles; not what was measured. */
function described(families: readonly Family[], options: RenderOptions = {}): string[] {
  return parseExposition(render(families, options).text)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((metric) => {
      const { name, type, help, samples } = metric;
      const [own] = Object.entries({ le: 'histogram', quantile: 'summary' }).find(
        ([, its]) => its === type,
      ) ?? [''];
      const marks = samples.flatMap(({ labels }) => labels[own] ?? []);
      const texts = seriesOf(metric).map((labels) => `  ${JSON.stringify(labels)}`);
      const lines = [`${name} ${type}: ${help ?? ''}`, ...texts];
      return own === '' ? lines : [...lines, `  ${own} ${[...new Set(marks)].join(' ')}`];
    });
}

function seriesOf({ name, type, samples }: ParsedMetric): object[] {
  const isDistributed = type === 'histogram' || type === 'summary';
  const shown = isDistributed ? samples.filter((one) => one.name === `${name}_count`) : samples;
  return shown.map(({ labels }) => labels);
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import type { MetricsOptions } from '../../../src/config/metrics-options.ts';
import type { Config } from '../../../src/config/options.ts';
import { type Advice, adviseOn } from '../../../src/exposition/advice.ts';
import type { AdviceOption } from '../../../src/exposition/advice-option.ts';
import { takeCensus } from '../../../src/exposition/census.ts';
import type { Statistics } from '../../../src/exposition/statistics.ts';
import { atOnce } from '../../../src/foundation/turns.ts';
import type { Meter } from '../../../src/pipeline/meter.ts';
import { createMeterProvider } from '../../../src/pipeline/meter-provider.ts';
import type { Family } from '../../../src/store/family.ts';
import { fakeFamily } from './fake-family.ts';
import { PLAIN_NAMING } from './plain-naming.ts';
import { render } from './render.ts';

type Measure = (meter: Meter) => void;

const FOLDER = mkdtempSync(join(tmpdir(), 'otel-metrics-advice-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

function configOf(code: MetricsOptions): Config {
  return loadConfig({ env: {}, code, folder: FOLDER }).config;
}

/** What an app that measures this has under a configuration. */
function familiesOf(measure: Measure, config: Config): Family[] {
  const provider = createMeterProvider(config);
  measure(provider.getMeter('shop'));
  return [...provider.store.families()];
}

function statisticsOf(families: readonly Family[], config: Config): Statistics {
  const options = {
    ...{ naming: PLAIN_NAMING, limit: 10 },
    seriesLimit: config.totalCardinalityLimit,
    seriesLimitPerMetric: config.cardinalityLimit,
  };
  return atOnce(takeCensus({ resource: {}, timeMs: 0, families, errors: [] }, options));
}

function adviceFor(measure: Measure, code: MetricsOptions = {}): Advice[] {
  const config = configOf(code);
  return adviseOn(statisticsOf(familiesOf(measure, config), config), config);
}

/** Lines of the page that Prometheus would store. */
function samplesOf(measure: Measure, config: Config): number {
  const { createdLines } = config;
  const format = { kind: 'openmetrics', version: '1.0.0', escaping: 'underscores' } as const;
  const { text } = render(familiesOf(measure, config), { format, createdLines });
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
}

/** What is in force once the lines stand in the file, or in the environment as a shell puts them there. */
const PASTED = {
  yaml({ yaml }: AdviceOption) {
    const file = join(FOLDER, 'pasted.yaml');
    writeFileSync(file, `${yaml}\n`);
    return goodConfig({ ACME_METRICS_CONFIG: file });
  },
  variable({ variable }: AdviceOption) {
    const [name = ''] = variable.split('=');
    const value = execFileSync('sh', ['-c', `${variable}; printf %s "$${name}"`], {
      encoding: 'utf8',
    });
    return goodConfig({ [name]: value });
  },
};

const PLACES = ['yaml', 'variable'] as const;

function goodConfig(env: Record<string, string>): Config {
  const { config, problems } = loadConfig({ env, folder: FOLDER });
  expect(problems).toEqual([]);
  return config;
}

function times(size: number, measure: (i: number) => void): void {
  for (let i = 0; i < size; i++) measure(i);
}

/** Of 6,000 series, 3,000 users by 2 regions. */
const USERS: Measure = (meter) => {
  const orders = meter.createCounter('shop.orders');
  times(6000, (i) => orders.add(1, { 'user.id': `u${i % 3000}`, region: i < 3000 ? 'eu' : 'us' }));
};

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** 400 routes by 2 methods, which are to be told apart. */
const ROUTES: Measure = (meter) => {
  const advice = { explicitBucketBoundaries: BUCKETS };
  const duration = meter.createHistogram('http.server.request.duration', { unit: 's', advice });
  times(800, (i) =>
    duration.record(0.1, { 'http.route': `/r${i % 400}`, method: i < 400 ? 'GET' : 'PUT' }),
  );
};

/** No label of many values, and 8,000 series all the same. */
const COMBINATIONS: Measure = (meter) => {
  const jobs = meter.createUpDownCounter('jobs');
  times(8000, (i) =>
    jobs.add(1, { a: i % 20, b: Math.floor(i / 20) % 20, c: Math.floor(i / 400) }),
  );
};

const MANY = { cardinalityLimit: 10_000 };

describe('an app with a problem', () => {
  const problems: [string, Measure, MetricsOptions, Partial<Advice>, number][] = [
    [
      'a label of very many values',
      USERS,
      MANY,
      {
        ...{ metric: 'shop_orders_total', cost: { series: 6000, samples: 6000, share: 1 } },
        problem:
          'The label user_id of shop_orders_total has 3000 values, and each makes series of its own.',
        option: {
          yaml: 'metrics:\n  shop.orders: { attributes: { deny: [user.id] } }',
          variable: `ACME_METRICS_RULES='{"shop.orders":{"attributes":{"deny":["user.id"]}}}'`,
        },
      },
      0.01,
    ],
    [
      'a limit that keeps series out, on a small page, too',
      USERS,
      { cardinalityLimit: 50 },
      {
        metric: 'shop_orders_total',
        problem: expect.stringMatching(
          /^shop_orders_total has reached its limit of 50 series: .*49/,
        ),
        advice: expect.stringContaining('Leave user_id out'),
      },
      0.1,
    ],
    [
      'paths in the place of routes',
      ROUTES,
      { cardinalityLimit: 50 },
      { advice: expect.stringContaining('name templates (/users/:id), never paths') },
      0.1,
    ],
    [
      'many buckets of many series',
      ROUTES,
      {},
      {
        metric: 'http_server_request_duration_seconds',
        problem:
          'http_server_request_duration_seconds has 14 bounds of buckets, in each of its 800 series.',
        option: expect.objectContaining({
          yaml: 'metrics:\n  http.server.request.duration: { buckets: [0.005, 0.05, 0.1, 0.75, 2.5, 10] }',
        }),
      },
      0.6,
    ],
    [
      'a metric that is most of all series',
      COMBINATIONS,
      MANY,
      {
        ...{ metric: 'jobs', problem: expect.stringContaining('jobs has 100 % of all series') },
        option: expect.objectContaining({ yaml: 'metrics:\n  jobs: { limit: 4000 }' }),
      },
      0.51,
    ],
    [
      'a total that is near to its limit',
      COMBINATIONS,
      { ...MANY, totalCardinalityLimit: 9000 },
      {
        problem:
          'All metrics together use 89 % of their limit of 9000 series; jobs has most of them, 8000.',
      },
      0.51,
    ],
  ];

  describe.each(problems)('%s', (_, measure, code, expected, rest) => {
    it('gets one advice', () => {
      const found = adviceFor(measure, code).filter(({ metric }) => metric !== undefined);
      expect(found).toMatchObject([expected]);
    });

    it.each(PLACES)('is better off with its lines: %s', (place) => {
      const [first] = adviceFor(measure, code);
      const { metrics } = PASTED[place](first?.option as AdviceOption);
      const before = samplesOf(measure, configOf(code));
      expect(samplesOf(measure, configOf({ ...code, metrics }))).toBeLessThanOrEqual(before * rest);
    });
  });

  it.each(PLACES)('of _created lines alike has fewer samples: %s', (place) => {
    const found = adviceFor(USERS, MANY).find(({ metric }) => metric === undefined);
    expect(found).toMatchObject({ cost: { series: 6000, samples: 6000, share: 0.5 } });
    const { createdLines } = PASTED[place](found?.option as AdviceOption);
    expect(samplesOf(USERS, configOf(MANY))).toBe(12_000);
    expect(samplesOf(USERS, configOf({ ...MANY, createdLines }))).toBe(6000);
  });
});

describe('rules in force', () => {
  it.each([
    [
      'of the instrument stay, and of others, too',
      { 'debug.*': { drop: true }, 'SHOP.orders': { attributes: { deny: ['x'] }, limit: 9000 } },
      {
        'shop.orders': { attributes: { deny: ['x', 'user.id'] }, limit: 9000 },
        'debug.*': { drop: true },
      },
    ],
    [
      'by a pattern are taken on, since only one rule counts',
      { 'shop.*': { limit: 9000, attributes: { allow: ['user.id', 'region'] } } },
      {
        'shop.orders': {
          limit: 9000,
          attributes: { allow: ['user.id', 'region'], deny: ['user.id'] },
        },
        'shop.*': { limit: 9000, attributes: { allow: ['user.id', 'region'] } },
      },
    ],
    [
      'that rename it stand under the name that the app gives',
      { 'shop.*': { rename: 'bought.things' }, 'bought.*': { drop: true } },
      {
        'shop.*': { rename: 'bought.things', attributes: { deny: ['user.id'] } },
        'bought.*': { drop: true },
      },
    ],
  ])('%s', (_, metrics, expected) => {
    const [first] = adviceFor(USERS, { ...MANY, metrics });
    for (const paste of Object.values(PASTED)) {
      const { metrics: pasted } = paste(first?.option as AdviceOption);
      expect(JSON.stringify(pasted)).toBe(JSON.stringify(expected));
    }
    const rules = PASTED.yaml(first?.option as AdviceOption).metrics;
    expect(samplesOf(USERS, configOf({ ...MANY, metrics: rules }))).toBe(2 * 2);
  });
});

describe('odd names', () => {
  it.each([
    ["it's: {odd}"],
    ['*'],
    ['null'],
    ['1e3'],
    ['a, b'],
    ['line\nbreak'],
    ['"quoted" $HOME `x`'],
  ])('the attribute %j is one in both forms', (key) => {
    const measure: Measure = (meter) => {
      const orders = meter.createCounter('true');
      times(6000, (i) => orders.add(1, { [key]: `${i}` }));
    };
    const [first] = adviceFor(measure, MANY);
    for (const paste of Object.values(PASTED)) {
      expect(paste(first?.option as AdviceOption).metrics).toEqual({
        true: { attributes: { deny: [key] } },
      });
    }
  });
});

describe('no advice', () => {
  it.each<[string, Measure]>([
    ['for an app without metrics', () => {}],
    [
      'for a small page',
      (meter) => times(1500, (i) => meter.createCounter('orders').add(1, { i })),
    ],
    [
      'on a metric that is a small part of a large page',
      (meter) => {
        times(1000, (i) => meter.createGauge('small').record(1, { i }));
        times(60, (m) =>
          times(500, (i) => meter.createGauge(`g${m}`).record(1, { a: i % 50, b: i % 97 })),
        );
      },
    ],
  ])('%s', (_, measure) => {
    expect(adviceFor(measure)).toEqual([]);
  });

  it('on metrics of a registry, which rules do not reach', () => {
    const series = Array.from({ length: 6000 }, (_, id) => ({ attributes: { id } }));
    const family = (scope: string) =>
      fakeFamily({ name: 'bridged', scope: { name: scope }, series });
    const config = configOf({});
    const found = (scope: string) => adviseOn(statisticsOf([family(scope)], config), config);
    expect(found('prom-client')).toEqual([]);
    expect(found('shop')).toHaveLength(1);
  });
});

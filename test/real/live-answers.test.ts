import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/live/model/evaluate.ts';
import type { History } from '../../src/live/model/history.ts';
import { createHistory } from '../../src/live/model/recorder.ts';
import { type Expression, mean, type PageMetric, share } from '../../src/views/expression.ts';
import { createNames, DEFAULT_NAMES } from '../../src/views/names.ts';
import { toPromql } from '../../src/views/promql.ts';
import { labelsOf } from '../../src/views/subject.ts';
import { canRun } from '../support/prometheus.ts';
import { createRandom } from '../support/random.ts';
import {
  feedsOf,
  INTERVAL_MS,
  type ShownSeries,
  type Types,
} from '../unit/live/model/app-model.ts';

const TICKS = 30;
const ASKED_AT = [6, 14, 20, TICKS - 1];
const WINDOW_MS = 10_000;
/** Reaches over the oldest moment of the window, whether or not Prometheus takes its edge along. */
const WINDOW = `${WINDOW_MS + 1}ms`;
const names = createNames(DEFAULT_NAMES);

const BY_ROUTE = { of: 'requestDuration', by: ['route'] } as const;
const POOL = { by: ['pool'] } as const;
const level = (of: 'connections' | 'connectionLimit', where: readonly string[]): Expression => {
  return { ask: 'value', aggregate: 'sum', of, ...POOL, where };
};
const SUMMARY: PageMetric = {
  ...{ name: 'asked_seconds', type: 'summary', unit: 'seconds', help: '', labels: ['who'] },
  quantiles: [0.5, 0.99],
};

const EXPRESSIONS: Readonly<Record<string, Expression>> = {
  'a rate': { ask: 'rate', ...BY_ROUTE },
  'a rate of all': { ask: 'rate', of: 'requestDuration' },
  'a rate of a sum': { ask: 'rate', part: 'sum', ...BY_ROUTE },
  'a rate of a counter': { ask: 'rate', of: 'cacheHits', by: ['cache'] },
  'a rate of a summary': { ask: 'rate', of: SUMMARY, by: ['who'] },
  'a rate under a condition': { ask: 'rate', ...BY_ROUTE, where: ['failed'] },
  'a median': { ask: 'quantile', q: 0.5, ...BY_ROUTE },
  'a p99 of all': { ask: 'quantile', q: 0.99, of: 'requestDuration' },
  'a known quantile': { ask: 'summary-quantile', q: 0.99, of: SUMMARY },
  'a mean': mean(BY_ROUTE),
  'a share': share('failed', BY_ROUTE),
  'a sum': level('connections', []),
  'a maximum': { ask: 'value', aggregate: 'max', of: 'connections' },
  'a minimum': { ask: 'value', aggregate: 'min', of: 'connections', ...POOL },
  'an average': { ask: 'value', aggregate: 'avg', of: 'connections', by: ['state'] },
  'a count': { ask: 'count', ...BY_ROUTE },
  'a quotient': {
    ...{ ask: 'divide', left: level('connections', ['used']) },
    right: level('connectionLimit', []),
  },
  'a sum of answers': {
    ...{ ask: 'add', of: [level('connections', ['idle']), level('connectionLimit', [])] },
  },
  'the first of answers': {
    ...{ ask: 'either', of: [level('connections', ['idle']), level('connectionLimit', [])] },
  },
  'no answer': { ask: 'zero', of: level('connectionLimit', []) },
};

const TYPES: Types = {
  http_server_request_duration_seconds: 'histogram',
  cache_hits_total: 'counter',
  asked_seconds: 'summary',
};

/** Draws numbers that only grow, but for one fall on the way, and are never 0. */
function createGrowth(random: () => number): (tick: number) => number {
  const fallsAt = Math.floor(random() * TICKS);
  let value = 1 + Math.floor(random() * 50);
  return (tick) => {
    value = tick === fallsAt ? 1 : value + Math.floor(random() * 5);
    return value;
  };
}

/** The series of an app, moment by moment. */
function createSeries(): readonly (readonly ShownSeries[])[] {
  const random = createRandom();
  const next = [
    ...histograms(random),
    ...gauges(random),
    counted('cache_hits_total', { cache_name: 'users' }, createGrowth(random)),
    counted('cache_hits_total', { cache_name: 'carts' }, createGrowth(random)),
    ...['a', 'b'].map((who) => summary(who, random)),
  ];
  return Array.from({ length: TICKS }, (_, tick) => next.map((each) => each(tick)));
}

type Draw = (tick: number) => ShownSeries;

function counted(
  metric: string,
  labels: ShownSeries['labels'],
  grow: (tick: number) => number,
): Draw {
  return (tick) => ({ metric, labels, state: grow(tick) });
}

function histograms(random: () => number): readonly Draw[] {
  const metric = 'http_server_request_duration_seconds';
  const errors = [{}, { error_type: '500' }];
  const all = ['/', '/cart', '/orders/{id}'].flatMap((http_route) => {
    return errors.map((error) => ({ http_route, ...error }));
  });
  return all.map((labels) => {
    const buckets = Array.from({ length: 4 }, () => 1 + Math.floor(random() * 9));
    const fallsAt = Math.floor(random() * TICKS);
    return (tick) => {
      for (const [at, count] of buckets.entries()) {
        buckets[at] = tick === fallsAt ? 1 : count + Math.floor(random() * 4);
      }
      const count = buckets.reduce((sum, each) => sum + each, 0);
      return { metric, labels, bounds: [0.1, 0.5, 2], state: [count, count / 8, ...buckets] };
    };
  });
}

function gauges(random: () => number): readonly Draw[] {
  const draw = (metric: string, labels: ShownSeries['labels'], most: number): Draw => {
    return () => ({ metric, labels, state: Math.floor(random() * most) });
  };
  const label = (pool: string) => ({ db_client_connection_pool_name: pool });
  return [
    ...['used', 'idle'].map((state) => {
      const labels = { ...label('main'), db_client_connection_state: state };
      return draw('db_client_connection_count', labels, 20);
    }),
    draw('db_client_connection_count', { ...label('old'), db_client_connection_state: 'used' }, 9),
    draw('db_client_connection_limit', label('main'), 30),
    // A limit of 0, and one of a pool without connections.
    draw('db_client_connection_limit', label('old'), 1),
    draw('db_client_connection_limit', label('new'), 30),
  ];
}

function summary(who: string, random: () => number): Draw {
  const grow = createGrowth(random);
  return (tick) => {
    const count = grow(tick);
    const state = [count, count / 4, random(), random()];
    return { metric: 'asked_seconds', labels: { who }, quantiles: [0.5, 0.99], state };
  };
}

/** The lines of a page that a series is. */
function samplesOf({ metric, labels, state, bounds, quantiles }: ShownSeries): [string, number][] {
  const sample = (ending: string, value: number | null, more: ShownSeries['labels'] = {}) => {
    return [metric + ending + braced({ ...labels, ...more }), value ?? Number.NaN] as [
      string,
      number,
    ];
  };
  if (state === null || typeof state === 'number') return [sample('', state)];
  const [count = 0, sum = 0, ...others] = state;
  const both = [sample('_count', count), sample('_sum', sum)];
  if (bounds === undefined) {
    return [
      ...both,
      ...others.map((value, at) => sample('', value, { quantile: String(quantiles?.[at]) })),
    ];
  }
  let below = 0;
  return [
    ...both,
    ...others.map((value, at) => {
      below += value ?? 0;
      return sample('_bucket', below, { le: String(bounds[at] ?? '+Inf') });
    }),
  ];
}

function braced(labels: ShownSeries['labels']): string {
  const set = Object.entries(labels).filter(([, value]) => value !== '');
  return `{${set.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}}`;
}

/** Prometheus' own way to round, so that both do it alike. */
const PLACES = 1 / 1e-6;
const rounded = (value: number) => Math.floor(value * PLACES + 0.5) / PLACES;

function expectedSamples(history: History, expression: Expression, tick: number) {
  const labelNames = labelsOf(expression, names);
  const lines = evaluate(expression, history, { names, windowMs: WINDOW_MS });
  return lines.flatMap(({ labels, values }) => {
    const value = values[tick] ?? null;
    const shown = Object.entries(labels).map(([role, text]) => [
      labelNames.get(role) ?? role,
      text,
    ]);
    return value === null
      ? []
      : [{ labels: braced(Object.fromEntries(shown)), value: rounded(value) }];
  });
}

/** What promtool takes: the series, and what every question has to answer. */
function rulesTest(series: readonly (readonly ShownSeries[])[], history: History) {
  const samples = series.map((moment) => moment.flatMap(samplesOf));
  const step = `${INTERVAL_MS}ms`;
  const inputs = (samples[0] ?? []).map(([name], at) => {
    return { series: name, values: samples.map((moment) => moment[at]?.[1]).join(' ') };
  });
  const questions = Object.values(EXPRESSIONS).flatMap((expression) => {
    const asked = toPromql(expression, { names, window: WINDOW });
    return ASKED_AT.map((tick) => ({
      // What is no number is not there on the live page.
      expr: `round((${asked}) >= -Inf, 1e-6)`,
      eval_time: `${tick * INTERVAL_MS}ms`,
      exp_samples: expectedSamples(history, expression, tick),
    }));
  });
  const test = { interval: step, input_series: inputs, promql_expr_test: questions };
  return { rule_files: [], evaluation_interval: step, tests: [test] };
}

describe.skipIf(!canRun('promtool'))('the live page and Prometheus', () => {
  it('have the same answers to the same questions', () => {
    const series = createSeries();
    const history = createHistory();
    const snapshots = series.map((shown, tick) => {
      return { timeMs: tick * INTERVAL_MS, start: 0, startedMs: 0, series: shown };
    });
    for (const feed of feedsOf(snapshots, TYPES)) history.apply(feed);
    for (const [name, expression] of Object.entries(EXPRESSIONS)) {
      for (const tick of ASKED_AT) {
        expect(expectedSamples(history, expression, tick), name).not.toEqual([]);
      }
    }
    const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-live-answers-'));
    try {
      const file = join(folder, 'test.yml');
      writeFileSync(file, JSON.stringify(rulesTest(series, history)));
      execFileSync('promtool', ['test', 'rules', file], { stdio: 'pipe' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

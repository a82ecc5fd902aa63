import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TranslationStrategy } from '../../../src/config/metrics-options.ts';
import { type Expression, mean, type PageMetric, share } from '../../../src/views/expression.ts';
import { createNames, DEFAULT_NAMES } from '../../../src/views/names.ts';
import { type PromqlOptions, toPromql } from '../../../src/views/promql.ts';
import { SECTIONS } from '../../../src/views/sections.ts';
import { confusesParser, syntaxErrors } from './promql-parser.ts';

const STANDARD: PromqlOptions = { names: createNames(DEFAULT_NAMES), window: '5m' };
const CLASSIC: PromqlOptions = {
  ...STANDARD,
  names: createNames({ ...DEFAULT_NAMES, naming: 'classic' }),
};
const UTF8: PromqlOptions = {
  ...STANDARD,
  names: createNames({ ...DEFAULT_NAMES, translation: 'NoTranslation' }),
};

const BY_ROUTE = { of: 'requestDuration', by: ['route'] } as const;
const REQUESTS = 'http_server_request_duration_seconds';
const SIZE: PageMetric = {
  ...{ name: 'basket_size', type: 'summary', unit: '', help: '' },
  labels: ['tier'],
};

const NAME = fc.string({ unit: 'binary', minLength: 1 }).filter((name) => !confusesParser(name));

type Case = [what: string, expression: Expression, options: PromqlOptions, query: string];

const CASES: readonly Case[] = [
  [
    'a rate of a histogram is that of its count',
    { ask: 'rate', ...BY_ROUTE },
    STANDARD,
    `sum by (http_route) (rate(${REQUESTS}_count[5m]))`,
  ],
  [
    'a rate of a sum',
    { ask: 'rate', part: 'sum', of: 'requestDuration' },
    STANDARD,
    `sum(rate(${REQUESTS}_sum[5m]))`,
  ],
  [
    'a rate of a counter',
    { ask: 'rate', of: 'cacheHits', by: ['cache'] },
    STANDARD,
    'sum by (cache_name) (rate(cache_hits_total[5m]))',
  ],
  [
    'conditions are matchers',
    { ask: 'rate', where: ['failed'], ...BY_ROUTE },
    CLASSIC,
    'sum by (route) (rate(http_request_duration_seconds_count{status_code=~"5.."}[5m]))',
  ],
  [
    'matchers of the caller come first',
    { ask: 'rate', of: 'requestDuration', where: ['failed'] },
    { ...STANDARD, matchers: 'job="$job"' },
    `sum(rate(${REQUESTS}_count{job="$job",error_type!="",error_type!="aborted"}[5m]))`,
  ],
  [
    'matchers may differ by metric',
    { ask: 'value', aggregate: 'max', of: 'uptime' },
    { ...STANDARD, matchers: ({ name }) => `is="${name}"` },
    'max(process_uptime_seconds{is="process_uptime_seconds"})',
  ],
  [
    'labels of the target stay',
    { ask: 'value', aggregate: 'max', of: 'uptime' },
    { ...STANDARD, by: ['job', 'instance'] },
    'max by (job, instance) (process_uptime_seconds)',
  ],
  [
    'a quantile of classic buckets',
    { ask: 'quantile', q: 0.95, ...BY_ROUTE },
    STANDARD,
    `histogram_quantile(0.95, sum by (le, http_route) (rate(${REQUESTS}_bucket[5m])))`,
  ],
  [
    'a quantile of a native histogram',
    { ask: 'quantile', q: 0.95, ...BY_ROUTE },
    { ...STANDARD, histograms: 'native' },
    `histogram_quantile(0.95, sum by (http_route) (rate(${REQUESTS}[5m])))`,
  ],
  [
    'a quantile of whichever buckets there are',
    { ask: 'quantile', q: 0.5, of: 'requestDuration' },
    { ...STANDARD, histograms: (name) => (name === REQUESTS ? 'either' : 'classic') },
    `histogram_quantile(0.5, sum(rate(${REQUESTS}[5m]))) or histogram_quantile(0.5, sum by (le) (rate(${REQUESTS}_bucket[5m])))`,
  ],
  [
    'count and sum of a native histogram',
    mean({ of: 'requestDuration' }),
    { ...STANDARD, histograms: 'native' },
    `sum(histogram_sum(rate(${REQUESTS}[5m]))) / (sum(histogram_count(rate(${REQUESTS}[5m]))) != 0)`,
  ],
  [
    'a share is 0 where nothing fulfils the condition',
    share('failed', { of: 'jobDuration' }),
    STANDARD,
    '(sum(rate(queue_processing_duration_seconds_count{status="error"}[5m])) or 0 * sum(rate(queue_processing_duration_seconds_count[5m]))) / (sum(rate(queue_processing_duration_seconds_count[5m])) != 0)',
  ],
  [
    'a quantile that a summary knows',
    { ask: 'summary-quantile', q: 0.95, of: SIZE, by: ['tier'] },
    STANDARD,
    'max by (tier) (basket_size{quantile=~"0[.]95"})',
  ],
  [
    'a whole quantile, however Prometheus writes it',
    { ask: 'summary-quantile', q: 1, of: SIZE },
    STANDARD,
    'max(basket_size{quantile=~"1([.]0)?"})',
  ],
  ['a rate of a summary', { ask: 'rate', of: SIZE }, STANDARD, 'sum(rate(basket_size_count[5m]))'],
  [
    'a count of series is one of label sets',
    { ask: 'count', of: 'requestDuration' },
    STANDARD,
    `count(${REQUESTS}_count)`,
  ],
  [
    'a sum takes what only one has',
    {
      ask: 'add',
      of: [
        { ask: 'rate', of: 'cacheHits' },
        { ask: 'rate', of: 'cacheMisses' },
      ],
    },
    STANDARD,
    'sum without (addend) (label_replace(sum(rate(cache_hits_total[5m])), "addend", "0", "", "") or label_replace(sum(rate(cache_misses_total[5m])), "addend", "1", "", ""))',
  ],
  [
    'a role with another label is called as the first one',
    {
      ask: 'either',
      of: [
        { ask: 'rate', of: 'queryDuration', by: ['table'] },
        { ask: 'rate', of: 'timedQueryDuration', by: ['table'] },
      ],
    },
    STANDARD,
    'sum by (db_collection_name) (rate(db_client_operation_duration_seconds_count[5m])) or sum by (db_collection_name) (label_replace(rate(database_query_duration_seconds_count[5m]), "db_collection_name", "$1", "table", "(.*)"))',
  ],
  [
    'what is the same under classic names is asked once',
    {
      ask: 'either',
      of: [
        { ask: 'rate', of: 'queryDuration', by: ['table'] },
        { ask: 'rate', of: 'timedQueryDuration', by: ['table'] },
      ],
    },
    CLASSIC,
    'sum by (table) (rate(database_query_duration_seconds_count[5m]))',
  ],
  [
    'a role that the form lacks is left out',
    { ask: 'rate', of: 'cpuTime', by: ['mode'] },
    CLASSIC,
    'sum(rate(process_cpu_seconds_total[5m]))',
  ],
  [
    'names beyond ASCII are quoted',
    { ask: 'quantile', q: 0.5, where: ['failed'], ...BY_ROUTE },
    UTF8,
    'histogram_quantile(0.5, sum by (le, "http.route") (rate({"http.server.request.duration_bucket","error.type"!="","error.type"!="aborted"}[5m])))',
  ],
  [
    'a quoted name without matchers',
    { ask: 'value', aggregate: 'max', of: 'uptime' },
    UTF8,
    'max({"process.uptime"})',
  ],
];

describe('a question in PromQL', () => {
  it.each(CASES)('%s', (_what, expression, options, query) => {
    expect(toPromql(expression, options)).toBe(query);
    expect(syntaxErrors(query)).toEqual([]);
  });

  it('is refused where the metric does not know the condition: it would be another question', () => {
    const odd: Expression = { ask: 'rate', of: 'cacheHits', where: ['failed'] };
    expect(() => toPromql(odd, STANDARD)).toThrow('cache_hits_total has no condition failed');
  });

  it('parses, whatever a page calls its metrics and labels', () => {
    fc.assert(
      fc.property(NAME, NAME, (name, label) => {
        const of: PageMetric = { name, type: 'counter', unit: '', help: '', labels: [label] };
        expect(syntaxErrors(toPromql({ ask: 'rate', of, by: [label] }, STANDARD))).toEqual([]);
      }),
    );
  });
});

const TRANSLATIONS: readonly TranslationStrategy[] = [
  ...(['UnderscoreEscapingWithSuffixes', 'UnderscoreEscapingWithoutSuffixes'] as const),
  ...(['NoUTF8EscapingWithSuffixes', 'NoTranslation'] as const),
];

describe.each(['standard', 'classic'] as const)('every panel in %s names', (naming) => {
  describe.each(TRANSLATIONS)('by %s', (translation) => {
    it.each(['classic', 'native', 'either'] as const)(
      'parses, with %s histograms',
      (histograms) => {
        const names = createNames({ naming, prefix: 'shop.', translation });
        const queries = SECTIONS.flatMap(({ panels }) => panels).flatMap(({ queries: asked }) =>
          asked.map(({ expression }) =>
            toPromql(expression, { names, window: '5m', histograms, by: ['instance'] }),
          ),
        );
        expect(queries.length).toBeGreaterThan(80);
        for (const query of queries) expect([query, syntaxErrors(query)]).toEqual([query, []]);
      },
    );
  });
});

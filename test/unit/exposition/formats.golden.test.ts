import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { TranslationStrategy } from '../../../src/config/metrics-options.ts';
import type { Format } from '../../../src/exposition/format.ts';
import type { Exemplar } from '../../../src/store/family.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { parseOpenMetrics } from '../../support/openmetrics-parser.ts';
import { distribution, fakeFamily, summaryOf } from './fake-family.ts';
import { render } from './render.ts';

const GOLDEN = join(import.meta.dirname, '../../golden');
const START = 1_520_430_000_123;
const SCOPE = { name: 'shop', version: '2' };
const FINAL = { isFinal: true, showsScope: false };
const RESOURCE = { 'service.name': 'shop', 'service.version': '1.2.3', 'host.name': 'a"b\\c\nd' };

/** One of everything that a format may write in a way of its own. */
const RICH = [
  fakeFamily({
    name: 'http.server.request.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of "HTTP" requests.',
    scope: SCOPE,
    series: [
      {
        attributes: { 'http.request.method': 'GET', 'user.tier': 'a' },
        distribution: distribution([0, 0.00001, 0.25, 1, 1e6], [0, 1, 3, 0, 1, 2], 17.25),
        startTimeMs: START,
        exemplars: [
          exemplar({ bucket: 2, value: 0.05 }),
          exemplar({ bucket: 2, value: 0.2, timeMs: START + 2000 }),
          exemplar({ bucket: 5, value: 2e6, traceId: '', spanId: '' }),
        ],
      },
    ],
  }),
  fakeFamily({
    name: 'shop.orders',
    kind: 'counter',
    unit: '{order}',
    description: 'Orders.\nAll of them.',
    scope: SCOPE,
    series: [
      {
        attributes: { status: 'paid' },
        value: 12.5,
        startTimeMs: START,
        exemplars: [exemplar({ value: 1 }), exemplar({ value: 2, timeMs: START + 5000 })],
      },
      { attributes: { status: 'open' }, value: 3, startTimeMs: START + 877 },
    ],
  }),
  fakeFamily({ name: 'cpu', kind: 'counter', unit: 's', series: [{ value: 1e21 }] }),
  fakeFamily({ name: 'queue.size', kind: 'up-down-counter', series: [{ value: -1 }] }),
  fakeFamily({ name: 'memory', unit: 'By', series: [{ value: Number.NaN }] }),
  fakeFamily({
    name: 'temperature',
    kind: 'histogram',
    series: [{ distribution: distribution([-10, -0.5, 20], [0, 0, 1, 0], 15) }],
  }),
  fakeFamily({
    name: 'rpc.duration',
    kind: 'summary',
    unit: 's',
    description: 'Duration of calls.',
    scope: SCOPE,
    series: [
      {
        attributes: { 'rpc.method': 'Get', quantile: 'mine' },
        summary: summaryOf({ 0.5: 0.25, 0.99: 1.5, 1: 2e6 }, { count: 7, sum: 2.5 }),
        startTimeMs: START,
      },
      {
        attributes: { 'rpc.method': 'Idle' },
        summary: summaryOf({ 0.5: Number.NaN, 0.99: Number.NaN }, { count: 3, sum: 1 }),
        startTimeMs: START,
      },
    ],
  }),
  // As a bridge brings them: nothing is added to their names.
  fakeFamily({ name: 'old_jobs', kind: 'counter', unit: 's', more: FINAL, series: [{ value: 4 }] }),
  fakeFamily({ name: 'old__share', unit: '1', more: FINAL }),
  fakeFamily({
    name: 'balance',
    kind: 'summary',
    more: FINAL,
    series: [{ summary: summaryOf({ 0.5: -3, 0.9: 2 }, { count: 2, sum: -1 }) }],
  }),
  // A counter and a gauge whose names meet in OpenMetrics alone.
  fakeFamily({ name: 'jobs', kind: 'counter', unit: 's', series: [{ value: 7 }] }),
  fakeFamily({ name: 'jobs', unit: 's' }),
];

const FORMATS: Readonly<Record<string, [Format, TranslationStrategy?]>> = {
  'text-0.0.4': [{ kind: 'text', version: '0.0.4', escaping: 'underscores' }],
  'text-1.0.0': [{ kind: 'text', version: '1.0.0', escaping: 'allow-utf-8' }, 'NoTranslation'],
  'text-1.0.0-dots': [{ kind: 'text', version: '1.0.0', escaping: 'dots' }, 'NoTranslation'],
  'text-1.0.0-values': [{ kind: 'text', version: '1.0.0', escaping: 'values' }, 'NoTranslation'],
  openmetrics: [{ kind: 'openmetrics', version: '1.0.0', escaping: 'underscores' }],
  'openmetrics-utf-8': [
    { kind: 'openmetrics', version: '1.0.0', escaping: 'allow-utf-8' },
    'NoUTF8EscapingWithSuffixes',
  ],
  'openmetrics-without-suffixes': [
    { kind: 'openmetrics', version: '1.0.0', escaping: 'underscores' },
    'UnderscoreEscapingWithoutSuffixes',
  ],
};

it.each(Object.entries(FORMATS))('%s', async (name, [format, translation]) => {
  const page = { resource: RESOURCE, format, ...(translation && { translation }) };
  const { text } = render(RICH, page);
  const parse = format.kind === 'text' ? parseExposition : parseOpenMetrics;
  expect(() => parse(text, format.escaping === 'underscores' ? 'old' : 'utf-8')).not.toThrow();
  await expect(text).toMatchFileSnapshot(join(GOLDEN, `format-${name}.golden.txt`));
});

function exemplar(given: Partial<Exemplar>): Exemplar {
  return {
    bucket: 0,
    value: 0,
    timeMs: START + 1000,
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    ...given,
  };
}

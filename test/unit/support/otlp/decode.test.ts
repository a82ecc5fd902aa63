import { expect, it } from 'vitest';
import { decodeJsonRequest, decodeMetricsRequest } from '../../../support/otlp/decode.ts';

/** What upstream's SDK doesn't make. */
const SUMMARY = {
  name: 'lag',
  summary: {
    dataPoints: [
      {
        attributes: [
          {
            key: 'tree',
            value: { kvlistValue: { values: [{ key: 'a', value: { intValue: '1' } }] } },
          },
          { key: 'none', value: {} },
        ],
        startTimeUnixNano: '1544712660300000001',
        timeUnixNano: 1544712661,
        count: '2',
        quantileValues: [{ quantile: 0.5, value: 'NaN' }, { value: '-Infinity' }],
      },
    ],
  },
};
const WITH_EXEMPLAR = {
  name: 'orders',
  sum: {
    aggregationTemporality: 1,
    dataPoints: [
      {
        asInt: '3',
        exemplars: [
          { asInt: '2', spanId: '00f067aa0ba902b7', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
          { asDouble: 0.5, timeUnixNano: '5', filteredAttributes: [] },
        ],
      },
    ],
  },
};

function requestOf(...metrics: object[]): string {
  return JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
}

it('reads summaries, exemplars and nested attributes', () => {
  const scope = { name: '' };
  const times = { startTimeUnixNano: 0n, timeUnixNano: 0n };
  expect(decodeJsonRequest(requestOf(SUMMARY, WITH_EXEMPLAR))).toEqual({
    resource: {},
    metrics: [
      {
        ...{ scope, name: 'lag', description: '', unit: '', kind: 'summary' },
        points: [
          {
            attributes: { tree: { a: 1 }, none: undefined },
            startTimeUnixNano: 1544712660300000001n,
            timeUnixNano: 1544712661n,
            count: 2,
            sum: 0,
            quantiles: [
              { quantile: 0.5, value: Number.NaN },
              { quantile: 0, value: -Infinity },
            ],
          },
        ],
      },
      {
        ...{ scope, name: 'orders', description: '', unit: '', kind: 'sum' },
        ...{ temporality: 'delta', monotonic: false },
        points: [
          {
            attributes: {},
            ...times,
            value: 3,
            exemplars: [
              {
                ...{ value: 2, timeUnixNano: 0n, attributes: {} },
                spanId: '00f067aa0ba902b7',
                traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
              },
              { value: 0.5, timeUnixNano: 5n, attributes: {} },
            ],
          },
        ],
      },
    ],
  });
});

/** A request with a resource, a scope and a metric without data, by hand: each is field 1 or 2. */
const BYTES = {
  empty: [],
  'an unknown field': [0x0a, 0x00, 0x78, 0x01],
  'an unknown field of the resource': [0x0a, 0x04, 0x0a, 0x02, 0x78, 0x01],
  'a message that is cut off': [0x0a, 0x05, 0x0a],
  'two resources': [0x0a, 0x00, 0x0a, 0x00],
  'a metric without data': [0x0a, 0x05, 0x12, 0x03, 0x12, 0x01, 0x00],
};

it.each(Object.entries(BYTES))('refuses %s', (_what, bytes) => {
  expect(() => decodeMetricsRequest(Uint8Array.from(bytes))).toThrow();
});

it('refuses an attribute that is there twice', () => {
  const pair = { key: 'a', value: { stringValue: '' } };
  const metric = { name: 'a', gauge: { dataPoints: [{ attributes: [pair, pair] }] } };
  expect(() => decodeJsonRequest(requestOf(metric))).toThrow('two values of a');
});

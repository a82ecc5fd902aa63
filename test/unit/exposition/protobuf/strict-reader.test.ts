import { describe, expect, it } from 'vitest';
import { parseProtobufPage, type Strictness } from '../../../support/protobuf-page.ts';
import { encodePage } from '../../../support/protobuf-schema.ts';

const TIME = { seconds: 1, nanos: 500_000_000 };
const EXEMPLAR = { label: [{ name: 'trace_id', value: 'a' }], value: 0.5, timestamp: TIME };

function gauge(family: object = {}, metric: object = {}): object {
  const only = { label: [{ name: 'id', value: '1' }], gauge: { value: 1 }, ...metric };
  return { name: 'up', type: 'GAUGE', metric: [only], ...family };
}

function counter(value: object): object {
  return { name: 'jobs_total', type: 'COUNTER', metric: [{ counter: { value: 1, ...value } }] };
}

const CLASSIC = {
  sampleCount: 3,
  sampleSum: 4,
  bucket: [
    { cumulativeCount: 1, upperBound: 1, exemplar: EXEMPLAR },
    { cumulativeCount: 2, upperBound: 2 },
  ],
};
const NATIVE = {
  schema: 3,
  zeroThreshold: 1e-128,
  zeroCount: 1,
  positiveSpan: [
    { offset: -2, length: 1 },
    { offset: 3, length: 1 },
  ],
  positiveDelta: [1, 0],
  exemplars: [EXEMPLAR],
};

function histogram(value: object = {}, metric: object = {}): object {
  const only = { histogram: { ...CLASSIC, ...value }, ...metric };
  return { name: 'wait_seconds', type: 'HISTOGRAM', unit: 'seconds', metric: [only] };
}

function summary(value: object = {}, metric: object = {}): object {
  const quantile = [{ quantile: 0.5, value: 1 }];
  const only = { summary: { sampleCount: 1, sampleSum: 1, quantile, ...value }, ...metric };
  return { name: 'lag_seconds', type: 'SUMMARY', metric: [only] };
}

function native(value: object = {}): object {
  return histogram({ ...NATIVE, ...value });
}

function inf(bucket: object): object {
  const last = { cumulativeCount: 3, upperBound: Number.POSITIVE_INFINITY, ...bucket };
  return histogram({ bucket: [...CLASSIC.bucket, last] });
}

const LARGE = { ...EXEMPLAR, value: 9 };

it.each<[what: string, families: readonly object[], strictness?: Strictness]>([
  ['a gauge', [gauge()]],
  ['a counter with all there is', [counter({ exemplar: EXEMPLAR, createdTimestamp: TIME })]],
  ['a classic histogram', [histogram({ createdTimestamp: TIME })]],
  ['one without buckets', [histogram({ bucket: [] })]],
  ['one with an exemplar above all bounds', [inf({ exemplar: LARGE })]],
  ['a summary', [summary({ createdTimestamp: TIME })]],
  ['a native histogram', [native({ bucket: [] })]],
  ['one with both kinds of buckets', [native()]],
  ['any names that were agreed on', [gauge({ name: 'a.b' })], { anyNames: true }],
  ['nothing', []],
])('the strict reader takes %s', (_, families, strictness) => {
  expect(parseProtobufPage(encodePage(families), strictness)).toMatchObject(families);
});

describe('the strict reader refuses', () => {
  const twice = [gauge(), gauge()].flatMap((family) => Object.values(family).at(-1));
  const sum = { name: 'wait_seconds_sum' };
  it.each<[error: string, what: string, families: readonly object[]]>([
    ['belongs to another', 'a family twice', [gauge(), gauge()]],
    ['belongs to another', 'a name of a histogram`s samples', [histogram(), gauge(sum)]],
    ['belongs to another', 'the same before the histogram', [gauge(sum), histogram()]],
    ['bad metric name', 'a name with a dot', [gauge({ name: 'a.b' })]],
    ['bad metric name', 'no name', [gauge({ name: '' })]],
    ['bad type', 'an untyped metric', [gauge({ type: 'UNTYPED' })]],
    ['an empty unit', 'an empty unit', [gauge({ unit: '' })]],
    ['does not end with', 'another unit than the name says', [gauge({ unit: 'seconds' })]],
    ['no metrics', 'a family without metrics', [gauge({ metric: [] })]],
    ['a series twice', 'a label set twice', [gauge({ metric: twice })]],
    ['another type', 'a counter among gauges', [gauge({}, { counter: { value: 1 } })]],
    ['another type', 'a metric without a value', [{ ...gauge(), metric: [{}] }]],
    ['no value', 'a gauge without its number', [gauge({}, { gauge: {} })]],
    ['another type', 'a time of its own', [gauge({}, { timestampMs: 5 })]],
    ['twice', 'a label twice', [gauge({}, labels(['a', '1'], ['a', '2']))]],
    ['out of order', 'labels out of order', [gauge({}, labels(['b', '1'], ['a', '2']))]],
    ['is empty', 'an empty value', [gauge({}, labels(['a', '']))]],
    ['bad label name', 'a label with a dot', [gauge({}, labels(['a.b', '1']))]],
    ['bad label name', 'a label without a name', [gauge({}, labels(['', '1']))]],
    ['reserved label', 'the name as a label', [gauge({}, labels(['__name__', '1']))]],
    ['le belongs', 'a label that buckets have', [histogram({}, labels(['le', '1']))]],
    [
      'belongs to another',
      'a name of a summary`s samples',
      [summary(), gauge({ name: 'lag_seconds_sum' })],
    ],
    ['quantile belongs', 'a label that quantiles have', [summary({}, labels(['quantile', '1']))]],
    ['no count', 'a summary without a count', [summary({ sampleCount: undefined })]],
    ['no count', 'a summary without a sum', [summary({ sampleSum: undefined })]],
    ['without a value', 'a quantile without a value', [summary({ quantile: [{ quantile: 1 }] })]],
    ['do not ascend', 'a quantile twice', [summary(quantiles(0.5, 0.5))]],
    ['do not ascend', 'a quantile that is no number', [summary(quantiles(Number.NaN))]],
    ['no count', 'a histogram without a count', [histogram({ sampleCount: undefined })]],
    ['no count', 'a histogram without a sum', [histogram({ sampleSum: undefined })]],
    ['do not ascend', 'a bound twice', [histogram(buckets([1, 1], [2, 1]))]],
    ['do not ascend', 'a bound that is no number', [histogram(buckets([1, Number.NaN]))]],
    ['not cumulative', 'counts that fall', [histogram(buckets([2, 1], [1, 2]))]],
    ['more in the buckets', 'more than there are', [histogram(buckets([4, 1]))]],
    ['another bucket', 'an exemplar too large', [histogram(withExemplar(LARGE))]],
    ['+Inf says nothing', '+Inf without an exemplar', [inf({})]],
    ['not count all', '+Inf with less', [inf({ exemplar: LARGE, cumulativeCount: 2 })]],
    ['nobody reads', 'a classic one`s list of exemplars', [histogram({ exemplars: [EXEMPLAR] })]],
    ['not all are native', 'both kinds in a family', [mixed()]],
    ['no schema', 'no schema', [native({ schema: undefined })]],
    ['no schema', 'a schema that is too fine', [native({ schema: 9 })]],
    ['no zero bucket', 'no zero bucket', [native({ zeroCount: undefined })]],
    ['no zero bucket', 'no threshold', [native({ zeroThreshold: undefined })]],
    ['spans and buckets', 'fewer buckets than places', [native({ positiveDelta: [2] })]],
    ['spans overlap', 'spans that overlap', [native({ positiveSpan: overlapping() })]],
    ['a negative count', 'fewer than none', [native({ positiveDelta: [3, -4] })]],
    ['4 in the buckets', 'more than were counted', [native({ zeroCount: 2 })]],
    ['no span', 'none that says so', [native({ ...EMPTY, zeroCount: 3, positiveSpan: [] })]],
    ['without a time', 'an exemplar without a time', [native({ exemplars: [timeless()] })]],
    ['without a value', 'an exemplar without a value', [counter(withoutValue())]],
    ['too many characters', 'an exemplar that is long', [counter({ exemplar: long() })]],
    [
      'time that is none',
      'too many nanoseconds',
      [counter({ createdTimestamp: { seconds: 1, nanos: 1e9 } })],
    ],
  ])('%s: %s', (error, _, families) => {
    expect(() => parseProtobufPage(encodePage(families))).toThrow(error);
  });

  it.each<[error: string, what: string, change: (page: number[]) => number[]]>([
    ['no message', 'a page that ends too early', (page) => page.slice(0, -1)],
    ['no message', 'a length without a message', (page) => [...page, 0]],
    ['more than its fields', 'an unknown field', withUnknownField],
    ['more than its fields', 'a length in more bytes than it needs', withLongLength],
    ['more than its fields', 'text that is not UTF-8', (page) => page.with(3, 0xff)],
  ])('%s: %s', (error, _, change) => {
    const page = [...encodePage([gauge()])];
    expect(() => parseProtobufPage(Uint8Array.from(change(page)))).toThrow(error);
  });
});

function quantiles(...all: readonly number[]): object {
  return { quantile: all.map((quantile) => ({ quantile, value: 1 })) };
}

function withUnknownField([length = 0, ...rest]: number[]): number[] {
  return [length + 2, ...rest, 0x78, 1];
}

/** Two bytes for the length of the name. */
function withLongLength([length = 0, tag = 0, name = 0, ...rest]: number[]): number[] {
  return [length + 1, tag, name | 0x80, 0, ...rest];
}

const EMPTY = { positiveDelta: [] };

function labels(...pairs: readonly [name: string, value: string][]): object {
  return { label: pairs.map(([name, value]) => ({ name, value })) };
}

function buckets(...all: readonly [cumulativeCount: number, upperBound: number][]): object {
  return { bucket: all.map(([cumulativeCount, upperBound]) => ({ cumulativeCount, upperBound })) };
}

function withExemplar(exemplar: object): object {
  return { bucket: [{ cumulativeCount: 1, upperBound: 1, exemplar }] };
}

function mixed(): object {
  const metric = [
    { histogram: CLASSIC },
    { ...labels(['id', '1']), histogram: { ...CLASSIC, ...NATIVE } },
  ];
  return { name: 'wait_seconds', type: 'HISTOGRAM', metric };
}

function overlapping(): object[] {
  return [
    { offset: 1, length: 1 },
    { offset: -1, length: 1 },
  ];
}

function timeless(): object {
  return { label: [], value: 0.5 };
}

function withoutValue(): object {
  return { exemplar: { label: [], timestamp: TIME } };
}

function long(): object {
  return { ...EXEMPLAR, label: [{ name: 'trace_id', value: 'x'.repeat(121) }] };
}

import { validateHeaderName, validateHeaderValue } from 'node:http';
import { urlToHttpOptions } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Config, OPTIONS, type OptionName } from '../../../src/config/options.ts';
import { parseOption } from '../../../src/config/parse.ts';

type Case<V = unknown> = [name: OptionName, raw: unknown, value: V];

/** Texts as a variable brings them, and values as a file or code does. */
const GOOD: Case[] = [
  ['enabled', 'false', false],
  ['enabled', ' TRUE ', true],
  ['enabled', '0', false],
  ['enabled', false, false],
  ['sdkDisabled', '1', true],
  ['serviceName', '  shop  ', 'shop'],
  ['serviceName', 'Größe "1"\n2', 'Größe "1"\n2'],
  ['resourceAttributes', 'a=b, c = d%2Ce ,', { a: 'b', c: 'd,e' }],
  ['resourceAttributes', 'a=b=c', { a: 'b=c' }],
  ['resourceAttributes', 'a=', { a: '' }],
  ['resourceAttributes', { a: 'b' }, { a: 'b' }],
  ['resourceAttributes', '__proto__=x', JSON.parse('{"__proto__":"x"}')],
  ['host', '0.0.0.0', '0.0.0.0'],
  ['host', ' ::1 ', '::1'],
  ['port', '0', 0],
  ['port', ' +65535 ', 65_535],
  ['port', 9464, 9464],
  ['bearerTokenFile', '/run/secrets/metrics token', '/run/secrets/metrics token'],
  ['allowedHosts', 'a.example, b.example,,', ['a.example', 'b.example']],
  ['allowedHosts', ['a.example', ' '], ['a.example']],
  ['logLevel', 'DEBUG', 'debug'],
  ['logLevel', 'none', 'none'],
  ['cardinalityLimit', '2', 2],
  ['cardinalityLimit', '1000000', 1_000_000],
  ['totalCardinalityLimit', '100', 100],
  ['totalCardinalityLimit', '10000000', 10_000_000],
  ['seriesTtlMs', '0', 0],
  ['seriesTtlMs', '900000', 900_000],
  ['prefix', 'shop_', 'shop_'],
  ['prefix', ':_9', ':_9'],
  ['prefix', '', ''],
  ['naming', ' Classic', 'classic'],
  ['naming', 'standard', 'standard'],
  ['translationStrategy', 'notranslation', 'NoTranslation'],
  ['translationStrategy', 'NoUTF8EscapingWithSuffixes', 'NoUTF8EscapingWithSuffixes'],
  ['translationStrategy', 'UnderscoreEscapingWithoutSuffixes', 'UnderscoreEscapingWithoutSuffixes'],
  ['scopeLabels', 'false', false],
  ['scopeLabels', true, true],
  ['resourceConstantLabels', 'service.name, service.version', ['service.name', 'service.version']],
  ['resourceConstantLabels', ['service.name'], ['service.name']],
  ['histograms', 'NATIVE', 'native'],
  ['histograms', 'both', 'both'],
  ['exemplarFilter', 'ALWAYS_ON', 'always_on'],
  ['exemplarFilter', 'always_off', 'always_off'],
  ['createdLines', '0', false],
  ['createdLines', false, false],
  ['metrics', {}, {}],
  ['metrics', ' {"http.*": {"drop": true}} ', { 'http.*': { drop: true } }],
  ['metrics', { a: { buckets: '0.1,1', limit: '10' } }, { a: { buckets: [0.1, 1], limit: 10 } }],
  ['redaction', 'FALSE', false],
  ['redaction', true, true],
  ['allowedValues', 'id=*,host=10.*', { id: '*', host: '10.*' }],
  ['allowedValues', { id: 'a,b' }, { id: 'a,b' }],
  ['dynamicLimit', '0', 0],
  ['dynamicLimit', 10_000, 10_000],
  ['bridgePromClient', '1', true],
  ['bridgePromClient', false, false],
  ['live', 'false', false],
  ['appPath', ' /metrics ', '/metrics'],
  ['appPath', '/internal/v1.0/app-metrics_~', '/internal/v1.0/app-metrics_~'],
  ['appPath', '', ''],
  ['exporters', 'otlp', ['otlp']],
  ['exporters', ' OTLP, prometheus ,otlp,', ['otlp', 'prometheus']],
  ['exporters', ['console', 'Prometheus'], ['console', 'prometheus']],
  ['exporters', 'None', ['none']],
  ['otlpEndpoint', '', ''],
  ['otlpEndpoint', ' http://collector:4318 ', 'http://collector:4318/'],
  [
    'otlpEndpoint',
    'https://collector.example/v1/metrics/',
    'https://collector.example/v1/metrics/',
  ],
  ['otlpEndpoint', 'HTTP://[::1]:4318/otlp?a=b,c', 'http://[::1]:4318/otlp?a=b,c'],
  ['otlpEndpoint', 'https://us%40er:p%3Aw@c.example/a', 'https://us%40er:p%3Aw@c.example/a'],
  ['otlpProtocol', 'GRPC', 'grpc'],
  ['otlpProtocol', 'http/json', 'http/json'],
  [
    'otlpHeaders',
    'authorization=Bearer%20x%2Cy, X-Api-Key = k==;v',
    {
      authorization: 'Bearer x,y',
      'x-api-key': 'k==;v',
    },
  ],
  ['otlpHeaders', 'a=1,A=2', { a: '2' }],
  ['otlpHeaders', 'a=', { a: '' }],
  ['otlpHeaders', "!#$%&'*+-.^_`|~0a=%C3%BC+", { "!#$%&'*+-.^_`|~0a": 'ü+' }],
  ['otlpHeaders', { 'X-Tenant': 'a,b = c%20d' }, { 'x-tenant': 'a,b = c%20d' }],
  ['otlpTimeoutMs', '1', 1],
  ['otlpTimeoutMs', '0', 2_147_483_647],
  ['otlpTimeoutMs', 2_147_483_647, 2_147_483_647],
  ['otlpCompression', 'None', 'none'],
  ['otlpCompression', 'gzip', 'gzip'],
  ['otlpCertificate', ' /etc/collector ca.pem ', '/etc/collector ca.pem'],
  ['otlpClientKey', 'client.key', 'client.key'],
  ['otlpClientCertificate', 'client.pem', 'client.pem'],
  ['otlpTemporality', 'Delta', 'delta'],
  ['otlpTemporality', 'LowMemory', 'lowmemory'],
  ['otlpHistograms', 'Base2_Exponential_Bucket_Histogram', 'base2_exponential_bucket_histogram'],
  ['otlpMaxSeries', '100', 100],
  ['otlpMaxSeries', '1000000', 1_000_000],
  ['otlpExitProcess', 'false', false],
  ['exportIntervalMs', '1', 1],
  ['exportIntervalMs', '2147483647', 2_147_483_647],
  ['exportTimeoutMs', 0, 2_147_483_647],
  ['exportTimeoutMs', '30000', 30_000],
  ['httpEngine', 'opentelemetry', 'opentelemetry'],
  ['pgEngine', ' Native', 'native'],
  ['pageEngine', 'opentelemetry', 'opentelemetry'],
  ['httpRoutes', '/users/:id,/files/*path', ['/users/:id', '/files/*path']],
  ['httpRoutes', ['/a{/:b}'], ['/a{/:b}']],
  ['httpBodySizes', 'true', true],
  ['httpBuckets', '0.1, 1e0,2.5', [0.1, 1, 2.5]],
  ['httpBuckets', [1, 2], [1, 2]],
  ['databaseBuckets', '5', [5]],
  ['eventLoopResolutionMs', '1000', 1000],
  ['disabledObservers', 'pg,http-client', ['pg', 'http-client']],
];

const TOO_MANY_BOUNDS = Array.from({ length: 201 }, (_, i) => i + 1);
const CIRCULAR: unknown[] = [];
CIRCULAR.push(CIRCULAR);
const HOLEY = [1, 2];
HOLEY.length = 3;
const THROWING = new Proxy([], {
  get() {
    throw new Error('proxy');
  },
});

const BAD: Record<OptionName, readonly unknown[]> = {
  enabled: ['yes', 'off', '2', 'truefalse', 'null', 'tru e', ''],
  sdkDisabled: [1, null, {}, [true], Symbol('true')],
  serviceName: [7, null, {}, ['x'], true],
  resourceAttributes: [
    ...['novalue', 'a', '=b', ' =b', 'a=%', 'a=%zz', 'a=b,c', 'a=%E0%A4'],
    ...[7, null, { a: 1 }, { a: { b: 'c' } }, { '': 'x' }, ['a=1', 2]],
  ],
  host: ['', '  ', 'http://localhost', 'two hosts', 5, null],
  port: [
    ...['-5', '65536', '99999', 'abc', '9464.5', '0x2490', '1e3', '9464 9465', '９４６４', ''],
    ...[-1, 1.5, Number.NaN, Infinity, null, true, [80], 80n],
  ],
  bearerTokenFile: [1, null, {}],
  allowedHosts: [1, null, { a: 'b' }, ['a', 1], CIRCULAR, THROWING],
  logLevel: ['loud', 'warning', '3', 'error,warn', 3, null],
  cardinalityLimit: ['1', '0', '-1', '1000001', '2000.0', 'lots'],
  totalCardinalityLimit: ['99', '0', '-1', '10000001', '2000.0', 'lots'],
  seriesTtlMs: ['-1', '2147483648', '0.5', '15m', 'never'],
  prefix: ['9shop', 'shop-', 'shop ü', 'a b', 's'.repeat(65), 5],
  naming: ['prom-client', 'classical', '', 1, null],
  translationStrategy: ['none', 'UnderscoreEscaping', 'UTF8', '', 1, ['NoTranslation']],
  scopeLabels: ['no', 'off', '', 2, null],
  resourceConstantLabels: [1, null, { 'service.name': true }, ['a', 1], CIRCULAR, THROWING],
  histograms: ['exponential', 'classic,native', '', 0, {}],
  exemplarFilter: ['trace-based', 'on', 'always', '', 1, null],
  createdLines: ['never', '', 2, null, []],
  metrics: [
    '',
    'drop',
    '[]',
    '{"a"}',
    '5',
    'null',
    '"{}"',
    5,
    null,
    [],
    true,
    Symbol('{}'),
    THROWING,
  ],
  redaction: ['off', 'no', '', 0, null, 'email'],
  allowedValues: [...['id', '=*', 'id=%', 'id=*,host'], ...[7, null, { id: 1 }, { '': '*' }]],
  dynamicLimit: ['-1', '10001', '1.5', 'many', '', null],
  bridgePromClient: ['prom-client', 'yes', '', 2, null],
  live: ['off', 'no', '', 2, null],
  appPath: [
    ...['metrics', '/', '/a b', '/a?b=c', '/a#b', '/%6detrics', '/:id', '/*', '/\u00e4'],
    ...['http://localhost/metrics', '/a\r\nb', `/${'a'.repeat(200)}`],
    ...[true, 1, null, ['/metrics'], {}],
  ],
  exporters: [
    '',
    ',',
    'otel',
    'otlp/stdout',
    'otlp;none',
    [],
    ['logging'],
    [1],
    {},
    5,
    null,
    THROWING,
  ],
  otlpEndpoint: [
    ...[
      'localhost:4318',
      'collector',
      'ftp://collector',
      'http://',
      'http://two hosts',
      '/v1/metrics',
    ],
    ...[
      'http://a:70000',
      'http://[::1',
      'file:///etc/passwd',
      'http://us%er@collector',
      'grpc://a:1',
    ],
    ...[4318, null, {}, ['http://collector:4318'], new URL('http://collector:4318')],
  ],
  otlpProtocol: ['http', 'protobuf', 'http/protobuf,grpc', '', 1, null],
  otlpHeaders: [
    ...['novalue', '=b', 'a b=c', 'ä=b', 'a:=b', 'a=%zz', 'a=%0D%0Ab: c', 'a=b,c', 'a=€', 'a(b)=c'],
    ...[7, null, { a: 1 }, { '': 'x' }, { a: 'b\nc' }, { 'a b': 'c' }, ['a=1', 2], THROWING],
  ],
  otlpTimeoutMs: ['-1', '2147483648', '10s', '1.5', '', null],
  otlpCompression: ['zstd', 'true', 'gzip,none', '', null],
  otlpCertificate: [1, null, {}, Buffer.from('-----BEGIN CERTIFICATE-----')],
  otlpClientKey: [1, null, {}, Symbol('key')],
  otlpClientCertificate: [1, null, []],
  otlpTemporality: ['low_memory', 'deltas', 'cumulative,delta', '', 1],
  otlpHistograms: ['exponential', 'classic', 'base2', '', 2],
  otlpMaxSeries: ['99', '1000001', '0', 'all', ''],
  otlpExitProcess: ['yes', 'off', '', 2, null],
  exportIntervalMs: ['0', '-1', '2147483648', '60s', ''],
  exportTimeoutMs: ['-1', '2147483648', '30s', '0.5', 'never'],
  httpEngine: ['otel', 'Native engine', '1', 0],
  pgEngine: ['none', 'upstream', {}],
  pageEngine: ['prom-client', 'true', []],
  httpRoutes: ['users/:id', '/users/:', '/a,b', '/*', '/(', '/{a', 5, [5]],
  httpBodySizes: ['maybe', '-1', 'on'],
  httpBuckets: ['', ',', 'a', '1,a', '2,1', '1,1', '0,1', '-1,1', '1,Infinity', '1;2', 'NaN'],
  databaseBuckets: [
    ...[[], [1, '2'], [2, 1], [1, Infinity], [1, null], HOLEY, TOO_MANY_BOUNDS, THROWING],
    ...[5, {}],
  ],
  eventLoopResolutionMs: ['0', '1001', '10ms', '-10'],
  disabledObservers: [5, null, { pg: true }, [['pg']]],
};

function parse(name: OptionName, raw: unknown) {
  return parseOption(OPTIONS[name].type, raw);
}

describe('a value that is allowed', () => {
  it.each(GOOD)('%s: %j', (name, raw, value) => {
    expect(parse(name, raw)).toEqual({ value });
  });

  it('is tried for every option', () => {
    expect([...new Set(GOOD.map(([name]) => name))].sort()).toEqual(Object.keys(OPTIONS).sort());
  });

  it.each(Object.entries(OPTIONS))('of %s includes its default', (name, option) => {
    expect(parse(name as OptionName, option.default)).toEqual({ value: option.default });
  });

  it.each(GOOD.filter(([, , value]) => typeof value === 'object'))(
    '%s: %j cannot be changed afterwards',
    (name, raw, value) => {
      const input = structuredClone(raw);
      const parsed = parse(name, input) as { value: object };
      expect(Object.isFrozen(parsed.value)).toBe(true);
      if (Array.isArray(input)) input.length = 0;
      expect(parsed.value).toEqual(value);
    },
  );
});

describe('a value that is not allowed', () => {
  const cases = Object.entries(BAD).flatMap(([name, values]) =>
    values.map((raw) => [name as OptionName, print(raw), raw] as const),
  );

  it.each(cases)('%s: %s', (name, _text, raw) => {
    expect(parse(name, raw)).toEqual({ allowed: expect.any(String) });
  });
});

const RULE_PARTS = new Set([
  'drop',
  'rename',
  'buckets',
  'histogram',
  'attributes',
  'limit',
  'scope',
]);

/** What each option's value is sure to be, for whoever uses it. */
const DOMAINS: { [K in OptionName]: (value: Config[K]) => boolean } = {
  enabled: isBoolean,
  sdkDisabled: isBoolean,
  serviceName: isText,
  resourceAttributes: (value) => Object.values(value).every(isText) && !('' in value),
  host: (value) => isText(value) && value !== '',
  port: (value) => Number.isInteger(value) && value >= 0 && value <= 65_535,
  bearerTokenFile: isText,
  allowedHosts: isTexts,
  logLevel: (value) => ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'].includes(value),
  cardinalityLimit: (value) => Number.isInteger(value) && value >= 2 && value <= 1_000_000,
  totalCardinalityLimit: (value) => Number.isInteger(value) && value >= 100 && value <= 10_000_000,
  seriesTtlMs: (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 31,
  prefix: (value) => /^[\w:]*$/.test(value),
  naming: (value) => ['standard', 'classic'].includes(value),
  translationStrategy: (value) => /^(Underscore|NoUTF8)Escaping|^NoTranslation$/.test(value),
  scopeLabels: isBoolean,
  resourceConstantLabels: isTexts,
  histograms: (value) => ['classic', 'native', 'both'].includes(value),
  exemplarFilter: (value) => ['trace_based', 'always_on', 'always_off'].includes(value),
  createdLines: isBoolean,
  metrics: areRules,
  redaction: isBoolean,
  allowedValues: (value) => Object.values(value).every(isText) && !('' in value),
  dynamicLimit: (value) => Number.isInteger(value) && value >= 0 && value <= 10_000,
  bridgePromClient: isBoolean,
  live: isBoolean,
  exporters: (value) =>
    isTexts(value) &&
    value.every((name) => ['prometheus', 'otlp', 'console', 'none'].includes(name)) &&
    (value.includes('none') ? value.length === 1 : value.length > 0),
  // As Node reads it for a request.
  otlpEndpoint: (value) =>
    value === '' || /^https?:$/.test(String(urlToHttpOptions(new URL(value)).protocol)),
  otlpProtocol: (value) => ['http/protobuf', 'http/json', 'grpc'].includes(value),
  otlpHeaders: (value) => {
    for (const [name, content] of Object.entries(value)) {
      validateHeaderName(name);
      validateHeaderValue(name, content);
    }
    return true;
  },
  otlpTimeoutMs: isTimeout,
  otlpCompression: (value) => ['gzip', 'none'].includes(value),
  otlpCertificate: isText,
  otlpClientKey: isText,
  otlpClientCertificate: isText,
  otlpTemporality: (value) => ['cumulative', 'delta', 'lowmemory'].includes(value),
  otlpHistograms: (value) => /^(explicit|base2_exponential)_bucket_histogram$/.test(value),
  otlpMaxSeries: (value) => Number.isInteger(value) && value >= 100 && value <= 1_000_000,
  otlpExitProcess: isBoolean,
  exportIntervalMs: isTimeout,
  exportTimeoutMs: isTimeout,
  appPath: (value) => /^(\/[\w\-.~/]{1,199})?$/.test(value),
  httpEngine: isEngine,
  pgEngine: isEngine,
  pageEngine: isEngine,
  httpRoutes: (value) => isTexts(value) && value.every((route) => route.startsWith('/')),
  httpBodySizes: isBoolean,
  httpBuckets: isAscending,
  databaseBuckets: isAscending,
  eventLoopResolutionMs: (value) => Number.isInteger(value) && value >= 1 && value <= 1000,
  disabledObservers: isTexts,
};

describe.each(Object.keys(OPTIONS) as OptionName[])('any value for %s', (name) => {
  const anything = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true }),
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(fc.string(), fc.double())),
    fc.dictionary(fc.string(), fc.string()),
    fc.stringMatching(/^[-+.:,=%/0-9a-z ]{0,12}$/),
    fc.stringMatching(/^https?:\/\/[-.:@%/?0-9a-f[\]]{0,12}$/),
  );

  it('is refused, or becomes what the option promises; nothing throws', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        const parsed = parse(name, raw);
        if ('value' in parsed) expect(DOMAINS[name](parsed.value as never)).toBe(true);
        else expect(parsed.allowed).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });
});

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => isText(text) && text !== '');
}

function isEngine(value: unknown): boolean {
  return value === 'native' || value === 'opentelemetry';
}

/** `metric-rules.test.ts` says what a rule is; here, that it is one for any value at all. */
function areRules(value: Config['metrics']): boolean {
  return Object.values(value).every((rule) =>
    Object.keys(rule).every((part) => RULE_PARTS.has(part)),
  );
}

/** Of a timer. */
function isTimeout(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value < 2 ** 31;
}

function isAscending(value: readonly number[]): boolean {
  return (
    value.length > 0 &&
    [...value].every(
      (bound, i) => bound > 0 && Number.isFinite(bound) && !(bound <= Number(value[i - 1])),
    )
  );
}

/** A name for a case: some of the values refuse to be printed. */
function print(raw: unknown): string {
  try {
    return typeof raw === 'string' ? JSON.stringify(raw) : `${typeof raw} ${String(raw)}`;
  } catch {
    return 'what cannot be printed';
  }
}

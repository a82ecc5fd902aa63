import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConfigSource,
  checkCode,
  type LoadOptions,
  loadConfig,
} from '../../../src/config/load.ts';
import { OPTIONS, type OptionName } from '../../../src/config/options.ts';
import { configFolder } from './config-folder.ts';

const NAMES = Object.keys(OPTIONS) as OptionName[];
/** A folder without a config file. */
const NOWHERE = import.meta.dirname;

/** For each variable that can be wrong at all: texts that are, none of them part of a message. */
const BAD_VARIABLES: Record<string, readonly string[]> = {
  ACME_METRICS_ENABLED: ['yes', 'off', '2', 'truthy', 'false;true', 'hunter2'],
  OTEL_SDK_DISABLED: ['y', 'disabled!', '-1', 'hunter2'],
  OTEL_RESOURCE_ATTRIBUTES: ['novalue', '=hidden', 'a=%', 'token=%zz', 'a=b,hunter2', '%3D'],
  OTEL_EXPORTER_PROMETHEUS_HOST: ['http://0.0.0.0', 'two hosts', 'hunter2/x'],
  OTEL_EXPORTER_PROMETHEUS_PORT: [
    '-5',
    '65536',
    '99999',
    'abc',
    '9464.5',
    '0x24',
    '1e3',
    'hunter2',
  ],
  OTEL_LOG_LEVEL: ['loud', 'warning', '3', 'error,info', 'hunter2'],
  ACME_METRICS_CARDINALITY_LIMIT: ['+1', '-7', '1000001', '20.5', 'lots', 'hunter2'],
  ACME_METRICS_TOTAL_CARDINALITY_LIMIT: ['99', '-7', '10000001', 'lots', 'hunter2'],
  ACME_METRICS_SERIES_TTL_MS: ['-1', '2147483648', '15m', 'never', 'hunter2'],
  ACME_METRICS_PREFIX: ['9shop', 'shop-', 'ä', 'a.b', 'x'.repeat(65), 'hunter 2'],
  ACME_METRICS_NAMING: ['prom-client', 'Standard names', 'hunter2'],
  ACME_METRICS_TRANSLATION_STRATEGY: ['off', 'utf-8', 'hunter2'],
  ACME_METRICS_SCOPE_LABELS: ['yes', 'off', 'hunter2'],
  ACME_METRICS_HISTOGRAMS: ['exponential', 'classic+native', 'hunter2'],
  OTEL_METRICS_EXEMPLAR_FILTER: ['trace-based', 'sampled', 'hunter2'],
  ACME_METRICS_CREATED_LINES: ['never', '2', 'hunter2'],
  ACME_METRICS_RULES: ['http.*=drop', '["http.*"]', '{"http.*": {"drop": true}', 'hunter2'],
  ACME_METRICS_REDACTION: ['off', 'strict', 'hunter2'],
  ACME_METRICS_LIVE: ['off', 'page', 'hunter2'],
  ACME_METRICS_ALLOWED_LABEL_VALUES: ['id', '=hidden', 'id=%', 'hunter2'],
  ACME_METRICS_DYNAMIC_LIMIT: ['-1', '10001', 'many', 'hunter2'],
  ACME_METRICS_BRIDGE_PROM_CLIENT: ['prom-client', 'yes', 'hunter2'],
  ACME_METRICS_APP_PATH: ['no-slash', '/a b', '/page?x', '/:id', '/*', 'hunter2'],
  ACME_METRICS_EXPORTER: ['otel', ';,', 'logging', 'prometheus;otlp', 'hunter2'],
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: [
    ...['localhost:4318', 'ftp://hunter2', 'http://two hosts', '//collector', 'http://u%er:pw@c'],
    ...['https://user:hunter2@c:port', 'hunter2'],
  ],
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: ['https', 'http/proto3', 'grpc,http/json', 'hunter2'],
  OTEL_EXPORTER_OTLP_METRICS_HEADERS: [
    ...[
      'hunter2',
      '=hidden',
      'api key=x',
      'token=%zz',
      'a=b,hunter2',
      'token=€',
      'a=b%0Ac',
      'na(me=x',
    ],
  ],
  OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: ['-5', '10s', '2147483648', '1.5', 'hunter2'],
  OTEL_EXPORTER_OTLP_METRICS_COMPRESSION: ['zstd', 'deflate', 'hunter2'],
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: ['low-memory', 'DeltaOnly', 'hunter2'],
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: [
    'exponential_histogram',
    'native',
    'hunter2',
  ],
  ACME_METRICS_OTLP_MAX_SERIES: ['99', '1000001', 'all', 'hunter2'],
  ACME_METRICS_OTLP_EXIT_PROCESS: ['never', 'off', 'hunter2'],
  OTEL_METRIC_EXPORT_INTERVAL: ['0', '-9', '60s', '2147483648', 'hunter2'],
  OTEL_METRIC_EXPORT_TIMEOUT: ['-9', '30s', '2147483648', 'hunter2'],
  ACME_METRICS_HTTP_ENGINE: ['otel', 'upstream', '1', 'hunter2'],
  ACME_METRICS_PG_ENGINE: ['otel', 'true', 'hunter2'],
  ACME_METRICS_PAGE_ENGINE: ['prom-client', '0', 'hunter2'],
  ACME_METRICS_HTTP_ROUTES: ['users/:name', '/orders/:', '/x,y', '/(', 'hunter2'],
  ACME_METRICS_HTTP_BODY_SIZES: ['maybe', '-1', 'hunter2'],
  ACME_METRICS_HTTP_BUCKETS: [
    ',',
    'five',
    '1,x',
    '5,4',
    '3,3',
    '-1,1',
    '1,Infinity',
    '1;2',
    'hunter2',
  ],
  ACME_METRICS_DATABASE_BUCKETS: ['NaN', '2,,1', 'hunter2'],
  ACME_METRICS_EVENT_LOOP_RESOLUTION_MS: ['-10', '1001', '10ms', '5.5', 'hunter2'],
};
/** Those for all signals are wrong in the same ways. */
for (const [variable, texts] of Object.entries(BAD_VARIABLES)) {
  const general = OPTIONS[optionOf(variable)].general?.env;
  if (general !== undefined) BAD_VARIABLES[general] = texts;
}
/** Any text is a value of these. */
const FREE_VARIABLES = [
  'OTEL_SERVICE_NAME',
  'ACME_METRICS_BEARER_TOKEN_FILE',
  'ACME_METRICS_ALLOWED_HOSTS',
  'ACME_METRICS_DISABLED_OBSERVERS',
  'ACME_METRICS_RESOURCE_CONSTANT_LABELS',
  ...['CERTIFICATE', 'CLIENT_KEY', 'CLIENT_CERTIFICATE'].flatMap((file) => [
    `OTEL_EXPORTER_OTLP_METRICS_${file}`,
    `OTEL_EXPORTER_OTLP_${file}`,
  ]),
];
/** In which the variables for all signals are for the agent, too. */
const PUSHING = { OTEL_METRICS_EXPORTER: 'otlp' };

function optionOf(variable: string): OptionName {
  return NAMES.find((name) => variablesOf(name).includes(variable)) as OptionName;
}

function variablesOf(name: OptionName): string[] {
  const { env, general } = OPTIONS[name];
  return general === undefined ? [env] : [env, general.env];
}

describe('a bad variable', () => {
  const cases = Object.entries(BAD_VARIABLES).flatMap(([variable, texts]) =>
    texts.map((text) => [variable, text] as const),
  );

  it.each(cases)(
    '%s=%s is one problem that hides the value; the default is kept',
    (variable, text) => {
      const name = optionOf(variable);
      const env = { ...(name !== 'exporters' && PUSHING), [variable]: text };
      const { config, problems, sources } = loadConfig({ env, folder: NOWHERE });
      expect(problems).toEqual([
        expect.stringMatching(`^${variable} is not .+; default value kept$`),
      ]);
      expect(problems[0]?.slice(variable.length)).not.toContain(text.trim());
      expect(config[name]).toEqual(OPTIONS[name].default);
      expect(sources[name]).toBe('default');
    },
  );

  it('is tried for every variable', () => {
    const variables = NAMES.flatMap(variablesOf);
    expect([...Object.keys(BAD_VARIABLES), ...FREE_VARIABLES].sort()).toEqual(variables.sort());
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  it('leaves the others as they are', () => {
    const { config, problems } = loadConfig({
      env: {
        OTEL_EXPORTER_PROMETHEUS_PORT: 'x',
        ACME_METRICS_PREFIX: 'shop_',
        OTEL_LOG_LEVEL: '?',
      },
      folder: NOWHERE,
    });
    expect(problems).toHaveLength(2);
    expect(config.prefix).toBe('shop_');
  });
});

describe('rules of which some are bad', () => {
  const RULES = {
    'http.*': { limit: 0, attributes: { deny: ['user.id', 5], allow: 5 }, colour: 'hunter2' },
    'db.*': 'hunter2',
    good: { drop: true },
  };
  const GOOD = { 'http.*': { attributes: { deny: ['user.id'], allow: [] } }, good: { drop: true } };
  const PROBLEMS = [
    '"http.*": "limit" is not a whole number from 2 to 1000000',
    '"http.*": "attributes": "deny": item 2 is not a text',
    '"http.*": "attributes": "allow" is not a list of texts; it allows nothing',
    '"http.*": "colour" is not one of drop, rename, buckets, histogram, attributes, limit, scope',
    '"db.*" is not an object of drop, rename, buckets, histogram, attributes, limit, scope',
  ];

  it.each([
    ['ACME_METRICS_RULES', { env: { ACME_METRICS_RULES: JSON.stringify(RULES) } }],
    ['otel-metrics.config.json: metrics', { file: JSON.stringify({ metrics: RULES }) }],
    ['startMetrics: metrics', { code: { metrics: RULES } }],
  ])(
    '%s: each bad part is named, and what is good counts',
    (place, { env = {}, file = '{}', code }: { env?: object; file?: string; code?: object }) => {
      const folder = configFolder({ 'otel-metrics.config.json': file });
      const { config, problems } = loadConfig({ env: { ...env }, code, folder });
      expect(config.metrics).toEqual(GOOD);
      expect(problems).toEqual(
        PROBLEMS.map(
          (problem) => `${place}: ${problem}${problem.includes(';') ? '' : '; it was left out'}`,
        ),
      );
    },
  );

  it('are problems of options in code, by themselves', () => {
    expect(checkCode({ metrics: RULES })).toEqual(
      PROBLEMS.map((problem) => `startMetrics: metrics: ${problem.split(';')[0]}`),
    );
  });
});

it.each([
  [20, []],
  [21, ['and 1 more problem of the configuration']],
  [10_000, ['and 9980 more problems of the configuration']],
])('of %i mistakes each was said, in a line of its own', (count, further) => {
  const rules = Array.from({ length: count }, (_, i) => [`rule.${i}`, 5] as const);
  const file = JSON.stringify({ metrics: Object.fromEntries(rules) });
  const folder = configFolder({ 'otel-metrics.config.json': file });
  const { problems } = loadConfig({ env: {}, folder });
  expect(problems.slice(20)).toEqual(further);
  expect(problems[19]).toContain('"rule.19" is not an object of drop');
});

it.each([
  ['a Map', new Map([['team', 'shop']])],
  ['a Date', new Date()],
])('resource attributes that are %s were taken for none', (_what, resourceAttributes) => {
  const code = { resourceAttributes } as never;
  expect(loadConfig({ env: {}, code, folder: NOWHERE }).problems).toEqual([
    expect.stringContaining('startMetrics: resourceAttributes is not key=value pairs'),
  ]);
});

it('rules of a later source take the place of all earlier ones', () => {
  const file = {
    metrics: { a: { drop: true } },
    environments: { production: { metrics: { b: {} } } },
  };
  const folder = configFolder({ 'otel-metrics.config.json': JSON.stringify(file) });
  const rulesOf = (env: Record<string, string>) => loadConfig({ env, folder }).config.metrics;
  expect(rulesOf({})).toEqual({ a: { drop: true } });
  expect(rulesOf({ NODE_ENV: 'production' })).toEqual({ b: {} });
  expect(rulesOf({ ACME_METRICS_RULES: '{"c":{}}' })).toEqual({ c: {} });
});

describe.each(NAMES)('any text in the variable of %s', (name) => {
  const variable = OPTIONS[name].env;
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[-+.,=%/:0-9a-z ]*$/));
  const problem = BAD_VARIABLES[variable]?.[0];
  const expected =
    problem === undefined
      ? []
      : loadConfig({ env: { [variable]: problem }, folder: NOWHERE }).problems;

  it('is taken, or refused in the same words whatever it is', () => {
    fc.assert(
      fc.property(text, (value) => {
        const { problems, sources } = loadConfig({ env: { [variable]: value }, folder: NOWHERE });
        expect(problems).toEqual(problems.length === 0 ? [] : expected);
        if (problems.length > 0) expect(sources[name]).toBe('default');
      }),
      { numRuns: 500 },
    );
  });
});

describe('precedence', () => {
  const LEVELS = [
    ['default', 2000],
    ['file', 11],
    ['environments', 12],
    ['environment', 13],
    ['code', 14],
  ] as const;
  const SUBSETS = Array.from({ length: 16 }, (_, bits) =>
    LEVELS.slice(1).filter((_level, i) => bits & (1 << i)),
  );

  it.each(
    SUBSETS.map((set) => [set.map(([level]) => level).join(' < ') || 'nothing', set] as const),
  )('of %s: the last one wins', (_names, set) => {
    const value = (level: string) => set.find(([name]) => name === level)?.[1];
    const own = value('environments');
    const file = {
      cardinalityLimit: value('file'),
      environments: {
        production: own === undefined ? {} : { cardinalityLimit: own },
        staging: { cardinalityLimit: 99 },
      },
    };
    const { config, sources, problems } = loadConfig({
      env: {
        NODE_ENV: 'production',
        ACME_METRICS_CARDINALITY_LIMIT: value('environment')?.toString(),
      },
      code: { cardinalityLimit: value('code') },
      folder: configFolder({ 'otel-metrics.config.json': JSON.stringify(file) }),
    });
    const [winner, expected] = set.at(-1) ?? LEVELS[0];
    expect(config.cardinalityLimit).toBe(expected);
    expect(sources.cardinalityLimit).toBe(winner === 'environments' ? 'file' : winner);
    expect(problems).toEqual([]);
  });

  it.each(['', '   ', undefined])('counts a variable that is %j as unset', (text) => {
    const { config, problems, sources } = loadConfig({
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: text, ACME_METRICS_CONFIG: text },
      folder: configFolder({ 'otel-metrics.config.json': '{"port":1}' }),
    });
    expect({ port: config.port, source: sources.port, problems }).toEqual({
      port: 1,
      source: 'file' satisfies ConfigSource,
      problems: [],
    });
  });

  it.each([undefined, '', 'unknown', '__proto__', 'toString'])(
    'NODE_ENV %j has no settings',
    (env) => {
      const file = { port: 1, environments: { production: { port: 2 } } };
      const { config, problems } = loadConfig({
        env: { NODE_ENV: env },
        folder: configFolder({ 'otel-metrics.config.json': JSON.stringify(file) }),
      });
      expect(config.port).toBe(1);
      expect(problems).toEqual([]);
    },
  );

  it('says which value a refused one leaves in force', () => {
    const { config, problems } = loadConfig({
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: 'x' },
      folder: configFolder({ 'otel-metrics.config.json': '{"port":1}' }),
    });
    expect(config.port).toBe(1);
    expect(problems).toEqual([
      'OTEL_EXPORTER_PROMETHEUS_PORT is not a whole number from 0 to 65535; file value kept',
    ]);
  });
});

describe('a variable for all signals', () => {
  const METRICS = 'OTEL_EXPORTER_OTLP_METRICS_';
  const ALL = 'OTEL_EXPORTER_OTLP_';
  const load = (env: Record<string, string>, code = {}) =>
    loadConfig({ env: { ...PUSHING, ...env }, code, folder: NOWHERE });

  it.each<[end: string, name: OptionName, general: [string, unknown], own: [string, unknown]]>([
    ['PROTOCOL', 'otlpProtocol', ['grpc', 'grpc'], ['http/json', 'http/json']],
    ['HEADERS', 'otlpHeaders', ['a=1,b=2', { a: '1', b: '2' }], ['a=3', { a: '3' }]],
    ['TIMEOUT', 'otlpTimeoutMs', ['5', 5], ['6', 6]],
    ['COMPRESSION', 'otlpCompression', ['none', 'none'], ['gzip', 'gzip']],
    ['CERTIFICATE', 'otlpCertificate', ['all.pem', 'all.pem'], ['own.pem', 'own.pem']],
    ['CLIENT_KEY', 'otlpClientKey', ['all.key', 'all.key'], ['own.key', 'own.key']],
    ['CLIENT_CERTIFICATE', 'otlpClientCertificate', ['all.crt', 'all.crt'], ['own', 'own']],
    [
      ...(['ENDPOINT', 'otlpEndpoint'] as const),
      ['http://all', 'http://all/v1/metrics'],
      ['http://own', 'http://own/'],
    ],
  ])(
    '%s: counts where the one for metrics is not set, and code over both',
    (end, name, all, own) => {
      const general = { [`${ALL}${end}`]: all[0] };
      const both = { ...general, [`${METRICS}${end}`]: own[0] };
      const coded = OPTIONS[name].default;
      const loaded = [load(general), load(both), load(both, { [name]: coded })];
      expect(loaded.map(({ config }) => config[name])).toEqual([all[1], own[1], coded]);
      expect(loaded.map(({ sources }) => sources[name])).toEqual([
        'environment',
        'environment',
        'code',
      ]);
      expect(loaded.flatMap(({ problems }) => problems)).toEqual([]);
      expect(load({ ...general, [`${METRICS}${end}`]: ' ' }).config[name]).toEqual(all[1]);
    },
  );

  it.each([
    ['http://collector:4318', 'http://collector:4318/v1/metrics'],
    ['http://collector:4318/', 'http://collector:4318/v1/metrics'],
    ['http://collector:4318/mycollector', 'http://collector:4318/mycollector/v1/metrics'],
    ['http://collector:4318/mycollector/', 'http://collector:4318/mycollector/v1/metrics'],
    ['https://c.example/otlp?tenant=a/', 'https://c.example/otlp/v1/metrics?tenant=a/'],
    ['https://user:p%40ss@[::1]:8443', 'https://user:p%40ss@[::1]:8443/v1/metrics'],
  ])('%s: the path of metrics is added to it', (general, url) => {
    const { config } = load({ OTEL_EXPORTER_OTLP_ENDPOINT: general });
    expect(config.otlpEndpoint).toBe(url);
  });

  it.each(
    Object.entries(OPTIONS).flatMap(([name, { env, general }]) => {
      const [bad] = BAD_VARIABLES[env] ?? [];
      return general === undefined || bad === undefined ? [] : [[name, env, general.env, bad]];
    }) as [OptionName, string, string, string][],
  )('%s: is named where it counts in the place of a bad one', (name, env, general, bad) => {
    const good = String({ otlpEndpoint: 'http://a', otlpHeaders: 'a=b' }[name as string] ?? '');
    const value = good || String(OPTIONS[name].default);
    const kept = load({ [general]: value, [env]: bad });
    expect(kept.config[name]).toEqual(load({ [general]: value }).config[name]);
    expect(kept.problems).toEqual([
      expect.stringMatching(`^${env} is not .+; that of ${general} kept$`),
    ]);
    const both = [env, general].map((variable) =>
      expect.stringMatching(`^${variable} is not .+; default value kept$`),
    );
    const { problems } = load({ [general]: bad, [env]: bad });
    expect(problems).toHaveLength(both.length);
    expect(problems).toEqual(expect.arrayContaining(both));
  });

  it('may be bad where the one for metrics counts', () => {
    const { config, problems } = load({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://own/v1/metrics',
    });
    expect({ url: config.otlpEndpoint, problems }).toEqual({
      url: 'http://own/v1/metrics',
      problems: [],
    });
  });

  it('was complained of where nothing is pushed, and it was there for another SDK', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' };
    expect(loadConfig({ env, folder: NOWHERE }).problems).toEqual([]);
    const pushing = loadConfig({ env, code: { exporters: ['otlp'] }, folder: NOWHERE });
    expect(pushing.problems).toHaveLength(1);
  });

  it('is not named for a value of a file', () => {
    const file = { otlpTimeoutMs: 5, environments: { production: { otlpTimeoutMs: 'long' } } };
    const folder = configFolder({ 'otel-metrics.config.json': JSON.stringify(file) });
    const { problems } = loadConfig({ env: { NODE_ENV: 'production' }, folder });
    expect(problems).toEqual([expect.stringMatching('; file value kept$')]);
  });
});

describe('the place of a value', () => {
  const GENERAL = 'OTEL_EXPORTER_OTLP_CERTIFICATE';
  const METRICS = 'OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE';
  const FILE = JSON.stringify({
    otlpCertificate: 'file.pem',
    environments: { production: { otlpCertificate: 'production.pem' } },
  });
  const load = (options: LoadOptions) =>
    loadConfig({ folder: configFolder({ 'otel-metrics.config.json': FILE }), ...options });

  it.each<[string, Record<string, string>, string]>([
    ['a file', {}, 'otel-metrics.config.json: otlpCertificate'],
    [
      ...(['an environment of a file', { NODE_ENV: 'production' }] as const),
      'otel-metrics.config.json: environments."production": otlpCertificate',
    ],
    ['the variable for all signals', { [GENERAL]: 'a' }, GENERAL],
    ['it, the one for metrics being blank', { [GENERAL]: 'a', [METRICS]: ' ' }, GENERAL],
    ['the variable for metrics', { [METRICS]: 'a' }, METRICS],
    ['it, where both are set', { [GENERAL]: 'a', [METRICS]: 'a' }, METRICS],
  ])('is %s', (_what, env, place) => {
    expect(load({ env }).places.otlpCertificate).toBe(place);
  });

  it('is the code, over all others', () => {
    const code = { otlpCertificate: 'code.pem' };
    const { places } = load({ env: { [METRICS]: 'a' }, code });
    expect(places.otlpCertificate).toBe('startMetrics: otlpCertificate');
  });

  it('is that of the value that counts, where another was refused', () => {
    const env = {
      OTEL_EXPORTER_OTLP_TIMEOUT: '5',
      OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: 'long',
    };
    const { places } = loadConfig({ env, code: { otlpTimeoutMs: -1 }, folder: NOWHERE });
    expect(places).toEqual({ otlpTimeoutMs: 'OTEL_EXPORTER_OTLP_TIMEOUT' });
  });
});

describe('a value of which a part is bad', () => {
  it.each<[string, string, OptionName, unknown, string[]]>([
    [
      ...(['OTEL_METRICS_EXPORTER', 'otlp,hunter2, Prometheus,hunter3', 'exporters'] as const),
      ['otlp', 'prometheus'],
      ['item 2 is not', 'item 4 is not'].map(
        (part) => `${part} one of prometheus, otlp, console, none`,
      ),
    ],
    [
      ...(['OTEL_METRICS_EXPORTER', 'none,otlp', 'exporters'] as const),
      ['otlp'],
      ['item 1 is not alone, as none is to be'],
    ],
    [
      ...(['OTEL_METRICS_EXPORTER', 'hunter2,none', 'exporters'] as const),
      ['none'],
      ['item 1 is not one of prometheus, otlp, console, none'],
    ],
    [
      'OTEL_EXPORTER_OTLP_METRICS_HEADERS',
      'Content-Length=5,a=b,content-type=hunter2,User-Agent=hunter3',
      'otlpHeaders',
      { a: 'b' },
      ['"content-length"', '"content-type"', '"user-agent"'].map(
        (part) => `${part} is not a header that can be set`,
      ),
    ],
  ])('%s=%s: the rest counts', (variable, text, name, value, parts) => {
    const { config, problems } = loadConfig({ env: { [variable]: text }, folder: NOWHERE });
    expect(config[name]).toEqual(value);
    expect(problems).toEqual(parts.map((part) => `${variable}: ${part}; it was left out`));
  });
});

describe('options of code', () => {
  it('are named by the function that takes them', () => {
    const { problems } = loadConfig({
      env: {},
      code: { port: 'hunter2', prot: 1, toString: 1 } as never,
      folder: NOWHERE,
    });
    expect(problems).toEqual([
      'startMetrics: port is not a whole number from 0 to 65535; default value kept',
      'startMetrics: "prot" is no option; it was left out',
      'startMetrics: "toString" is no option; it was left out',
    ]);
  });

  it('may be anything at all', () => {
    const settings = fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), fc.anything());
    fc.assert(
      fc.property(settings, (code) => {
        const { config } = loadConfig({ env: {}, code, folder: NOWHERE });
        expect(Object.keys(config)).toEqual(NAMES);
      }),
    );
  });
});

it('reads the variables of the process where none are given', () => {
  process.env.ACME_METRICS_PREFIX = 'from_process_';
  try {
    expect(loadConfig({ folder: NOWHERE }).config.prefix).toBe('from_process_');
  } finally {
    delete process.env.ACME_METRICS_PREFIX;
  }
});

it('cannot be changed by one of its readers', () => {
  expect(Object.isFrozen(loadConfig({ env: {}, folder: NOWHERE }).config)).toBe(true);
});

it('gives defaults where the working directory was deleted under the process', () => {
  const url = new URL('../../../src/config/load.ts', import.meta.url).href;
  const script = `
    const { mkdtempSync, rmdirSync } = require('node:fs');
    const folder = mkdtempSync(require('node:os').tmpdir() + '/otel-metrics-gone-');
    process.chdir(folder);
    rmdirSync(folder);
    import('${url}').then(({ loadConfig }) => console.log(loadConfig({ env: {} }).config.port));
  `;
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe('9464\n');
});

describe('a variable that the agent does not have', () => {
  it.each(['ACME_METRICS_PORT', 'ACME_METRICS_ENABLE', 'ACME_METRICS_'])('%s is named', (name) => {
    const { problems } = loadConfig({ env: { [name]: 'secret' }, folder: NOWHERE });
    expect(problems).toEqual([`"${name}" is no variable of the agent; it was left out`]);
  });

  it.each(['ACME_OTHER', 'OTEL_SOMETHING', 'ACME_METRICS_CONFIG'])(
    '%s is none of ours, or known',
    (name) => {
      expect(loadConfig({ env: { [name]: '' }, folder: NOWHERE }).problems).toEqual([]);
    },
  );
});

describe('options in code, by themselves', () => {
  it('are checked without the environment or a file', () => {
    expect(checkCode({ port: 9464, prefix: undefined })).toEqual([]);
    expect(checkCode({ port: 'secret', colour: 'blue' })).toEqual([
      'startMetrics: port is not a whole number from 0 to 65535',
      'startMetrics: "colour" is no option',
    ]);
  });
});

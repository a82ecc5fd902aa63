import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfigFile } from '../../../src/config/file.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { configFolder } from './config-folder.ts';

const SECRET = 'hunter2-CANARY';

/** One meaning in each format. */
const FORMATS: [name: string, text: string][] = [
  [
    'otel-metrics.config.json',
    '{"port": 1, "httpBuckets": [0.1, 1], "environments": {"production": {"prefix": "p_"}}}',
  ],
  [
    'otel-metrics.config.yaml',
    'port: 1\nhttpBuckets: [0.1, 1]\nenvironments:\n  production:\n    prefix: p_\n',
  ],
  [
    'otel-metrics.config.yml',
    '# by hand\n{port: 1, httpBuckets: "0.1,1", environments: {production: {prefix: p_}}}',
  ],
  [
    'otel-metrics.config.mjs',
    "const production = { prefix: 'p_' };\nexport default { port: 1, httpBuckets: [0.1, 1], environments: { production } };\n",
  ],
];

describe.each(FORMATS)('%s', (name, text) => {
  it('is found in the working directory', () => {
    const { config, problems } = loadConfig({
      env: { NODE_ENV: 'production' },
      folder: configFolder({ [name]: text }),
    });
    expect(problems).toEqual([]);
    expect(config).toMatchObject({ port: 1, httpBuckets: [0.1, 1], prefix: 'p_' });
  });

  it('is found where ACME_METRICS_CONFIG says', () => {
    const elsewhere = configFolder({ [`metrics-${name}`]: text });
    for (const path of [join(elsewhere, `metrics-${name}`), `./metrics-${name}`]) {
      const { config, problems } = loadConfig({
        env: { ACME_METRICS_CONFIG: path },
        folder: path.startsWith('.') ? elsewhere : configFolder({ [name]: '{"port": 2}' }),
      });
      expect(problems).toEqual([]);
      expect(config.port).toBe(1);
    }
  });
});

/** All options of the page, in each format. */
const PAGE_OPTIONS = {
  naming: 'classic',
  translationStrategy: 'NoTranslation',
  scopeLabels: false,
  resourceConstantLabels: ['service.name', 'service.version'],
  histograms: 'both',
  exemplarFilter: 'always_off',
  createdLines: false,
  metrics: {
    'http.server.*': { attributes: { deny: ['url.scheme'] }, limit: 500 },
    'db.*': { drop: true },
  },
};
const PAGE_OPTIONS_YAML = `naming: classic
translationStrategy: NoTranslation
scopeLabels: false
resourceConstantLabels: [service.name, service.version]
histograms: both
exemplarFilter: always_off
createdLines: false
metrics:
  http.server.*:
    attributes: {deny: [url.scheme]}
    limit: 500
  db.*: {drop: true}
`;

it.each([
  ['otel-metrics.config.json', JSON.stringify(PAGE_OPTIONS)],
  ['otel-metrics.config.yaml', PAGE_OPTIONS_YAML],
  ['otel-metrics.config.mjs', `export default ${JSON.stringify(PAGE_OPTIONS)};`],
])('%s may hold the options of the page, the rules in their order', (name, text) => {
  const { config, problems } = loadConfig({ env: {}, folder: configFolder({ [name]: text }) });
  expect(problems).toEqual([]);
  expect(config).toMatchObject(PAGE_OPTIONS);
  expect(Object.keys(config.metrics)).toEqual(['http.server.*', 'db.*']);
});

it('takes one file only: json, then yaml, yml, mjs', () => {
  const files = Object.fromEntries(
    FORMATS.map(([name], i) => [
      name,
      name.endsWith('mjs') ? `export default {port: ${i}}` : `{"port": ${i}}`,
    ]),
  );
  const names = Object.keys(files);
  for (const [i, name] of names.entries()) {
    const folder = configFolder(Object.fromEntries(Object.entries(files).slice(i)));
    expect(readConfigFile(undefined, folder)).toMatchObject({ name, settings: { port: i } });
  }
});

/** Files that give nothing, and the reason that the problem may state. */
const UNREADABLE: [what: string, name: string, text: string, reason: string][] = [
  ['an empty JSON file', 'c.json', '', 'SyntaxError'],
  ['JSON that is cut off', 'c.json', `{"serviceName": "${SECRET}`, 'SyntaxError'],
  ['a JSON list', 'c.json', `["${SECRET}"]`, 'TypeError'],
  ['a JSON text', 'c.json', `"${SECRET}"`, 'TypeError'],
  ['JSON null', 'c.json', 'null', 'TypeError'],
  ['a file with bytes of no text', 'c.json', `\u0000\uFFFD${SECRET}`, 'SyntaxError'],
  ['an unknown ending', 'c.toml', `port = "${SECRET}"`, 'SyntaxError'],
  ['an empty YAML file', 'c.yaml', '', 'TypeError'],
  ['a YAML text', 'c.yaml', SECRET, 'TypeError'],
  ['YAML with wrong indents', 'c.yaml', `a:\n  b: 1\n c: ${SECRET}`, 'BAD_INDENT'],
  ['YAML with a key twice', 'c.yml', `port: 1\nport: ${SECRET}`, 'DUPLICATE_KEY'],
  ['YAML with an unknown alias', 'c.yaml', `port: *${SECRET}`, 'ReferenceError'],
  ['YAML of aliases without end', 'c.yaml', yamlBomb(), 'ReferenceError'],
  ['a module that does not parse', 'c.mjs', `export default { a: '${SECRET}`, 'SyntaxError'],
  ['a module that throws', 'c.mjs', `throw new Error('${SECRET}')`, 'Error'],
  ['a module that throws no error', 'c.mjs', `throw { name: '${SECRET}' }`, 'an error'],
  [
    'a module that has to wait',
    'c.mjs',
    'export default await { port: 1 }',
    'ERR_REQUIRE_ASYNC_MODULE',
  ],
  ['a module of a Map', 'c.mjs', `export default new Map([['port', '${SECRET}']])`, 'TypeError'],
  ['a module without default', 'c.mjs', `export const port = '${SECRET}'`, 'TypeError'],
  ['a module that exports a function', 'c.mjs', 'export default () => ({ port: 1 })', 'TypeError'],
  [
    'a module with a getter that throws',
    'c.mjs',
    `export default { get port() { throw new Error('${SECRET}') } }`,
    'Error',
  ],
];

describe('a file that cannot be used', () => {
  it.each(UNREADABLE)(
    '%s is one problem that names it and hides what it holds',
    (_what, name, text, reason) => {
      const { config, problems } = loadConfig({
        env: { ACME_METRICS_CONFIG: name },
        folder: configFolder({ [name]: text }),
      });
      expect(problems).toEqual([
        `config file ${name} is not a readable .json, .yaml or .mjs file that holds an object (${reason}); it was left out`,
      ]);
      expect(config.port).toBe(9464);
    },
  );

  it('may not be there', () => {
    const { problems } = loadConfig({
      env: { ACME_METRICS_CONFIG: 'no.json' },
      folder: configFolder(),
    });
    expect(problems).toEqual([expect.stringContaining('config file no.json is not a readable')]);
    expect(problems[0]).toContain('(ENOENT)');
  });

  it('may be a folder', () => {
    const folder = configFolder();
    mkdirSync(join(folder, 'otel-metrics.config.json'));
    expect(loadConfig({ env: {}, folder }).problems).toEqual([expect.stringContaining('(EISDIR)')]);
  });
});

describe('a file with bad parts', () => {
  it('keeps the good ones, and never shows a value', () => {
    const file = {
      port: SECRET,
      serviceName: { password: SECRET },
      resourceAttributes: { token: { value: SECRET } },
      prefix: 'good_',
      prot: SECRET,
      'x\ny': SECRET,
      ['k'.repeat(50)]: SECRET,
      environments: { production: { logLevel: SECRET, httpBuckets: [1] } },
    };
    const { config, problems } = loadConfig({
      env: { NODE_ENV: 'production' },
      folder: configFolder({ 'otel-metrics.config.json': JSON.stringify(file) }),
    });
    expect(config).toMatchObject({ port: 9464, prefix: 'good_', httpBuckets: [1] });
    expect(problems.join('\n')).not.toContain('hunter2');
    expect(problems).toEqual([
      'otel-metrics.config.json: port is not a whole number from 0 to 65535; default value kept',
      'otel-metrics.config.json: serviceName is not a text; default value kept',
      'otel-metrics.config.json: resourceAttributes is not key=value pairs with commas between, values percent-encoded; default value kept',
      'otel-metrics.config.json: "prot" is no option; it was left out',
      'otel-metrics.config.json: "x\\ny" is no option; it was left out',
      `otel-metrics.config.json: "${'k'.repeat(40)}" is no option; it was left out`,
      expect.stringMatching(
        /^otel-metrics\.config\.json: environments\."production": logLevel is not one of none, .*; default value kept$/,
      ),
    ]);
  });

  it.each([
    null,
    [],
    'production',
    7,
    { production: null },
    { production: [] },
    { production: { port: 2 }, staging: SECRET },
  ])('leaves environments out where they are %j', (environments) => {
    const { config, problems } = loadConfig({
      env: { NODE_ENV: 'production' },
      folder: configFolder({
        'otel-metrics.config.json': JSON.stringify({ port: 1, environments }),
      }),
    });
    expect(config.port).toBe(1);
    expect(problems).toEqual([
      'otel-metrics.config.json: environments is not an object of objects keyed by NODE_ENV; it was left out',
    ]);
  });

  it('shows nothing of a YAML file, not even in a warning of the parser', () => {
    const warnings: string[] = [];
    const { emitWarning } = process;
    process.emitWarning = (warning: string | Error) => void warnings.push(String(warning));
    try {
      const { problems } = loadConfig({
        env: {},
        folder: configFolder({
          'otel-metrics.config.yaml': `port: !!secret ${SECRET}\n? {a: 1}\n: 2`,
        }),
      });
      expect(problems.join()).not.toContain(SECRET);
    } finally {
      process.emitWarning = emitWarning;
    }
    expect(warnings.join()).not.toContain(SECRET);
  });
});

function yamlBomb(): string {
  const levels = Array.from({ length: 12 }, (_, i) => {
    const below =
      i === 0
        ? 'x'
        : Array(9)
            .fill(`*a${i - 1}`)
            .join(', ');
    return `a${i}: &a${i} [${below}]`;
  });
  return levels.join('\n');
}

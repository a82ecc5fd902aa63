import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ATTRIBUTES } from '../../../scripts/docs/attributes.ts';
import { type CatalogueMetric, readCatalogue } from '../../../scripts/docs/catalogue.ts';
import { NOT_MEASURED } from '../../../scripts/docs/classic-names.ts';
import { documents as generatedDocuments } from '../../../scripts/docs.ts';
import { CONFIG_FILE_VARIABLE, loadConfig } from '../../../src/config/load.ts';
import { OPTIONS, type Option } from '../../../src/config/options.ts';
import { CLASSIC_METRICS } from '../../../src/exposition/classic/table.ts';
import { VERSION_INFO } from '../../../src/exposition/classic/version-info.ts';
import { createMeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { agentRoute } from '../../../src/server/routes/agent.ts';
import { healthRoute } from '../../../src/server/routes/health.ts';
import { metricRoute } from '../../../src/server/routes/metric.ts';
import { metricsRoute } from '../../../src/server/routes/metrics.ts';
import { metricsHealthRoute } from '../../../src/server/routes/metrics-health.ts';
import { rootRoute } from '../../../src/server/routes/root.ts';
import { statsRoute } from '../../../src/server/routes/stats.ts';
import { ScrapeLog } from '../../../src/server/scrape-log.ts';

const ROOT = join(import.meta.dirname, '../../..');
const LEFT_OUT = /(^|\/)(node_modules|dist|\.git)(\/|$)|^THIRD_PARTY_NOTICES\.md$/;

const documents = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md') && !LEFT_OUT.test(path))
  .map((path) => ({ path, text: textOf(path) }));
const readme = textOf('README.md');

const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
const knownVariables = new Set([
  ...Object.values(OPTIONS).flatMap(({ env, general }) => (general ? [env, general.env] : [env])),
  CONFIG_FILE_VARIABLE,
  ...all(textOf('src/foundation/errors.ts'), /'(ACME_METRICS_\w+)'/g),
]);
const knownNames = new Set([
  ...readCatalogue().flatMap(({ metrics }) => metrics.flatMap(pageNames)),
  ...[...CLASSIC_METRICS, VERSION_INFO].map(({ name }) => name),
  ...NOT_MEASURED,
  ...Object.values(ATTRIBUTES).flatMap((keys) => keys.map((key) => key.replaceAll('.', '_'))),
]);

describe.each(documents)('$path', ({ path, text }) => {
  it.each([
    {
      what: 'links to files that exist',
      named: all(text, /\]\((?!https?:)([^)#]+)/g),
      exists: (target: string) => existsSync(resolve(ROOT, dirname(path), target)),
    },
    {
      what: 'names files of the repository that exist',
      named: all(text, /`((?:src|test|scripts|register|examples|docs)\/[\w./-]*)`/g),
      exists: (target: string) => existsSync(join(ROOT, target)),
    },
    {
      what: 'names npm scripts that exist',
      named: all(text, /\bnpm (?:run ([\w:-]+)|test\b)/g).map((script) => script || 'test'),
      exists: (script: string) => scripts[script] !== undefined,
    },
    {
      what: 'names variables and error codes that exist',
      named: all(text, /\b((?:ACME_METRICS|OTEL)_[A-Z_]*[A-Z])\b/g),
      exists: (name: string) => knownVariables.has(name),
    },
    {
      what: 'names metrics and labels that exist',
      // What follows a colon is the name of a recording rule.
      named: all(text, /(?<!:)\b((?:http|db|nodejs|v8js|process|acme)_[a-z0-9_]*[a-z0-9])\b/g),
      exists: (name: string) => knownNames.has(name),
    },
    {
      what: 'has no path of somebody’s machine',
      named: all(text, /(?<=^|[\s`'"(])(\/(?:home|root|work|tmp|Users)\/\S+)/gm),
      exists: () => false,
    },
  ])('$what', ({ named, exists }) => {
    expect(named.filter((name) => !exists(name))).toEqual([]);
  });
});

it('generated documents are as the code makes them', () => {
  for (const { path, text } of generatedDocuments()) expect(textOf(path)).toBe(text);
});

describe('docs/options.md', () => {
  const options = textOf('docs/options.md');

  it.each(Object.entries(OPTIONS))('has a row for the option %s', (name, option) => {
    const { env, general, help }: Option<unknown> = option;
    const variables = general === undefined ? `\`${env}\`` : `\`${env}\`, else \`${general.env}\``;
    expect(options).toMatch(new RegExp(`^\\| ${variables} \\| \`${name}\` \\| .*`, 'm'));
    expect(options).toContain(` | ${help} |`);
  });
});

describe('README.md', () => {
  it('has as many lines as a person reads', () => {
    expect(readme.split('\n').length).toBeGreaterThan(150);
    expect(readme.split('\n').length).toBeLessThanOrEqual(248);
  });

  it('shows lines that the example shows, which a test runs', () => {
    const example = textOf('examples/express-postgres/README.md').split('\n');
    const shown = all(readme, /^(\w+\{.*\} \d+)$/gm);
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.filter((line) => !example.includes(line))).toEqual([]);
  });

  it('lists what the endpoint has', () => {
    const nobodyAsks = () => Promise.reject(new Error('nobody asks'));
    const { config } = loadConfig({ env: {}, folder: '/' });
    const log = new ScrapeLog();
    const { store } = createMeterProvider(config);
    const routes = [
      ...[metricsRoute(nobodyAsks), metricRoute(nobodyAsks), statsRoute(nobodyAsks, config, log)],
      ...[metricsHealthRoute(log, store), healthRoute(), agentRoute(nobodyAsks), rootRoute([])],
    ];
    const rows = all(readme, /^\| `(\/\S*)` \| .* \| .* \|$/gm);
    expect(rows).toEqual(routes.map(({ path }) => path));
  });

  it('imports what the package exports', () => {
    const exported = all(textOf('src/index.ts'), /export \{\s([^}]+)\s\}/g).flatMap(toNames);
    const imported = all(readme, /import \{ ([^}]+) \} from '@acme\/otel-metrics'/g).flatMap(
      toNames,
    );
    expect(imported.length).toBeGreaterThan(0);
    expect(imported.filter((name) => !exported.includes(name))).toEqual([]);
  });
});

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** What the first group of a pattern finds, everywhere in a text. */
function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found]) => found ?? '');
}

function toNames(list: string): string[] {
  return list.split(',').map((name) => name.trim());
}

/** Every name that a metric has on the page. */
function pageNames({ pageName, kind }: CatalogueMetric): string[] {
  const parts = kind === 'histogram' ? ['bucket', 'sum', 'count'] : [];
  return [pageName, ...parts.map((part) => `${pageName}_${part}`)];
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allHistograms, type Fit } from '../../src/cli/fit.ts';
import { renderAllRules, renderRules } from '../../src/cli/rules/render-rules.ts';
import { renderScrapeConfig } from '../../src/cli/scrape-config/render-scrape-config.ts';
import { createNames, DEFAULT_NAMES, type NamesOptions } from '../../src/views/names.ts';

import { canRun } from '../support/prometheus.ts';
import { CASES } from './rules/cases.ts';
import { promtoolFiles } from './rules/promtool-file.ts';

interface Page {
  readonly title: string;
  readonly names: NamesOptions;
  readonly native?: ReadonlySet<string>;
}

const PAGES: readonly Page[] = [
  { title: 'standard names', names: DEFAULT_NAMES },
  { title: 'classic names', names: { ...DEFAULT_NAMES, naming: 'classic' } },
  {
    title: 'a prefix and no suffixes',
    names: { ...DEFAULT_NAMES, prefix: 'shop_', translation: 'UnderscoreEscapingWithoutSuffixes' },
  },
  // Of which Prometheus takes the classic buckets only, unless it is told to.
  { title: 'native histograms', names: DEFAULT_NAMES, native: allHistograms(DEFAULT_NAMES) },
];

/** What promtool says; throws with it where something is wrong. */
function promtool(...args: string[]): string {
  try {
    return execFileSync('promtool', args, { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`promtool ${args.join(' ')}: ${stdout}${stderr}`);
  }
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'otel-metrics-rules-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('the cases of alerts', () => {
  it.each(Object.entries(CASES))('%s fires and is silent', (_alert, cases) => {
    const [firing, silent] = [true, false].map((fires) =>
      cases.filter((one) => (one.fires !== undefined) === fires),
    );
    expect(firing).not.toEqual([]);
    expect(silent).not.toEqual([]);
  });
});

describe.skipIf(!canRun('promtool')).each(PAGES)('rules for a page with $title', (page) => {
  const fit: Fit = { ...page, job: 'app', target: 'localhost:9464' };

  it('are rules that Prometheus takes', () => {
    const { alerts, recordings } = renderRules(fit);
    expect(promtool('check', 'rules', write('alerts.yml', alerts))).toContain('SUCCESS');
    expect(promtool('check', 'rules', write('rec.yml', recordings))).toContain('SUCCESS');
    expect(promtool('check', 'rules', write('all.yml', renderAllRules(fit)))).toContain('SUCCESS');
  });

  it('fire on bad data and are silent on healthy', () => {
    const casesOf = new Map<string, (typeof CASES)[keyof typeof CASES]>(Object.entries(CASES));
    const files = promtoolFiles({
      names: createNames(fit.names),
      text: renderAllRules(fit),
      casesOf: (alert) => casesOf.get(alert) ?? [],
    });
    const paths = files.map(({ alert, rules, tests }) =>
      write(`${alert}.tests.yml`, tests(write(`${alert}.yml`, rules))),
    );
    expect(promtool('test', 'rules', ...paths)).toContain('SUCCESS');
  });
});

describe.skipIf(!canRun('promtool'))('a scrape configuration', () => {
  const fit: Fit = {
    names: DEFAULT_NAMES,
    job: "the shop's: #1",
    target: 'localhost:9464',
    native: new Set(['http_server_request_duration_seconds']),
  };

  it.each([
    ['as it is', {}],
    ['with a token and an interval', { token: true, interval: '500ms' }],
    ['with targets in files', { targetFiles: 'targets/*.json' }],
  ])('is one that Prometheus takes, %s', (_title, { token, ...settings }: ScrapeCase) => {
    const tokenFile = token ? write('token', 'secret') : undefined;
    const text = renderScrapeConfig(fit, { ...settings, tokenFile });
    expect(promtool('check', 'config', write('prometheus.yml', text))).toContain('SUCCESS');
  });
});

describe.skipIf(!canRun('promtool'))('a job of any name', () => {
  const JOBS = ['null', 'yes', '0x1f', "it's: #1", 'a "b"\\', '- {{ x }}', 'a\u0085b\u2028c\ufeff'];

  it.each(JOBS)('is one that Prometheus takes: %j', (job) => {
    const fit: Fit = { names: DEFAULT_NAMES, job, target: 'localhost:9464' };
    const config = write('prometheus.yml', renderScrapeConfig(fit));
    expect(promtool('check', 'config', config)).toContain('SUCCESS');
    expect(promtool('check', 'rules', write('all.yml', renderAllRules(fit)))).toContain('SUCCESS');
  });
});

interface ScrapeCase {
  readonly token?: boolean;
  readonly interval?: string;
  readonly targetFiles?: string;
}

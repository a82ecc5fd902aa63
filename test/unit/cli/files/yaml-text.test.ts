import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { doubleQuoted, quoted } from '../../../../src/cli/files/yaml-text.ts';
import { DEFAULT_FIT } from '../../../../src/cli/fit.ts';
import { installationFor } from '../../../../src/cli/init/installation.ts';
import { renderAllRules } from '../../../../src/cli/rules/render-rules.ts';
import { renderScrapeConfig } from '../../../../src/cli/scrape-config/render-scrape-config.ts';

const NASTY = [
  ...['null', '~', 'true', 'yes', 'on', 'No', '0', '1e3', '0x1f', '.inf', '2026-11-21', '12:30'],
  ...[
    '',
    ' ',
    ' a ',
    "it's",
    '"',
    '\\',
    'a: b',
    '# a',
    '- a',
    '{{ x }}',
    '%a',
    '@a',
    '&a',
    '*a',
    '|',
  ],
  ...[
    'a\nb',
    'a\r\nb',
    '\t',
    '\u0000',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\ufffe',
    '\u{10ffff}',
    '한국어 🎉',
  ],
];
const version = ['1.1', '1.2'] as const;
const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary' }));

describe('a text in YAML', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...version), (value, version) => {
        for (const written of [quoted(value), doubleQuoted(value)]) {
          expect(written).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
          expect(parse(`a: ${written}`, { version })).toEqual({ a: value });
        }
        expect(JSON.parse(doubleQuoted(value))).toBe(value);
      }),
    );
  });
});

describe('what is written for an app', () => {
  it('has any job and any target as they are', () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom(...version), (job, target, version) => {
        const fit = { ...DEFAULT_FIT, job, target };
        const { groups } = parse(renderAllRules(fit), { version });
        expect(groups[0].name).toBe(`${job}-recorded-http`);
        const { scrape_configs: jobs } = parse(renderScrapeConfig(fit), { version });
        expect(jobs).toMatchObject([{ job_name: job, static_configs: [{ targets: [target] }] }]);
      }),
      { numRuns: 50 },
    );
  });

  it.each(NASTY)('has the job %j in every file', (job) => {
    const fit = { ...DEFAULT_FIT, job };
    const files = installationFor(fit, { runtime: 'host', folder: '/srv/app' });
    const parsed = files
      .filter(({ path }) => path.endsWith('.yml'))
      .map((file) => [file.path, parse(file.text)] as const);
    const { scrape_configs: jobs } = new Map(parsed).get('prometheus.yml');
    expect(jobs[0].job_name).toBe(job);
  });
});

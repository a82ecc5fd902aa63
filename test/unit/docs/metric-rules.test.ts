import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../../src/config/load.ts';
import { parseMetricRules } from '../../../src/config/metric-rules.ts';
import { configFolder } from '../config/config-folder.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/metric-rules.md'), 'utf8');

/** The text of a block of code, in the language given. */
function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(text)?.[1] ?? '';
}

/** What is loaded without a problem. */
function rulesOf(name: string, file: string, env: Record<string, string> = {}) {
  const { config, problems } = loadConfig({ env, folder: configFolder({ [name]: file }) });
  expect(problems).toEqual([]);
  return config.metrics;
}

describe('docs/metric-rules.md', () => {
  it('shows a file whose rules are good, in their order', () => {
    const file = block('yaml');
    const rules = rulesOf('otel-metrics.config.yaml', file);
    expect(rules).toEqual(parse(file).metrics);
    expect(Object.keys(rules).slice(0, 2)).toEqual(['http.server.request.duration', 'http.*']);
  });

  it('shows a variable whose rules are good', () => {
    const [, name, value] = /^(\w+)='(.*)'$/m.exec(block('sh')) ?? [];
    const rules = rulesOf('no-config.json', '{}', { [name ?? '']: value ?? '' });
    expect(Object.keys(rules)).toEqual(['debug.*', 'shop.*']);
  });

  it('shows code whose rules are good', () => {
    const code = /startMetrics\((\{.*\})\)/s.exec(block('js'))?.[1];
    const module = `export default ${code};`;
    const rules = rulesOf('otel-metrics.config.mjs', module);
    expect(Object.keys(rules)).toEqual(['debug.*', 'shop.checkout.*']);
  });

  it('says what each part of a rule does', () => {
    const parsed = parseMetricRules({ x: { unknown: 1 } });
    const [problem] = 'value' in parsed ? (parsed.problems ?? []) : [];
    const parts = problem?.allowed.replace('one of ', '').split(', ') ?? [];
    const rows = [...text.matchAll(/^\| `([a-z]+)[.`]/gm)].map(([, part]) => part);
    expect([...new Set(rows)]).toEqual(parts);
  });
});

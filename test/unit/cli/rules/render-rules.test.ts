import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_FIT, type Fit } from '../../../../src/cli/fit.ts';
import { ALERT_GROUPS } from '../../../../src/cli/rules/alerts.ts';
import { RECORDING_GROUPS } from '../../../../src/cli/rules/recordings.ts';
import { renderAllRules, renderRules } from '../../../../src/cli/rules/render-rules.ts';
import { THRESHOLDS } from '../../../../src/cli/rules/thresholds.ts';
import type { PageMetric } from '../../../../src/views/expression.ts';

const GOLDEN = join(import.meta.dirname, '../../../golden');
const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../../docs/alerts.md'), 'utf8');
const CLASSIC: Fit = { ...DEFAULT_FIT, names: { ...DEFAULT_FIT.names, naming: 'classic' } };

interface Groups {
  readonly groups: readonly {
    readonly name: string;
    readonly rules: readonly Readonly<Record<string, unknown>>[];
  }[];
}

function rulesIn(text: string) {
  return (parse(text) as Groups).groups.flatMap(({ rules }) => rules);
}

function fitTo(...names: string[]): Fit {
  const metric = { type: 'gauge', unit: '', help: '', labels: [] } as const;
  const present = new Map<string, PageMetric>(names.map((name) => [name, { name, ...metric }]));
  return { ...DEFAULT_FIT, present };
}

describe('rules', () => {
  it('in standard names are these', async () => {
    await expect(renderAllRules(DEFAULT_FIT)).toMatchFileSnapshot(join(GOLDEN, 'rules.golden.txt'));
  });

  it('in classic names are these', async () => {
    await expect(renderAllRules(CLASSIC)).toMatchFileSnapshot(
      join(GOLDEN, 'rules-classic.golden.txt'),
    );
  });

  it('have one alert for each entry of the thresholds, in two files or in one', () => {
    const names = ALERT_GROUPS.flatMap(({ alerts }) => alerts.map(({ name }) => name));
    expect([...names].sort()).toEqual(Object.keys(THRESHOLDS).sort());
    const records = RECORDING_GROUPS.flatMap(({ recordings }) => recordings);
    const { alerts, recordings } = renderRules(DEFAULT_FIT);
    expect(rulesIn(alerts).map(({ alert }) => alert)).toEqual(names);
    expect(rulesIn(recordings).map(({ record }) => record)).toEqual(records.map((r) => r.name));
    expect(rulesIn(renderAllRules(DEFAULT_FIT))).toEqual([
      ...rulesIn(recordings),
      ...rulesIn(alerts),
    ]);
  });

  it('ask only for what a recording rule writes', () => {
    const { alerts, recordings } = renderRules(DEFAULT_FIT);
    const written = new Set(rulesIn(recordings).map(({ record }) => record));
    const asked = rulesIn(alerts).flatMap(
      ({ expr }) => String(expr).match(/\bjob[\w]*:[\w:]+/g) ?? [],
    );
    expect(asked.filter((name) => !written.has(name))).toEqual([]);
    expect(asked.length).toBeGreaterThan(10);
  });

  it.each(ALERT_GROUPS.flatMap(({ alerts }) => alerts))('$name is in the document', ({ name }) => {
    expect(DOCUMENT).toContain(`\n### ${name}\n`);
  });
});

describe('rules for an app', () => {
  it('leave out what it has no metrics for, and say so', () => {
    const { alerts, recordings } = renderRules(fitTo('queue_size'));
    const names = rulesIn(alerts).map(({ alert }) => alert);
    expect(names).toEqual([
      'QueueGrowing',
      ...['TargetDown', 'TargetMissing', 'ScrapeSlow', 'SeriesOverflow'],
    ]);
    expect(alerts).toContain('#   AiCostHigh: the app has no ai_cost_total\n');
    expect(alerts).not.toContain('queue_jobs');
    expect(recordings).toContain('groups: []');
    expect(recordings).toContain(
      '#   job_cache:cache_requests:rate10m: the app has no cache_hits_total and no cache_misses_total',
    );
  });

  it('need all that an alert compares', () => {
    const { alerts } = renderRules(fitTo('v8js_memory_heap_used_bytes'));
    expect(alerts).toContain('#   HeapNearLimit: the app has no v8js_memory_heap_limit_bytes\n');
  });

  it('take native histograms where Prometheus has them', () => {
    const native = new Set(['http_server_request_duration_seconds']);
    const { recordings } = renderRules({ ...DEFAULT_FIT, native });
    const rate = rulesIn(recordings).find(({ record }) => record === 'job:http_requests:rate5m');
    expect(rate?.expr).toMatch(/^\(.*histogram_count.* or .*_seconds_count.*\)$/);
  });

  it('of any job are for that job', () => {
    const job = 'a "shop"\\\n- evil: \'yes\' {{ x }}';
    const { alerts } = renderRules({ ...DEFAULT_FIT, job });
    const { groups } = parse(alerts) as Groups;
    expect(groups[0]?.name).toBe(`${job}-http`);
    const down = rulesIn(alerts).find(({ alert }) => alert === 'TargetDown');
    expect(down?.expr).toBe(`up{job=${JSON.stringify(job)}} == 0`);
  });
});

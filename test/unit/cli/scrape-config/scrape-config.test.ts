import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scrapeConfigCommand } from '../../../../src/cli/commands/scrape-config.ts';
import { DEFAULT_FIT } from '../../../../src/cli/fit.ts';
import { renderScrapeConfig } from '../../../../src/cli/scrape-config/render-scrape-config.ts';
import { callWith } from '../call.ts';

const TARGET = { job: 'shop', target: 'shop:9464' } as const;

async function written(values: Record<string, string>, json = false): Promise<string> {
  const { call, written: text } = callWith({ ...TARGET, ...values }, { json, folder: '/srv/app' });
  expect(await scrapeConfigCommand.run(call)).toBe(0);
  return text();
}

describe('scrape-config', () => {
  it('prints the job', async () => {
    expect(await written({})).toBe(`# For prometheus.yml: add the job to its \`scrape_configs\`.
scrape_configs:
  - job_name: 'shop'
    scrape_interval: 15s
    static_configs:
      - targets: ['shop:9464']
`);
  });

  it('prints the same as JSON', async () => {
    expect(JSON.parse(await written({}, true))).toEqual({
      scrape_configs: [
        {
          job_name: 'shop',
          scrape_interval: '15s',
          static_configs: [{ targets: ['shop:9464'] }],
        },
      ],
    });
  });

  it('has a token, another interval, and targets from files', async () => {
    const options = { 'token-file': 'token', interval: '1m', 'file-sd': 'targets/*.json' };
    const text = await written(options);
    expect(parse(text)).toEqual({
      scrape_configs: [
        {
          job_name: 'shop',
          scrape_interval: '1m',
          authorization: { type: 'Bearer', credentials_file: '/srv/app/token' },
          file_sd_configs: [{ files: ['targets/*.json'] }],
        },
      ],
    });
    expect(text).toContain('# [{"targets":["shop:9464"]}]');
  });

  it('hints at containers where the target is local, and at native histograms', () => {
    const native = new Set(['http_server_request_duration_seconds']);
    const text = renderScrapeConfig({ ...DEFAULT_FIT, native });
    expect(text).toContain('In a container localhost is the container');
    expect(text).toContain('# scrape_native_histograms: true');
  });

  it('has no job for an app that only pushes, unless its target is named', async () => {
    const env = { ACME_METRICS_EXPORTER: 'otlp' };
    const { call, written: text } = callWith({ job: 'shop' });
    await scrapeConfigCommand.run({ ...call, env });
    expect(text()).toContain('# No job for the app');
    expect(parse(text())).toEqual({ scrape_configs: [] });
    const named = callWith(TARGET);
    await scrapeConfigCommand.run({ ...named.call, env });
    expect(parse(named.written()).scrape_configs).toHaveLength(1);
  });

  it.each([
    ['interval', '15', 'is not a number with ms, s, m or h'],
    ['interval', '0s', 'is not a number with ms, s, m or h'],
    ['interval', '15s\n  evil: 1', 'is not a number with ms, s, m or h'],
    ['file-sd', 'targets', 'is not the path of .json or .yml files'],
    ['file-sd', '*/targets.json', 'is not the path of .json or .yml files'],
  ])('says what --%s may be: %j', async (name, value, message) => {
    const { call } = callWith({ ...TARGET, [name]: value });
    await expect(scrapeConfigCommand.run(call)).rejects.toThrow(message);
  });
});

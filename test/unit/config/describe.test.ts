import { describe, expect, it, test } from 'vitest';
import { describeConfig, HIDDEN } from '../../../src/config/describe.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { MetricsOptions } from '../../../src/config/metrics-options.ts';
import { OPTIONS, type OptionName } from '../../../src/config/options.ts';
import { configFolder } from './config-folder.ts';

const NOWHERE = import.meta.dirname;
const CANARY = 'hunter2canary';

/** Options whose values may be secrets, with one in each place where they could have it. */
const SECRETS: Partial<Record<OptionName, readonly string[]>> = {
  otlpHeaders: [`authorization=Bearer%20${CANARY}`, `x-api-key=${CANARY},other=${CANARY}`],
  otlpEndpoint: [
    `https://user:${CANARY}@collector.example/`,
    `https://${CANARY}@collector.example/v1/metrics`,
    `https://collector.example/v1/metrics?token=${CANARY}`,
    `https://collector.example/${CANARY}0123456789/v1/metrics#${CANARY}`,
    // No rule knows what a short one looks like.
    `https://collector.example/otlp/${CANARY}/v1/metrics`,
    `https://collector.example/v1/metrics/${CANARY};v1`,
    `https://collector.example/%76%31/${CANARY}%2Fv1/`,
  ],
};

const CASES = (Object.keys(SECRETS) as OptionName[]).flatMap((name) =>
  (SECRETS[name] ?? []).flatMap((value) => {
    const { env, general } = OPTIONS[name];
    return [env, ...(general === undefined ? [] : [general.env])].map((variable) => ({
      ...{ name, variable, value },
    }));
  }),
);

describe('a secret is hidden', () => {
  it.each(CASES)('of $variable: $value', ({ name, variable, value }) => {
    const loaded = loadConfig({ env: { [variable]: value }, folder: NOWHERE });
    const described = describeConfig(loaded);
    expect(JSON.stringify(described)).not.toContain(CANARY);
    expect(described.find((option) => option.name === name)).toMatchObject({
      ...{ source: 'environment', variable, place: variable },
    });
    // It was there to be hidden.
    expect(JSON.stringify(loaded.config[name])).toContain(CANARY);
  });

  it.each(CASES)('of code and of a file: $name $value', ({ name, value }) => {
    const code = { [name]: value } as MetricsOptions;
    const file = configFolder({ 'otel-metrics.config.json': JSON.stringify(code) });
    for (const options of [{ code, folder: NOWHERE }, { folder: file }]) {
      const described = describeConfig(loadConfig({ env: {}, ...options }));
      expect(JSON.stringify(described)).not.toContain(CANARY);
    }
  });

  it('of an option that was refused, too', () => {
    const env = { OTEL_EXPORTER_OTLP_METRICS_HEADERS: CANARY, ACME_METRICS_EXPORTER: 'otlp' };
    const loaded = loadConfig({ env, folder: NOWHERE });
    expect(loaded.problems).toHaveLength(1);
    expect(JSON.stringify([loaded.problems, describeConfig(loaded)])).not.toContain(CANARY);
  });
});

describe('what is no secret is shown', () => {
  it('as it is in force, and where it is from', () => {
    const folder = configFolder({
      'otel-metrics.config.json': '{"prefix":"shop_","environments":{"test":{"naming":"classic"}}}',
    });
    const env = { NODE_ENV: 'test', OTEL_EXPORTER_PROMETHEUS_PORT: '9999' };
    const options = new Map(
      describeConfig(loadConfig({ env, folder, code: { live: false } })).map((one) => [
        one.name,
        one,
      ]),
    );
    expect(options.get('port')).toEqual({
      ...{ name: 'port', variable: 'OTEL_EXPORTER_PROMETHEUS_PORT', value: 9999 },
      ...{ source: 'environment', place: 'OTEL_EXPORTER_PROMETHEUS_PORT', help: OPTIONS.port.help },
    });
    expect(options.get('prefix')).toMatchObject({
      ...{ value: 'shop_', source: 'file', place: 'otel-metrics.config.json: prefix' },
    });
    expect(options.get('naming')).toMatchObject({ value: 'classic', source: 'file' });
    expect(options.get('live')).toMatchObject({ source: 'code', place: 'startMetrics: live' });
    expect(options.get('host')).toEqual({
      ...{ name: 'host', variable: 'OTEL_EXPORTER_PROMETHEUS_HOST', value: 'localhost' },
      ...{ source: 'default', help: OPTIONS.host.help },
    });
  });

  it('of what has secrets', () => {
    const code = {
      otlpHeaders: { 'x-team': CANARY },
      otlpEndpoint: `https://u:p@collector.example:4318/v1/metrics?a=${CANARY}`,
    };
    const shown = describeConfig(loadConfig({ env: {}, folder: NOWHERE, code }));
    const shownOf = (name: OptionName) => shown.find((one) => one.name === name)?.value;
    expect(shownOf('otlpHeaders')).toEqual({ 'x-team': HIDDEN });
    expect(shownOf('otlpEndpoint')).toBe(
      `https://${HIDDEN}@collector.example:4318/v1/metrics?${HIDDEN}`,
    );
  });

  it.each([
    ['http://localhost:4318/v1/metrics', '/v1/metrics'],
    ['http://localhost:9090/api/v1/otlp/v1/metrics', '/api/v1/otlp/v1/metrics'],
    ['http://localhost:8428/opentelemetry/api/v1/push', '/opentelemetry/api/v1/push'],
    ['http://localhost:4318/', '/'],
    ['http://localhost:4318/team-a/v1/metrics/', `/${HIDDEN}/v1/metrics/`],
  ])('of the path of %s', (otlpEndpoint, path) => {
    const env = { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: otlpEndpoint };
    const shown = describeConfig(loadConfig({ env, folder: NOWHERE }));
    const value = shown.find(({ name }) => name === 'otlpEndpoint')?.value;
    expect(value).toBe(new URL(otlpEndpoint).origin + path);
  });

  test('every option is there, and can be told in JSON', () => {
    const described = describeConfig(loadConfig({ env: {}, folder: NOWHERE }));
    expect(described.map(({ name }) => name)).toEqual(Object.keys(OPTIONS));
    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
  });
});

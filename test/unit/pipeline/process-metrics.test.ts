import { afterEach, describe, expect, it, vi } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { TERMS } from '../../../src/pipeline/meter.ts';

setLogLevel('none');

const KEY = Symbol.for('@acme/otel-metrics.metrics.v1');

/** As a copy of the package that was just loaded. */
async function loadCopy() {
  vi.resetModules();
  return import('../../../src/pipeline/process-metrics.ts');
}

afterEach(() => {
  vi.unstubAllEnvs();
  Reflect.deleteProperty(globalThis, KEY);
});

describe('the metrics of the process', () => {
  it('are made once, by whoever needs them first, also for another copy', async () => {
    const { processMetrics } = await loadCopy();
    const metrics = processMetrics();
    expect(processMetrics()).toBe(metrics);
    const other = await loadCopy();
    expect(other.processMetrics).not.toBe(processMetrics);
    expect(other.processMetrics()).toBe(metrics);
    expect(Object.keys(globalThis)).not.toContain(KEY);
  });

  it('are made with what the environment says', async () => {
    vi.stubEnv('ACME_METRICS_CARDINALITY_LIMIT', '3');
    const { provider, config } = (await loadCopy()).processMetrics();
    expect(config.cardinalityLimit).toBe(3);
    const counter = provider.getMeter('shop').createCounter('orders');
    for (const user of 'abcdef') counter.add(1, { user });
    expect([...(provider.store.families()[0]?.series() ?? [])]).toHaveLength(3);
  });

  it.each<[exporters: string, aggregation: string, form: string]>([
    ['prometheus,otlp', 'base2_exponential_bucket_histogram', 'both'],
    ['otlp', 'base2_exponential_bucket_histogram', 'both'],
    ['prometheus,otlp', 'explicit_bucket_histogram', 'classic'],
    ['prometheus', 'base2_exponential_bucket_histogram', 'classic'],
  ])('have histograms for %s with %s in the form %s', async (exporters, aggregation, form) => {
    vi.stubEnv('OTEL_METRICS_EXPORTER', exporters);
    vi.stubEnv('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION', aggregation);
    const { provider } = (await loadCopy()).processMetrics();
    provider.getMeter('shop').createHistogram('sizes', { unit: 'By' }).record(7);
    expect(provider.store.families()[0]?.descriptor.form).toBe(form);
  });

  it.each(['ACME_METRICS_ENABLED=false', 'OTEL_SDK_DISABLED=true'])(
    'keep nothing where the agent is switched off: %s',
    async (setting) => {
      const [variable = '', value = ''] = setting.split('=');
      vi.stubEnv(variable, value);
      const { provider } = (await loadCopy()).processMetrics();
      const meter = provider.getMeter('shop');
      meter.createCounter('orders').bind({}).add(1);
      meter.createGauge('rooms').set(1);
      meter.createGauge('rooms').bind({}).set(1);
      meter.createGauge('rooms').bind({}).add(1);
      meter.createSummary('sizes').record(1);
      meter.createObservableGauge('sessions').addCallback((result) => result.observe(1));
      await provider.observables.observe();
      expect(provider.store.families()).toEqual([]);
    },
  );
});

describe('terms that the API knows nothing of', () => {
  it('are no terms without the key of ours, whatever an app passes', async () => {
    const { provider } = (await loadCopy()).processMetrics();
    const options = { form: 'native', labels: 7, showsScope: false, summary: null } as object;
    provider.getMeter('shop').createHistogram('sizes', options).record(1, { a: 1 });
    expect(provider.store.families()[0]?.descriptor).toMatchObject({
      form: 'classic',
      showsScope: true,
    });
    expect(provider.store.families()[0]?.descriptor.labels).toBeUndefined();
  });

  it('make a histogram native, and hide its scope', async () => {
    const { provider } = (await loadCopy()).processMetrics();
    const terms = { form: 'native', showsScope: false } as const;
    provider
      .getMeter('shop')
      .createHistogram('sizes', { [TERMS]: terms })
      .record(1);
    expect(provider.store.families()[0]?.descriptor).toMatchObject({ ...terms, boundaries: [] });
  });
});

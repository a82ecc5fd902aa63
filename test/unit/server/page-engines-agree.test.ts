import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCollect, storeSource } from '../../../src/pipeline/collect.ts';
import { createMeterProvider, type MeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { createProducer } from '../../../src/pipeline/producer.ts';
import { createUpstreamPage } from '../../../src/server/page-engine.ts';
import { type ParsedMetric, parseExposition } from '../../support/exposition-parser.ts';
import { expectedSamples, type LedgerSeries, sampleMap } from '../../support/ledger.ts';
import { openEndpoint, type TestEndpoint } from './test-endpoint.ts';

const require = createRequire(import.meta.url);
const { recordRich } = require('../../e2e/fixtures/rich-metrics.cjs') as {
  recordRich(provider: MeterProvider): LedgerSeries[];
};

/**
 * `UnderscoreEscapingWithoutSuffixes` adds nothing to a name. OpenTelemetry's exporter, which knows no
 * strategies, adds no units either, but `_total` to every counter: so they agree once that is taken
 * off. It has a HELP line where there is nothing to say, and UNIT lines with OpenTelemetry's units,
 * which are comments to whoever reads this format. Metrics that it writes wrongly or not at all are
 * in docs/compatibility.md.
 */
describe("OpenTelemetry's page and ours without suffixes, of one store, but for _total", () => {
  let theirs: ReadonlyMap<string, ParsedMetric>;
  let ours: ReadonlyMap<string, ParsedMetric>;
  let ledger: readonly LedgerSeries[];

  beforeAll(async () => {
    const limits = { cardinalityLimit: 2000, totalCardinalityLimit: 100_000, seriesTtlMs: 0 };
    const provider = createMeterProvider(limits);
    ledger = recordRich(provider);
    const collect = createCollect([storeSource(provider)], { 'service.name': 'shop' });
    const page = createUpstreamPage(createProducer(collect), '');
    const translationStrategy = 'UnderscoreEscapingWithoutSuffixes';
    await using upstream = await openEndpoint({}, { page });
    await using own = await openEndpoint({ translationStrategy }, { collect });
    theirs = withoutTotal(await read(upstream));
    ours = new Map((await read(own)).map((metric) => [metric.name, metric]));
  });

  it('have the same families', () => {
    expect(ours.size).toBeGreaterThan(30);
    expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
  });

  it('have the same types and helps', () => {
    for (const [name, { type, help }] of ours) {
      const their = theirs.get(name);
      expect(their?.type, name).toBe(type);
      if (help !== undefined && name !== 'target_info') expect(their?.help, name).toBe(help);
    }
  });

  it('have the same series with the same values', () => {
    for (const [name, { samples }] of ours) {
      const their = sampleMap(theirs.get(name)?.samples ?? []);
      expect(sampleMap(samples), name).toEqual(their);
    }
  });

  it('have what was recorded', () => {
    const recorded = sampleMap(expectedSamples(ledger, { names: 'name', escaped: underscored }));
    const written = sampleMap([...ours.values()].flatMap(({ samples }) => samples));
    for (const [sample, value] of recorded) expect(written.get(sample), sample).toBe(value);
  });
});

async function read(endpoint: TestEndpoint): Promise<ParsedMetric[]> {
  const text = await (await fetch(`${endpoint.url()}/metrics`)).text();
  return parseExposition(text.replace(/^# UNIT .*\n/gm, ''));
}

/** The ledger's names have dots, and nothing else that Prometheus's old names don't have. */
function underscored(name: string): string {
  return name.replaceAll('.', '_');
}

function withoutTotal(metrics: readonly ParsedMetric[]): Map<string, ParsedMetric> {
  return new Map(
    metrics.map((metric) => {
      if (metric.type !== 'counter') return [metric.name, metric];
      const cut = (name: string) => name.replace(/_total$/, '');
      const samples = metric.samples.map((sample) => ({ ...sample, name: cut(sample.name) }));
      return [cut(metric.name), { ...metric, name: cut(metric.name), samples }];
    }),
  );
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCollect, storeSource } from '../../src/pipeline/collect.ts';
import type { Collect } from '../../src/pipeline/collection.ts';
import { createMeterProvider } from '../../src/pipeline/meter-provider.ts';
import { createProducer } from '../../src/pipeline/producer.ts';
import { findDebianProgram } from '../support/debian-package.ts';
import { parseExposition } from '../support/exposition-parser.ts';
import { startVictoriaMetrics, type VictoriaMetrics } from '../support/victoria-metrics.ts';
import { openEndpoint } from '../unit/server/test-endpoint.ts';

const METRICS = readFileSync(join(import.meta.dirname, '../../METRICS.md'), 'utf8');
const HOUR_MS = 3_600_000;

interface Instrument {
  readonly kind: string;
  readonly name: string;
  readonly unit: string;
}

/** Everything that is measured without code: the first three columns of the tables. */
const AUTOMATIC: readonly Instrument[] = METRICS.split('\n').flatMap((line) => {
  const [, name, kind, unit] = /^\| `([^`]+)` \| ([a-z-]+) \| `([^`]*)` \|/.exec(line) ?? [];
  return name && kind ? [{ kind, name, unit: unit ?? '' }] : [];
});

const KINDS = ['counter', 'up-down-counter', 'gauge', 'histogram'] as const;
const UNITS = [
  ...['', '1', '%', 's', 'ms', 'us', 'ns', 'min', 'h', 'd', 'By', 'KiBy', 'MiBy', 'GiBy', 'TiBy'],
  ...['kBy', 'MBy', 'GBy', 'TBy', 'm', 'V', 'A', 'J', 'W', 'g', 'Cel', 'Hz', 'By/s', 'm/s', '1/s'],
  ...['{request}', '{request}/s', '{request}/min', 'By/h', 'By/d', 'By/w', 'By/mo', 'By/y', 'EUR'],
];
/** Names with a suffix that they would get, or with characters that Prometheus's don't have. */
const NAMES: readonly (readonly [name: string, unit: string])[] = [
  ['already.seconds', 's'],
  ['already.ratio', '1'],
  ['already.total', ''],
  ['already.seconds.total', 's'],
  ['already.total.seconds', 's'],
  ['bytes', 'By'],
  ['speed.bytes_per_second', 'By/s'],
  ['two--dashes..and/slashes', ''],
  ['two__underscores', ''],
  ['ends_', 's'],
  ['9lives', ''],
  ['Upper.Case', ''],
];
const ODD: readonly Instrument[] = KINDS.flatMap((kind) =>
  [...UNITS.map((unit, at) => [`unit.${at}`, unit] as const), ...NAMES].map(([name, unit]) => ({
    ...{ kind, name, unit },
  })),
);
/** A provider each, since two kinds cannot share a name. */
const INSTRUMENTS = [...AUTOMATIC, ...ODD];

interface Difference {
  /** Unit, name, or kind and name of the instruments that it is about. */
  readonly of: string;
  readonly theirs: string;
  readonly ours: string;
}

/**
 * Where VictoriaMetrics departs from OpenTelemetry's "Prometheus and OpenMetrics Compatibility"
 * (OTLP Metric points to Prometheus, Metric Metadata), all that we know of.
 */
const DIFFERENCES: readonly Difference[] = [
  // The table of units says so.
  { of: 'TiBy', theirs: 'tibibytes', ours: 'tebibytes' },
  { of: 'kBy', theirs: 'kBy', ours: 'kilobytes' },
  // The table has `min` for minutes; VictoriaMetrics reads only `m` so, after a slash.
  { of: '{request}/min', theirs: 'per_min', ours: 'per_minute' },
  // Many underscores in a row become one.
  { of: 'two--dashes..and/slashes', theirs: 'two__dashes__and', ours: 'two_dashes_and' },
  { of: 'two__underscores', theirs: 'two__under', ours: 'two_under' },
  { of: 'ends_', theirs: 'ends__', ours: 'ends_' },
  // Prometheus takes no name that begins with a digit.
  { of: '9lives', theirs: '9lives', ours: '_9lives' },
  // The unit is left out only where the name ends with it, not where it is anywhere in the name.
  ...['up-down-counter', 'gauge', 'histogram'].map((kind) => ({
    of: `${kind} already.seconds.total`,
    ...{ theirs: 'already_seconds_total', ours: 'already_seconds_total_seconds' },
  })),
  // Nothing is taken out of the middle of a name.
  {
    of: 'counter already.total.seconds',
    ...{ theirs: 'already_seconds_total', ours: 'already_total_seconds_total' },
  },
];

const found = findDebianProgram({
  suite: 'trixie',
  package: 'victoria-metrics',
  path: 'usr/bin/victoria-metrics',
});
const reason = found.lacks === undefined ? '' : ` (${found.lacks})`;

describe.skipIf(found.lacks)(`the page and VictoriaMetrics, told by OTLP${reason}`, () => {
  let server: VictoriaMetrics;
  const stored = new Map<string, Set<string>>();
  const written = new Map<string, Set<string>>();

  beforeAll(async () => {
    server = await startVictoriaMetrics({ command: found.command });
    for (const kind of KINDS) {
      const collect = recorded(INSTRUMENTS.filter((instrument) => instrument.kind === kind));
      await push(collect, server.otlpUrl);
      note(await samplesOfPage(collect), written);
    }
    await server.flush();
    const isWhole = (results: readonly unknown[]) => results.length >= written.size;
    const all = await server.query('count by (kind, instrument, __name__) ({kind!=""})', isWhole);
    note(
      all.map(({ metric }) => metric),
      stored,
    );
  });
  afterAll(() => server?.stop());

  it('covers every metric and every unit', () => {
    expect(AUTOMATIC.length).toBeGreaterThan(40);
    expect(written.size).toBe(INSTRUMENTS.length);
  });

  it.each(INSTRUMENTS)('call a $kind $name in "$unit" the same', ({ kind, name, unit }) => {
    const ours = [...(written.get(`${kind} ${name}`) ?? [])].sort();
    const theirs = [...(stored.get(`${kind} ${name}`) ?? [])].sort();
    const known = DIFFERENCES.find(({ of }) => [unit, name, `${kind} ${name}`].includes(of));
    if (known === undefined) return expect(ours).toEqual(theirs);
    expect(ours, 'a difference that is none any more').not.toEqual(theirs);
    expect(ours).toEqual(theirs.map((text) => text.replace(known.theirs, known.ours)));
  });
});

/** Each instrument with one measurement, and its OpenTelemetry name as an attribute. */
function recorded(instruments: readonly Instrument[]): Collect {
  const limits = { cardinalityLimit: 2000, totalCardinalityLimit: 100_000, seriesTtlMs: 0 };
  const provider = createMeterProvider(limits);
  const meter = provider.getMeter('names');
  for (const { kind, name, unit } of instruments) {
    const attributes = { instrument: name, kind };
    if (kind === 'counter') meter.createCounter(name, { unit }).add(1, attributes);
    if (kind === 'up-down-counter') meter.createUpDownCounter(name, { unit }).add(1, attributes);
    if (kind === 'gauge') meter.createGauge(name, { unit }).record(1, attributes);
    if (kind === 'histogram') meter.createHistogram(name, { unit }).record(1, attributes);
  }
  return createCollect([storeSource(provider)], { 'service.name': 'shop' });
}

/** Sends a collection by the SDK's own reader and exporter. */
async function push(collect: Collect, url: string): Promise<void> {
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url }),
    exportIntervalMillis: HOUR_MS,
    metricProducers: [createProducer(collect)],
  });
  const sdk = new MeterProvider({ readers: [reader] });
  await reader.forceFlush();
  await sdk.shutdown();
}

async function samplesOfPage(collect: Collect): Promise<Record<string, string>[]> {
  await using endpoint = await openEndpoint({}, { collect });
  const page = await (await fetch(`${endpoint.url()}/metrics`)).text();
  return parseExposition(page).flatMap(({ samples }) =>
    samples.map(({ name, labels }) => ({ ...labels, __name__: name })),
  );
}

/** Adds the names of the samples to those of the instrument that they come from. */
function note(
  samples: readonly Readonly<Record<string, string>>[],
  names: Map<string, Set<string>>,
): void {
  for (const { kind, instrument, __name__ = '' } of samples) {
    if (instrument === undefined) continue;
    const key = `${kind} ${instrument}`;
    names.set(key, (names.get(key) ?? new Set()).add(__name__));
  }
}

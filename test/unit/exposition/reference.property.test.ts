import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Format, TEXT_0_0_4 } from '../../../src/exposition/format.ts';
import { StablePiece } from '../../../src/exposition/slice.ts';
import { createMeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { parseOpenMetrics } from '../../support/openmetrics-parser.ts';
import { type History, histories } from './histories.ts';
import { type Dialect, inAnyOrder, referencePage } from './reference-page.ts';
import { createRenderer } from './render.ts';
import { storeHistories } from './store-histories.ts';

interface Case {
  readonly what: string;
  readonly dialect: Dialect;
  readonly all: fc.Arbitrary<() => History>;
  readonly numRuns: number;
}

const FORMATS: Readonly<Record<Dialect, Format>> = {
  text: TEXT_0_0_4,
  openmetrics: { kind: 'openmetrics', version: '1.0.0', escaping: 'underscores' },
};
const PARSERS = { text: parseExposition, openmetrics: parseOpenMetrics };

it.each<Case>([
  { what: 'plain families', dialect: 'text', all: histories, numRuns: 300 },
  { what: 'plain families', dialect: 'openmetrics', all: histories, numRuns: 300 },
  { what: 'the families of a store', dialect: 'text', all: storeHistories, numRuns: 60 },
  { what: 'the families of a store', dialect: 'openmetrics', all: storeHistories, numRuns: 60 },
])(
  'the $dialect page of $what has what the plain way writes, line for line, whatever happened to them',
  ({ dialect, all, numRuns }) => {
    let again = 0;
    let known = new Set<unknown>();
    fc.assert(
      fc.property(all, (begin) => {
        const { families, changes } = begin();
        const render = createRenderer({ format: FORMATS[dialect] });
        for (const change of [() => {}, ...changes]) {
          change();
          const { text, slices } = render(families);
          PARSERS[dialect](text);
          expect(inAnyOrder(text)).toEqual(inAnyOrder(referencePage(families, dialect)));
          again += slices.filter((slice) => known.has(slice)).length;
          known = new Set(slices.filter((slice) => slice instanceof StablePiece));
        }
      }),
      { numRuns },
    );
    // Some 0.6 for each run; few runs have many of them.
    expect(again).toBeGreaterThan(numRuns / 10);
  },
);

it('the page of series that cannot meet is what the plain way writes, byte for byte', () => {
  const value = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('a"b', 'c\\d', 'e\nf'));
  const attributes = fc.oneof(
    fc.record({ id: value }),
    fc.record({ id: value, route: value }),
    fc.record({ route: value, 'http.method': value }),
    fc.constant({}),
  );
  const acts = fc.array(
    fc.record({
      kind: fc.constantFrom('counter', 'gauge', 'histogram'),
      attributes,
      amount: fc.nat(),
      isRemoval: fc.boolean(),
    }),
    { maxLength: 120 },
  );
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 4 }), (rounds) => {
      const limits = { cardinalityLimit: 1000, totalCardinalityLimit: 1000, seriesTtlMs: 0 };
      const { getMeter, store } = createMeterProvider(limits);
      const meter = getMeter('shop');
      const counter = meter.createCounter('counter', { description: 'a "text"\n' });
      const gauge = meter.createGauge('gauge', { unit: 's' });
      const histogram = meter.createHistogram('histogram');
      const instruments = {
        counter: { measure: counter.add.bind(counter), remove: counter.remove.bind(counter) },
        gauge: { measure: gauge.record.bind(gauge), remove: gauge.remove.bind(gauge) },
        histogram: {
          measure: histogram.record.bind(histogram),
          remove: histogram.remove.bind(histogram),
        },
      };
      const render = createRenderer();
      for (const round of rounds) {
        for (const { kind, attributes: own, amount, isRemoval } of round) {
          const { measure, remove } = instruments[kind as keyof typeof instruments];
          if (isRemoval) remove(own);
          else measure(amount, own);
        }
        const families = store.families();
        expect(render(families).text).toBe(referencePage(families));
      }
    }),
    { numRuns: 300 },
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CLASSIC_METRICS, type ClassicMetric } from '../../../src/exposition/classic/table.ts';
import { createClassicView } from '../../../src/exposition/classic-view.ts';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { createMeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { AGENT_SCOPE } from '../../../src/pipeline/self-metrics.ts';
import type { Family, Series, StoredValue } from '../../../src/store/family.ts';
import { type ParsedMetric, parseExposition } from '../../support/exposition-parser.ts';
import { createRenderer, render } from './render.ts';

setLogLevel('none');

const METRICS = CLASSIC_METRICS.filter(({ of }) => of !== 'gauge');
const MAKERS = {
  counter: 'createCounter',
  'up-down-counter': 'createUpDownCounter',
  histogram: 'createHistogram',
} as const;
const OTHER = 'other';
const ADVICE = { explicitBucketBoundaries: [10, 100] };

type Attributes = Readonly<Record<string, StoredValue>>;

interface Instrument {
  measure(amount: number, attributes: Attributes): void;
  remove(attributes: Attributes): void;
}

/** The agent's instruments that classic metrics are made of, and another's of the same names. */
function createInstruments() {
  const provider = createMeterProvider({
    cardinalityLimit: 100,
    totalCardinalityLimit: 10_000,
    seriesTtlMs: 0,
  });
  const names = [...new Set(METRICS.map(({ from }) => from))];
  const instruments = names.flatMap((name) =>
    [AGENT_SCOPE, OTHER].map((scope): Instrument => {
      const kind = METRICS.find(({ from }) => from === name)?.of as keyof typeof MAKERS;
      const own = provider.getMeter(scope)[MAKERS[kind]](name, { advice: ADVICE });
      return {
        measure: (amount, attributes) =>
          'add' in own ? own.add(amount, attributes) : own.record(amount, attributes),
        remove: (attributes) => own.remove(attributes),
      };
    }),
  );
  return { instruments, store: provider.store };
}

/** Every key that any of them knows, with the values that mean something, and some that don't. */
const keys = [
  ...['http.request.method', 'http.route', 'http.response.status_code', 'url.scheme'],
  ...['error.type', 'server.address', 'db.operation.name', 'db.client.connection.state'],
  ...['v8js.heap.space.name', 'cpu.mode', 'type', 'severity', 'tenant'],
];
const value = fc.constantFrom<StoredValue[]>(
  ...['used', 'active', 'idle', 'user', 'heapUsed', 'new_space', 'new', 'a"b'],
  ...['', 200, '200', true],
);
const attributes = fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 5 });

interface Act {
  readonly which: number;
  readonly attributes: Attributes;
  readonly amount: number;
  /** So many series that some blocks are large, and some overflow. */
  readonly crowd: number;
  readonly isRemoval: boolean;
}

const act: fc.Arbitrary<Act> = fc.record({
  which: fc.nat(99),
  attributes,
  amount: fc.nat(1000),
  crowd: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.nat(150) }),
  isRemoval: fc.boolean(),
});

function apply(act: Act, instruments: readonly Instrument[]): void {
  const { which, attributes, amount, crowd, isRemoval } = act;
  const instrument = instruments[which % instruments.length];
  for (let id = 0; id < crowd; id++) {
    const own = crowd === 1 ? attributes : { ...attributes, 'http.route': `/${id}` };
    if (isRemoval) instrument?.remove(own);
    else instrument?.measure(amount, own);
  }
}

it('the classic page adds up to what the standard page does, whatever is recorded', () => {
  fc.assert(
    fc.property(fc.array(fc.array(act, { maxLength: 40 }), { maxLength: 3 }), (rounds) => {
      const { instruments, store } = createInstruments();
      const view = createClassicView();
      const write = createRenderer();
      for (const round of rounds) {
        for (const one of round) apply(one, instruments);
        const families = store.families();
        const classic = view({ resource: {}, timeMs: 0, families, errors: [] }).families;
        const page = write(classic);
        // Of the two scopes: what was added up of one of them alone is no news.
        const told = page.omissions.filter(({ cause }) => cause !== 'merged_series');
        expect(told).toEqual([]);
        expect(page.text).toBe(render(classic).text);
        const metrics = parseExposition(page.text);
        for (const metric of METRICS) {
          expect(shownOf(metric, metrics)).toEqual(recordedOf(metric, families));
        }
        for (const name of new Set(METRICS.map(({ from }) => from))) {
          expect(othersShown(name, classic)).toEqual(othersRecorded(name, families));
        }
      }
    }),
    { numRuns: 150 },
  );
});

/** Sums over all series of a metric on the page: of values, or of a histogram's parts. */
function shownOf({ name }: ClassicMetric, metrics: readonly ParsedMetric[]): Sums {
  const samples = metrics.find((metric) => metric.name === name)?.samples ?? [];
  const sums: Sums = {};
  for (const { name: sample, labels, value } of samples) {
    // It has a standard name that is a classic one, too.
    if (labels['otel_scope_name'] === OTHER) continue;
    const part = `${sample.slice(name.length)}${labels['le'] ?? ''}`;
    sums[part] = (sums[part] ?? 0) + value;
  }
  return sums;
}

/** The same from the store's own series. */
function recordedOf(metric: ClassicMetric, all: readonly Family[]): Sums {
  const { from, of, counts, where } = metric;
  const sums: Sums = {};
  const add = (part: string, value: number) => {
    sums[part] = (sums[part] ?? 0) + value;
  };
  const families = all.filter(({ descriptor }) => descriptor.name === from);
  const shown = families.flatMap((family) =>
    [...family.series()].filter((one) => isShown(metric, family, one)),
  );
  for (const { attributes, value, distribution } of shown) {
    if (where !== undefined && attributes[where[0]] !== where[1]) continue;
    if (counts) add('', distribution?.count ?? 0);
    else if (of !== 'histogram') add('', value);
    else {
      const [low = 0, middle = 0, high = 0] = distribution?.counts ?? [];
      add('_bucket10', low);
      add('_bucket100', low + middle);
      add('_bucket+Inf', low + middle + high);
      add('_sum', distribution?.sum ?? 0);
      add('_count', distribution?.count ?? 0);
    }
  }
  return sums;
}

function isShown({ conventions }: ClassicMetric, { scope }: Family, { attributes }: Series) {
  const known = new Set(['otel.metric.overflow', ...(conventions ?? [])]);
  const isConventional = Object.keys(attributes).every((key) => known.has(key));
  return scope.name === AGENT_SCOPE || (conventions !== undefined && isConventional);
}

/** The other's series that the classic page has under a standard name. */
function othersShown(name: string, classic: readonly Family[]): Series['attributes'][] {
  return classic
    .filter(({ scope, descriptor }) => scope.name === OTHER && descriptor.name === name)
    .flatMap((family) => [...family.series()].map(({ attributes }) => attributes));
}

/** Those that it has to have: what no classic metric shows. */
function othersRecorded(name: string, all: readonly Family[]): Series['attributes'][] {
  const metric = METRICS.find(({ from }) => from === name);
  return all
    .filter(({ scope, descriptor }) => scope.name === OTHER && descriptor.name === name)
    .flatMap((family) =>
      [...family.series()]
        .filter((one) => metric !== undefined && !isShown(metric, family, one))
        .map(({ attributes }) => attributes),
    );
}

type Sums = Record<string, number>;

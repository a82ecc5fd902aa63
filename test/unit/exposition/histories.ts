import fc from 'fast-check';
import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type {
  Exemplar,
  Family,
  StoredAttributes,
  StoredValue,
  SummaryState,
} from '../../../src/store/family.ts';
import { quantilesOf } from '../../../src/store/quantiles.ts';
import { ChangingFamily, distribution, type FakeSeries } from './fake-family.ts';

/** Families, and what happens to them between one page and the next. */
export interface History {
  readonly families: readonly Family[];
  readonly changes: readonly (() => void)[];
}

/** Names by kind; `x.y` and `x_y` are one on the page, and so are `g` of both kinds. */
const NAMES: readonly (readonly [name: string, kind: FamilyKind])[] = [
  ['c', 'counter'],
  ['x.y', 'counter'],
  ['x_y', 'counter'],
  ['g', 'gauge'],
  ['g', 'up-down-counter'],
  ['h', 'histogram'],
  ['h', 'histogram'],
  ['s', 'summary'],
  ['s', 'summary'],
];
const QUANTILES = [0.5, 0.99, 1];
const BOUNDARIES = [0.5, 1, 25];

const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<StoredValue[]>('GET', '/users/:id', 'ünï🦊', '200') },
  { weight: 1, arbitrary: fc.constantFrom<StoredValue[]>('', '"', 'a\\b\nc', '\ud800', 200, true) },
);
const keys = fc.constantFrom(
  [],
  ['method'],
  ['method', 'route'],
  ['a.b', 'z'],
  ['a_b', 'z'],
  ['a.b', 'a_b'],
  ['le'],
  ['exported_le', 'le'],
  ['exported.quantile', 'quantile'],
  ['otel.scope.name'],
);
const attributes: fc.Arbitrary<StoredAttributes> = keys.chain((names) =>
  fc.record(Object.fromEntries(names.map((name) => [name, value]))),
);
const exemplar: fc.Arbitrary<Exemplar> = fc
  .record({
    bucket: fc.nat(BOUNDARIES.length),
    value: fc.constantFrom(0, 0.25),
    timeMs: fc.nat(),
    traceId: fc.constantFrom('', '0af7651916cd43dd8448eb211c80319c'),
    spanId: fc.constant('b7ad6b7169203331'),
  })
  .map(({ value, ...one }) => ({ ...one, value: value + within(one.bucket) }));
/** Windows of one scale, as those of the store are, and quantiles that others made. */
const summary: fc.Arbitrary<SummaryState> = fc
  .record({
    window: fc.option(
      fc.record({
        offset: fc.integer({ min: -20, max: 20 }),
        counts: fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
        zeroCount: fc.nat(3),
      }),
    ),
    values: fc.array(fc.constantFrom(0, 0.25, 7, Number.NaN), { minLength: 3, maxLength: 3 }),
    count: fc.nat(1000),
    sum: fc.nat(1000),
  })
  .map(({ window: own, values, ...totals }) => {
    const window = own === null ? undefined : { ...own, scale: 6, zeroThreshold: 0 };
    const foreign = QUANTILES.map((quantile, at) => ({ quantile, value: values[at] ?? 0 }));
    return { ...totals, window, quantiles: window ? quantilesOf(window, QUANTILES) : foreign };
  });
const state = fc
  .record({
    value: fc.nat(1000),
    any: fc.double(),
    counts: fc.array(fc.nat(9), { minLength: 4, maxLength: 4 }),
    sum: fc.nat(99),
    startTimeMs: fc.nat(),
    summary,
    exemplars: fc.uniqueArray(exemplar, { maxLength: 3, selector: ({ timeMs }) => timeMs }),
  })
  .map(({ counts, sum, exemplars, ...rest }) => ({
    ...rest,
    distribution: distribution(BOUNDARIES, counts, sum),
    exemplars: exemplars.sort((a, b) => a.bucket - b.bucket || a.timeMs - b.timeMs),
  }));

/** A little above the lower bound of the bucket. */
function within(bucket: number): number {
  const lower = BOUNDARIES[bucket - 1];
  return lower === undefined ? 0 : lower + 0.25;
}

/** Series that differ by a number of their own, as many as make blocks large. */
const crowd = fc.record({ attributes, state, size: fc.integer({ min: 1, max: 150 }) });

const family = fc.record({
  which: fc.constantFrom(...NAMES),
  description: fc.constantFrom('', 'What it is.'),
  scope: fc.constantFrom({ name: '' }, { name: 'lib' }, { name: 'l"', version: '1' }),
  blockSize: fc.constantFrom(1, 16, 64, 256),
  crowds: fc.array(crowd, { maxLength: 3 }),
});

const change = fc.record({
  family: fc.nat(9),
  act: fc.constantFrom('add', 'change', 'remove'),
  number: fc.nat(500),
  attributes,
  state,
});

/** Families that would be one in the store don't come twice. */
const distinctFamilies = fc.uniqueArray(family, {
  minLength: 1,
  maxLength: 4,
  selector: ({ which, scope }) => JSON.stringify([which, scope.name]),
});

/** Any history of any families, made anew for each run. */
export const histories: fc.Arbitrary<() => History> = fc
  .tuple(distinctFamilies, fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 3 }))
  .map(([fakes, rounds]) => () => {
    const families = fakes.map(({ which: [name, kind], crowds, ...rest }) => {
      const made = new ChangingFamily({ ...rest, name, kind, series: [] });
      for (const { attributes, state, size } of crowds) {
        for (let id = 0; id < size; id++) {
          made.add({ attributes: { ...attributes, id }, ...stateFor(kind, state) });
        }
      }
      return made;
    });
    const changes = rounds.map((round) => () => {
      for (const { family, act, number, attributes, state } of round) {
        const target = families[family % families.length] as ChangingFamily;
        const state_ = stateFor(target.kind, state);
        if (act === 'add') target.add({ attributes, ...state_ });
        else if (act === 'change') target.change(number, state_);
        else target.remove(number);
      }
    });
    return { families, changes };
  });

type State = Required<FakeSeries> & { readonly any: number };

/** Whole numbers where they are added up, since other sums depend on their order. */
function stateFor(
  kind: FamilyKind,
  { value, any, distribution, summary, startTimeMs, exemplars }: Omit<State, 'attributes'>,
): FakeSeries {
  if (kind === 'histogram') return { value: 0, distribution, startTimeMs, exemplars };
  if (kind === 'summary') return { value: 0, summary, startTimeMs };
  if (kind !== 'counter') return { value: kind === 'gauge' ? any : value, startTimeMs };
  return { value, startTimeMs, exemplars: exemplars.filter(({ bucket }) => bucket === 0) };
}

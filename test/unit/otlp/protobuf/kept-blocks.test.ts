import { describe, expect, it } from 'vitest';
import type { HistogramForm } from '../../../../src/config/metrics-options.ts';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { atOnce } from '../../../../src/foundation/turns.ts';
import { createProtobufEncoder } from '../../../../src/otlp/protobuf/encoder.ts';
import type { FamilyKind } from '../../../../src/store/descriptor.ts';
import type { Family, Series, SeriesBlock } from '../../../../src/store/family.ts';
import { distribution, fakeFamily } from '../../exposition/fake-family.ts';
import { expectedRequest } from './expected-request.ts';
import { collectionOf, received, TIME_MS } from './requests.ts';

setLogLevel('none');

const KEYS = ['id'];
const BOUNDARIES = [1, 2];
const AGAIN = [3, 4];
const SPAN = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
const EXEMPLARS = [{ bucket: 0, value: 1, timeMs: TIME_MS, ...SPAN }];

type State = Partial<Omit<Series, 'attributeAt' | 'attributes'>>;

/** A family of one block that stays, and what was read of it. */
class KeptFamily implements Family {
  readonly scope = { name: '' };
  readonly kind: FamilyKind;
  shown: { keys: readonly string[]; form: HistogramForm } = { keys: KEYS, form: 'classic' };
  readonly block: SeriesBlock & { version: number; layout: number };
  states: State[];
  walks = 0;
  attributesRead = 0;

  constructor(kind: FamilyKind, states: State[]) {
    this.kind = kind;
    this.states = states;
    const family = this;
    this.block = {
      version: 0,
      layout: 0,
      get size() {
        return family.states.length;
      },
      series() {
        family.walks++;
        return family.series();
      },
    };
  }

  get descriptor(): Family['descriptor'] {
    return { ...fakeFamily({ name: 'm', kind: this.kind }).descriptor, form: this.shown.form };
  }

  groups() {
    return [{ keys: this.shown.keys, textsDiffer: true, blocks: () => [this.block] }];
  }

  series(): Series[] {
    return this.states.map((state, id) => ({
      ...{ value: 0, startTimeMs: TIME_MS - 5000, exemplars: [], ...state },
      attributes: { [this.shown.keys[0] ?? '']: id },
      attributeAt: () => {
        this.attributesRead++;
        return id;
      },
    }));
  }
}

function histogram(counts: readonly number[], boundaries: readonly number[] = BOUNDARIES): State {
  return { distribution: { ...distribution(boundaries, counts, 2), min: 0.5, max: 2.5 } };
}

function unranged(state: State): State {
  const { distribution: own } = state;
  return { distribution: own && { ...own, min: Number.NaN } };
}

const COUNTED = [histogram([1, 2, 3]), histogram([4, 5, 6])];

/** What is done to the series of a block; their number is the same, unless it is said. */
interface Change {
  readonly kind: FamilyKind;
  readonly before: State[];
  readonly after: State[];
  readonly comesOrGoes?: boolean;
}

const OVERWRITTEN: readonly (readonly [what: string, change: Change])[] = [
  ['a sum', { kind: 'counter', before: [{ value: 1 }, {}], after: [{ value: 2 ** 60 }, {}] }],
  ['a gauge', { kind: 'gauge', before: [{}, { value: 1 }], after: [{}, { value: Number.NaN }] }],
  ['a start', { kind: 'counter', before: [{}, {}], after: [{ startTimeMs: TIME_MS - 1 }, {}] }],
  [
    'counts',
    {
      kind: 'histogram',
      before: COUNTED,
      after: [histogram([2 ** 40, 0, 1]), histogram([9, 9, 9])],
    },
  ],
];

const WRITTEN_ANEW: readonly (readonly [what: string, change: Change])[] = [
  [
    'a range that is known now',
    { kind: 'histogram', before: COUNTED.map(unranged), after: COUNTED },
  ],
  [
    'a range that is known no more',
    {
      kind: 'histogram',
      before: COUNTED,
      after: [histogram([1, 2, 4]), unranged(histogram([9, 9, 9]))],
    },
  ],
  [
    'other bounds',
    { kind: 'histogram', before: COUNTED, after: COUNTED.map(() => histogram([1, 1, 1], AGAIN)) },
  ],
  [
    'more buckets',
    { kind: 'histogram', before: COUNTED, after: COUNTED.map(() => histogram([1, 1], [5])) },
  ],
  ['an exemplar', { kind: 'counter', before: [{}, {}], after: [{}, { exemplars: EXEMPLARS }] }],
  [
    'an exemplar that has gone',
    { kind: 'counter', before: [{}, { exemplars: EXEMPLARS }], after: [{}, {}] },
  ],
  [
    'a series that came',
    { kind: 'counter', before: [{}], after: [{ value: 1 }, { value: 2 }], comesOrGoes: true },
  ],
  [
    'a series that went',
    { kind: 'counter', before: [{}, {}], after: [{ value: 2 }], comesOrGoes: true },
  ],
];

/** What is read of the attributes, and how often the block is walked, for the request after a change. */
function readAfter({ kind, before, after, comesOrGoes = false }: Change, isSaid = true) {
  const family = new KeptFamily(kind, before);
  const encode = createProtobufEncoder();
  atOnce(encode(collectionOf([family])));
  Object.assign(family, { states: after, attributesRead: 0, walks: 0 });
  if (isSaid) family.block.version++;
  if (comesOrGoes) family.block.layout++;
  const collection = collectionOf([family], TIME_MS + 60_000.5);
  const request = received(collection, encode);
  const { attributesRead, walks } = family;
  expect(request).toEqual(expectedRequest(collection));
  return { attributesRead, walks };
}

describe('the points of a block that has changed', () => {
  it.each(OVERWRITTEN)('are overwritten: %s', (_, change) => {
    expect(readAfter(change)).toEqual({ attributesRead: 0, walks: 1 });
  });

  it.each(WRITTEN_ANEW)('are written anew where they would not fit: %s', (_, change) => {
    expect(readAfter(change).attributesRead).toBe(change.after.length);
  });
});

it('a block that has not changed is not even walked', () => {
  const still = { kind: 'histogram', before: COUNTED, after: COUNTED } as const;
  expect(readAfter({ ...still, before: [...COUNTED], after: [...COUNTED] }, false)).toEqual({
    attributesRead: 0,
    walks: 0,
  });
});

it('a block that could not be written once is written as a whole the next time', () => {
  const family = new KeptFamily('histogram', COUNTED);
  const encode = createProtobufEncoder();
  atOnce(encode(collectionOf([family])));
  const after = [histogram([7, 7, 7]), histogram([8, 8, 8])];
  family.states = [after[0] ?? {}, {}];
  family.block.version++;
  expect(received(collectionOf([family]), encode).metrics).toEqual([]);
  family.states = after;
  const collection = collectionOf([family]);
  expect(received(collection, encode)).toEqual(expectedRequest(collection));
});

it.each([
  ['other keys', (family: KeptFamily) => ({ ...family.shown, keys: ['other'] })],
  ['another form', (family: KeptFamily) => ({ ...family.shown, form: 'native' as const })],
])('a block is written for each way in which it is shown: %s', (_, shownAs) => {
  const exponential = { scale: 0, offset: 1, counts: [3], zeroCount: 0, zeroThreshold: 0 };
  const [{ distribution: own } = {}] = COUNTED;
  const state = { distribution: own && { ...own, exponential } };
  const family = new KeptFamily('histogram', [state]);
  const encode = createProtobufEncoder();
  const { shown } = family;
  for (const way of [shown, shownAs(family), shown]) {
    family.shown = way;
    const collection = collectionOf([family]);
    expect(received(collection, encode)).toEqual(expectedRequest(collection));
  }
});

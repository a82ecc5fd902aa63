import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TranslationStrategy } from '../../../src/config/metrics-options.ts';
import type { Escaping } from '../../../src/exposition/format.ts';
import type { Group } from '../../../src/exposition/group.ts';
import { claimedNames, counterFamilyNames } from '../../../src/exposition/group-names.ts';
import { groupFamilies, selected } from '../../../src/exposition/groups.ts';
import { createNaming, type Naming } from '../../../src/exposition/naming.ts';
import type { Notice } from '../../../src/exposition/notice.ts';
import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type { Family } from '../../../src/store/family.ts';
import { type FakeFamily, fakeFamily } from './fake-family.ts';
import { PLAIN_NAMING, PLAIN_PAGE } from './plain-naming.ts';

const REMEDY = 'another name helps, or a rule with rename in the option metrics';

type Fake = readonly [kind: FamilyKind, name: string];

/** What two or more instruments are called on the page, and what is said of them. */
const CASES: readonly [
  what: string,
  families: readonly Fake[],
  groups: readonly string[],
  said: readonly string[],
][] = [
  [
    'one name and type joins them',
    [
      ['gauge', 'a.b'],
      ['up-down-counter', 'a_b'],
    ],
    ['a_b gauge 2'],
    [],
  ],
  [
    'one name and two types: the later one says what it is',
    [
      ['histogram', 'a'],
      ['gauge', 'a'],
    ],
    ['a histogram 1', 'a_gauge gauge 1'],
    ['name_conflict: a, shown as a_gauge, as a gauge it clashes with the histogram a'],
  ],
  [
    'one name and two types, and no other name left: the later one is left out',
    [
      ['histogram', 'a'],
      ['histogram', 'a_gauge'],
      ['gauge', 'a'],
    ],
    ['a histogram 1', 'a_gauge histogram 1'],
    [`instrument_conflict: a, left out, as a gauge it clashes with the histogram a; ${REMEDY}`],
  ],
  ...['_count', '_sum', '_bucket', '_created'].map((ending): (typeof CASES)[number] => [
    `a gauge that is called as samples of a histogram (${ending}) says what it is`,
    [
      ['histogram', 'lat'],
      ['gauge', `lat${ending}`],
    ],
    ['lat histogram 1', `lat${ending}_gauge gauge 1`],
    [
      `name_conflict: lat${ending}, shown as lat${ending}_gauge, as a gauge it clashes with the histogram lat`,
    ],
  ]),
  ...['', '_count', '_sum', '_created'].map((ending): (typeof CASES)[number] => [
    `a gauge that is called as samples of a summary (${ending}) says what it is`,
    [
      ['summary', 'lat'],
      ['gauge', `lat${ending}`],
    ],
    ['lat summary 1', `lat${ending}_gauge gauge 1`],
    [
      `name_conflict: lat${ending}, shown as lat${ending}_gauge, as a gauge it clashes with the summary lat`,
    ],
  ]),
  [
    'a summary says what it is beside a histogram of its name',
    [
      ['histogram', 'a.b'],
      ['summary', 'a_b'],
      ['summary', 'a.b'],
    ],
    ['a_b histogram 1', 'a_b_summary summary 2'],
    ['name_conflict: a_b, shown as a_b_summary, as a summary it clashes with the histogram a_b'],
  ],
  [
    'summaries have no buckets, whose name another may have',
    [
      ['summary', 'lat'],
      ['gauge', 'lat_bucket'],
    ],
    ['lat summary 1', 'lat_bucket gauge 1'],
    [],
  ],
  [
    'a histogram whose samples would be called as an earlier gauge says what it is',
    [
      ['gauge', 'size_sum'],
      ['histogram', 'size'],
    ],
    ['size_sum gauge 1', 'size_histogram histogram 1'],
    [
      'name_conflict: size, shown as size_histogram, as a histogram it clashes with the gauge size_sum',
    ],
  ],
  [
    'an instrument with another name that is taken, too, is left out',
    [
      ['histogram', 'lat'],
      ['gauge', 'lat_count_gauge'],
      ['gauge', 'lat_count'],
    ],
    ['lat histogram 1', 'lat_count_gauge gauge 1'],
    [
      `instrument_conflict: lat_count, left out, as a gauge it clashes with the histogram lat; ${REMEDY}`,
    ],
  ],
  [
    'an instrument that is called as another one was says what it is',
    [
      ['histogram', 'lat'],
      ['gauge', 'lat_count'],
      ['gauge', 'lat_count_gauge'],
    ],
    ['lat histogram 1', 'lat_count_gauge gauge 1', 'lat_count_gauge_gauge gauge 1'],
    [
      'name_conflict: lat_count, shown as lat_count_gauge, as a gauge it clashes with the histogram lat',
      'name_conflict: lat_count_gauge, shown as lat_count_gauge_gauge, as a gauge it clashes with the gauge lat_count_gauge',
    ],
  ],
  [
    'instruments that get one other name join',
    [
      ['histogram', 'lat'],
      ['gauge', 'lat_count'],
      ['gauge', 'lat.count'],
    ],
    ['lat histogram 1', 'lat_count_gauge gauge 2'],
    [
      'name_conflict: lat_count, shown as lat_count_gauge, as a gauge it clashes with the histogram lat',
    ],
  ],
  [
    'the name of the resource is its own',
    [
      ['gauge', 'target_info'],
      ['histogram', 'target.info'],
      ['counter', 'target_info'],
    ],
    [
      'target_info_gauge gauge 1',
      'target_info_histogram histogram 1',
      'target_info_total counter 1',
    ],
    [
      'name_conflict: target_info, shown as target_info_gauge, as a gauge it clashes with the info target_info',
      'name_conflict: target_info, shown as target_info_histogram, as a histogram it clashes with the info target_info',
    ],
  ],
];

/** Counters, and whether OpenMetrics can call them so. */
const COUNTERS: readonly [what: string, families: readonly Fake[], unknown: readonly string[]][] = [
  ['alone are counters', [['counter', 'foo']], []],
  [
    'beside a gauge of the family name are unknown, in any order',
    [
      ['counter', 'foo'],
      ['gauge', 'foo'],
      ['gauge', 'bar'],
      ['counter', 'bar'],
    ],
    ['foo_total', 'bar_total'],
  ],
  [
    'beside a gauge of the name of their beginnings are unknown',
    [
      ['counter', 'orders'],
      ['gauge', 'orders_created'],
    ],
    ['orders_total'],
  ],
  [
    'whose family name another one has for its beginnings are unknown',
    [
      ['counter', 'orders'],
      ['counter', 'orders_created'],
    ],
    ['orders_created_total'],
  ],
  [
    'whose family name is a sample of a histogram are unknown',
    [
      ['counter', 'lat_count'],
      ['histogram', 'lat'],
    ],
    ['lat_count_total'],
  ],
  [
    'whose family name is a sample of a summary are unknown',
    [
      ['counter', 'lat_sum'],
      ['summary', 'lat'],
    ],
    ['lat_sum_total'],
  ],
  ['whose family name is the resource are unknown', [['counter', 'target']], ['target_total']],
  ['without any other name are unknown', [['counter', '']], ['_total']],
];

describe('instruments that meet', () => {
  it.each(CASES)('%s', (_, families, expected, said) => {
    const { groups, notices } = grouped(families.map(([kind, name]) => fakeFamily({ kind, name })));
    expect(groups.map(({ name, type, families: all }) => `${name} ${type} ${all.length}`)).toEqual(
      expected,
    );
    expect(notices.map(({ cause, metric, reason }) => `${cause}: ${metric}, ${reason}`)).toEqual(
      said,
    );
    expect(notices.every(({ count }) => count === 1)).toBe(true);
  });

  it.each(COUNTERS)('counters %s in OpenMetrics', (_, families, expected) => {
    const { groups, notices } = grouped(families.map(([kind, name]) => fakeFamily({ kind, name })));
    expect(groups.filter(({ isUnknown }) => isUnknown).map(({ name }) => name)).toEqual(expected);
    expect(groups).toHaveLength(families.length);
    expect(notices).toEqual([]);
  });

  it('counters without suffixes are unknown in OpenMetrics', () => {
    const naming = namingOf('NoTranslation', 'allow-utf-8');
    const families = [fakeFamily({ name: 'a.b', kind: 'counter' })];
    expect(grouped(families, naming).groups).toMatchObject([{ name: 'a.b', isUnknown: true }]);
  });

  it('counters of a final name without _total are unknown in OpenMetrics', () => {
    const counters = ['jobs', 'jobs_total'].map((name) =>
      fakeFamily({ name, kind: 'counter', unit: 's', more: { isFinal: true } }),
    );
    expect(grouped(counters).groups).toMatchObject([
      { name: 'jobs', isUnknown: true },
      { name: 'jobs_total', isUnknown: true },
    ]);
    expect(grouped(counters.slice(1)).groups).toMatchObject([{ isUnknown: false }]);
  });

  it('a final name joins those that have become it, and keeps a unit that it ends with', () => {
    const ours = fakeFamily({ name: 'cpu', kind: 'counter', unit: 's' });
    const more = { isFinal: true };
    const theirs = fakeFamily({ name: 'cpu_seconds_total', kind: 'counter', unit: 's', more });
    for (const families of [
      [ours, theirs],
      [theirs, ours],
    ]) {
      const { groups, notices } = grouped(families);
      expect(groups).toMatchObject([{ name: 'cpu_seconds_total', unit: 'seconds', families }]);
      expect(notices).toEqual([]);
    }
  });

  it('are described as the first, and what differs is said', () => {
    const of = (description: string) => fakeFamily({ name: 'a', description });
    const { groups, notices } = grouped([of(''), of('One.'), of('One.'), of('Two.'), of('')]);
    expect(groups).toMatchObject([{ help: 'One.' }]);
    expect(notices).toMatchObject([{ cause: 'instrument_conflict', metric: 'a', count: 1 }]);
  });

  it('have the unit that the name ends with', () => {
    const families: FakeFamily[] = [
      { name: 'lat_seconds', kind: 'histogram' },
      { name: 'lat', kind: 'histogram', unit: 's' },
      { name: 'sent', kind: 'counter', unit: 'By' },
      { name: 'lat_seconds_sum', unit: 's' },
    ];
    const { groups } = grouped(families.map(fakeFamily));
    expect(groups.map(({ name, unit }) => [name, unit])).toEqual([
      ['lat_seconds', 'seconds'],
      ['sent_bytes_total', 'bytes'],
      ['lat_seconds_sum_seconds', 'seconds'],
    ]);
  });
});

describe('groups by the names that are asked for', () => {
  const families: Fake[] = [
    ['counter', 'orders'],
    ['gauge', 'orders'],
    ['counter', 'jobs'],
    ['histogram', 'lat'],
  ];
  const { groups } = grouped(families.map(([kind, name]) => fakeFamily({ kind, name })));
  it.each<[asked: readonly string[], expected: readonly string[]]>([
    [[], ['orders_total', 'orders', 'jobs_total', 'lat']],
    [['orders_total'], ['orders_total']],
    [['orders'], ['orders']],
    [['jobs'], ['jobs_total']],
    [['jobs_created'], ['jobs_total']],
    [['lat_bucket'], ['lat']],
    [
      ['lat_sum', 'orders', 'lat'],
      ['orders', 'lat'],
    ],
    [['la', 'lat_', 'LAT'], []],
  ])('%j are %j', (asked, expected) => {
    expect(selected(groups, asked).map(({ name }) => name)).toEqual(expected);
  });
});

describe('any instruments', () => {
  const names = fc
    .tuple(
      fc.constantFrom('a', 'a.b', 'a_b', 'target', '', '🦊', 'U__a'),
      fc.constantFrom(
        '',
        '_count',
        '.count',
        '_created',
        '_total',
        '_info',
        '_sum_gauge',
        '_gauge',
      ),
    )
    .map((parts) => parts.join(''));
  const kinds = fc.constantFrom<FamilyKind[]>('counter', 'gauge', 'histogram', 'up-down-counter');
  const unit = fc.constantFrom('', 's', '1');
  const families = fc.array(
    fc.record({ name: names, kind: kinds, unit }).map((fake) => fakeFamily(fake)),
    { maxLength: 12 },
  );
  const namings = fc
    .tuple(
      fc.constantFrom<TranslationStrategy[]>(
        ...(['UnderscoreEscapingWithSuffixes', 'NoUTF8EscapingWithSuffixes'] as const),
        ...(['UnderscoreEscapingWithoutSuffixes', 'NoTranslation'] as const),
      ),
      fc.constantFrom<Escaping[]>('allow-utf-8', 'underscores', 'dots', 'values'),
    )
    .map(([translation, escaping]) => namingOf(translation, escaping));

  it('write no sample name twice, in no format', () => {
    fc.assert(
      fc.property(families, namings, (all, naming) => {
        const { groups } = grouped(all, naming);
        const samples = groups.flatMap((group) => claimedNames(group));
        const own = groups.flatMap((group) => (group.isUnknown ? [] : counterFamilyNames(group)));
        const names = [...samples, ...own, 'target_info'];
        expect(new Set(names).size).toBe(names.length);
        for (const { name, type, isUnknown } of groups) {
          if (type === 'counter' && !isUnknown) expect(name).toMatch(/._total$/s);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are all on the page, or said to be left out', () => {
    fc.assert(
      fc.property(families, namings, (all, naming) => {
        const { groups, notices } = grouped(all, naming);
        const left = notices.filter(({ reason }) => reason.startsWith('left out'));
        expect(groups.flatMap((group) => group.families).length + left.length).toBe(all.length);
      }),
    );
  });

  it('are called the same at each page', () => {
    fc.assert(
      fc.property(families, namings, (all, naming) => {
        expect(grouped(all, naming)).toEqual(grouped(all, naming));
      }),
    );
  });
});

function namingOf(translation: TranslationStrategy, escaping: Escaping): Naming {
  return createNaming({ prefix: '', translation, escaping });
}

interface Grouped {
  readonly groups: readonly Group[];
  readonly notices: readonly Notice[];
}

function grouped(families: readonly Family[], naming = PLAIN_NAMING): Grouped {
  const notices: Notice[] = [];
  const report = (notice: Notice) => notices.push(notice);
  const steps = groupFamilies(families, { ...PLAIN_PAGE, naming, report });
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return { groups: value, notices };
  }
}

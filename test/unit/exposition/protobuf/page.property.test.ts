import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNaming } from '../../../../src/exposition/naming.ts';
import type { Notice } from '../../../../src/exposition/notice.ts';
import type { FamilyKind } from '../../../../src/store/descriptor.ts';
import type { Family, StoredAttributes, StoredValue } from '../../../../src/store/family.ts';
import type { PageFamily } from '../../../support/protobuf-schema.ts';
import { distribution, type FakeSeries, fakeFamily } from '../fake-family.ts';
import { renderPage } from './render-page.ts';

/** Texts that have broken pages, among others of any kind. */
const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', 'a.b', 'a_b', '9a', 'le', '__name__', '\n', '"', '\\', '\ud800', '\0', '🦊'),
  fc.constantFrom('otel_scope_name', 'constructor', '__proto__', 'x'.repeat(50), 'ü'.repeat(3000)),
);
const value = fc.oneof<fc.Arbitrary<StoredValue>[]>(hostileText, fc.double(), fc.boolean());
const attributes: fc.Arbitrary<StoredAttributes> = fc.dictionary(hostileText, value, {
  maxKeys: 5,
});
const kind = fc.constantFrom<FamilyKind>('counter', 'gauge', 'up-down-counter', 'histogram');
const one: fc.Arbitrary<FakeSeries> = fc.record({
  attributes,
  value: fc.double(),
  distribution: fc
    .tuple(fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), fc.double())
    .map(([counts, sum]) => distribution([0.005, 1, 2.5e6], counts, sum)),
});
const clashing = fc.oneof(
  hostileText,
  fc.constantFrom('a', 'a_count', 'a_sum', 'a_bucket', 'a_total', 'target_info'),
);
const families = fc.array(
  fc
    .record({
      name: clashing,
      kind,
      unit: fc.constantFrom('', 's', '1', 'x'),
      description: hostileText,
      series: fc.array(one, { maxLength: 4 }),
    })
    .map(fakeFamily),
  { maxLength: 6 },
);

describe('any families make a page that a strict reader takes, and none fails', () => {
  it.each([
    ['under old names', false],
    ['under any names', true],
  ])('%s', (_, anyNames) => {
    const naming = createNaming({
      prefix: '',
      translation: anyNames ? 'NoTranslation' : 'UnderscoreEscapingWithSuffixes',
      escaping: anyNames ? 'allow-utf-8' : 'underscores',
    });
    fc.assert(
      fc.property(families, attributes, (all, resource) => {
        const page = renderPage(all, { resource, naming, strictness: { anyNames } });
        const own = page.families.filter(({ name }) => name !== 'target_info');
        expect(seriesIn(own) + lostSeries(page.omissions)).toBeLessThanOrEqual(seriesOf(all));
        expect(page.omissions.filter(({ cause }) => cause === 'exposition_error')).toEqual([]);
      }),
    );
  });
});

it('every series of a gauge is on the page, or said to be left out', () => {
  const gauges = fc.array(fc.record({ name: clashing, series: fc.array(one) }), { maxLength: 6 });
  fc.assert(
    fc.property(gauges, (fakes) => {
      const all = fakes.map(fakeFamily);
      const page = renderPage(all);
      fc.pre(page.omissions.every(({ cause }) => cause !== 'instrument_conflict'));
      expect(seriesIn(page.families) + lostSeries(page.omissions)).toBe(seriesOf(all));
    }),
  );
});

function seriesIn(families: readonly PageFamily[]): number {
  return families.reduce((sum, { metric }) => sum + metric.length, 0);
}

function seriesOf(families: readonly Family[]): number {
  return families.reduce((sum, family) => sum + [...family.series()].length, 0);
}

function lostSeries(omissions: readonly Notice[]): number {
  const duplicates = omissions.filter(({ cause }) => cause === 'duplicate_series');
  return duplicates.reduce((sum, { count }) => sum + count, 0);
}

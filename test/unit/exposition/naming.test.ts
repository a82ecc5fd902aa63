import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TranslationStrategy } from '../../../src/config/metrics-options.ts';
import type { Escaping } from '../../../src/exposition/format.ts';
import type { NamedInstrument } from '../../../src/exposition/names.ts';
import { createNaming } from '../../../src/exposition/naming.ts';

const STRATEGIES: readonly TranslationStrategy[] = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
];
const SCHEMES: readonly Escaping[] = ['allow-utf-8', 'underscores', 'dots', 'values'];

/** The table of "Interaction with Translation Strategy", and the two other schemes beside it. */
const FOO_BAR = { name: 'foo.bar', unit: 'By', kind: 'counter' } as const;
const TRANSLATED: readonly [TranslationStrategy, Escaping, name: string][] = [
  ['UnderscoreEscapingWithSuffixes', 'underscores', 'foo_bar_bytes_total'],
  ['UnderscoreEscapingWithSuffixes', 'allow-utf-8', 'foo_bar_bytes_total'],
  ['UnderscoreEscapingWithSuffixes', 'dots', 'foo__bar__bytes__total'],
  ['UnderscoreEscapingWithSuffixes', 'values', 'foo_bar_bytes_total'],
  ['UnderscoreEscapingWithoutSuffixes', 'underscores', 'foo_bar'],
  ['UnderscoreEscapingWithoutSuffixes', 'allow-utf-8', 'foo_bar'],
  ['UnderscoreEscapingWithoutSuffixes', 'dots', 'foo__bar'],
  ['UnderscoreEscapingWithoutSuffixes', 'values', 'foo_bar'],
  ['NoUTF8EscapingWithSuffixes', 'underscores', 'foo_bar_bytes_total'],
  ['NoUTF8EscapingWithSuffixes', 'allow-utf-8', 'foo.bar_bytes_total'],
  ['NoUTF8EscapingWithSuffixes', 'dots', 'foo_dot_bar__bytes__total'],
  ['NoUTF8EscapingWithSuffixes', 'values', 'U__foo_2e_bar__bytes__total'],
  ['NoTranslation', 'underscores', 'foo_bar'],
  ['NoTranslation', 'allow-utf-8', 'foo.bar'],
  ['NoTranslation', 'dots', 'foo_dot_bar'],
  ['NoTranslation', 'values', 'U__foo_2e_bar'],
];

/** What is Prometheus's already, whatever the strategy: only the format's escaping is done to it. */
const FINAL: readonly [name: string, kind: NamedInstrument['kind'], unit: string][] = [
  ['foo', 'counter', 'By'],
  ['foo_bytes', 'counter', 'By'],
  ['foo__bar_', 'gauge', '1'],
  ['foo:total', 'histogram', 's'],
  ['_', 'summary', 's'],
];

/** Names that keep their characters, with suffixes. */
const UTF_8: readonly [
  name: string,
  unit: string,
  kind: NamedInstrument['kind'],
  expected: string,
][] = [
  ['http.server.duration', 's', 'histogram', 'http.server.duration_seconds'],
  ['nodejs.eventloop.utilization', '1', 'gauge', 'nodejs.eventloop.utilization_ratio'],
  ['items', '1', 'up-down-counter', 'items'],
  ['active.requests', '{request}', 'up-down-counter', 'active.requests'],
  ['io', 'By/s', 'gauge', 'io_bytes_per_second'],
  ['jobs.total', '', 'counter', 'jobs_total'],
  ['größe', 'By', 'gauge', 'größe_bytes'],
  ['größtotal', '', 'counter', 'größtotal_total'],
  ['wait.seconds', 's', 'histogram', 'wait.seconds'],
  ['a..b', '', 'gauge', 'a..b'],
  ['9 lives "\n', '', 'gauge', '9 lives "\n'],
  ['lone \ud800', '', 'gauge', 'lone \ufffd'],
  ['', '', 'gauge', '_'],
  ['', 's', 'counter', '_seconds_total'],
];

function naming(translation: TranslationStrategy, escaping: Escaping, prefix = '') {
  return createNaming({ prefix, translation, escaping });
}

describe('the name of a metric', () => {
  it.each(TRANSLATED)('by %s and then %s is %s', (translation, escaping, expected) => {
    expect(naming(translation, escaping).metricName(FOO_BAR)).toBe(expected);
  });

  it.each(FINAL)('that is final is %j, of a %s in %j', (name, kind, unit) => {
    for (const translation of STRATEGIES) {
      const instrument = { name, kind, unit, isFinal: true };
      const { metricName, unitOf } = naming(translation, 'underscores');
      expect(metricName(instrument)).toBe(name);
      expect(metricName(instrument, 'gauge')).toBe(`${name}_gauge`);
      expect(unitOf(instrument)).toBe(name === 'foo_bytes' ? 'bytes' : '');
      expect(naming(translation, 'allow-utf-8', 'shop.').metricName(instrument)).toBe(
        `shop.${name}`,
      );
    }
  });

  it('that is final is escaped as the format wants it', () => {
    const odd = { name: '9.ü', kind: 'counter', unit: 's', isFinal: true } as const;
    const names = SCHEMES.map((scheme) =>
      naming('UnderscoreEscapingWithSuffixes', scheme).metricName(odd),
    );
    expect(names).toEqual(['9.ü', '___', '___dot___', 'U___39__2e__fc_']);
    const empty = { ...odd, name: '' };
    expect(naming('NoTranslation', 'allow-utf-8').metricName(empty)).toBe('_');
  });

  it.each(UTF_8)('%j with unit %j as %s is %j in UTF-8', (name, unit, kind, expected) => {
    const { metricName } = naming('NoUTF8EscapingWithSuffixes', 'allow-utf-8');
    expect(metricName({ name, unit, kind })).toBe(expected);
  });

  it('has its prefix before it is translated and escaped', () => {
    const named = STRATEGIES.map((translation) =>
      naming(translation, 'dots', 'shop.').metricName(FOO_BAR),
    );
    expect(named).toEqual([
      'shop__foo__bar__bytes__total',
      'shop__foo__bar',
      'shop_dot_foo_dot_bar__bytes__total',
      'shop_dot_foo_dot_bar',
    ]);
  });

  it('has its ending before it is escaped', () => {
    const { metricName } = naming('NoTranslation', 'values');
    expect(metricName(FOO_BAR, 'gauge')).toBe('U__foo_2e_bar__gauge');
  });
});

describe('the unit of a name', () => {
  it.each<[name: string, unit: string, kind: NamedInstrument['kind'], expected: string]>([
    ['lat', 's', 'histogram', 'seconds'],
    ['sent', 'By', 'counter', 'bytes'],
    ['io', 'By/s', 'gauge', 'bytes_per_second'],
    ['share', '1', 'gauge', 'ratio'],
    ['items', '1', 'counter', ''],
    ['items', '{item}', 'counter', ''],
    ['seconds', 's', 'gauge', ''],
  ])('%s in %j as %s is %j', (name, unit, kind, expected) => {
    expect(
      naming('UnderscoreEscapingWithSuffixes', 'underscores').unitOf({ name, unit, kind }),
    ).toBe(expected);
  });

  it('is none where the name does not end with it', () => {
    const { unitOf } = naming('NoTranslation', 'allow-utf-8');
    expect(unitOf({ name: 'lat', unit: 's', kind: 'gauge' })).toBe('');
    expect(unitOf({ name: 'lat_seconds', unit: 's', kind: 'gauge' })).toBe('seconds');
  });
});

describe('the name of a label', () => {
  it.each<[key: string, underscored: string, utf8: string, escaped: string]>([
    ['http.route', 'http_route', 'http.route', 'U__http_2e_route'],
    ['a:b', 'a_b', 'a:b', 'U__a_3a_b'],
    ['9a', 'key_9a', '9a', 'U___39_a'],
    ['', '_', '_', '_'],
    ['__name__', '_name_', 'exported___name__', 'exported___name__'],
    ['le', 'exported_le', 'exported_le', 'exported_le'],
    ['lone \ud800', 'lone_', 'lone \ufffd', 'U__lone_20__fffd_'],
  ])('%j is %s, %j in UTF-8, %s by values', (key, underscored, utf8, escaped) => {
    const plain = naming('UnderscoreEscapingWithSuffixes', 'underscores');
    expect(plain.labelName(key, 'le')).toBe(underscored);
    expect(naming('NoTranslation', 'allow-utf-8').labelName(key, 'le')).toBe(utf8);
    expect(naming('NoTranslation', 'values').labelName(key, 'le')).toBe(escaped);
  });

  it('gives way also where escaping makes a reserved name of it', () => {
    expect(naming('NoTranslation', 'dots').labelName('_name_')).toBe('exported____name__');
    expect(naming('NoTranslation', 'underscores').labelName('..name..')).toBe('exported___name__');
  });
});

describe('any text', () => {
  const kinds = fc.constantFrom<NamedInstrument['kind'][]>(
    ...(['counter', 'gauge', 'histogram', 'up-down-counter'] as const),
  );
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '9', 'le', '__name__', '_name_', '"\n\\', '\ud800', 'U__a', 'a_total'),
  );
  const instruments = fc.record({
    name: hostile,
    unit: fc.constantFrom('', 's', '1', '{a}', 'By/s'),
    kind: kinds,
  });
  const every = fc.constantFrom(
    ...STRATEGIES.flatMap((one) => SCHEMES.map((scheme) => [one, scheme] as const)),
  );

  it('becomes a valid name in every translation and escaping', () => {
    fc.assert(
      fc.property(instruments, hostile, every, (instrument, key, [translation, escaping]) => {
        const { metricName, labelName } = naming(translation, escaping);
        const [name, label] = [metricName(instrument), labelName(key, 'le')];
        expect(name.isWellFormed() && label.isWellFormed()).toBe(true);
        expect(['le', '__name__']).not.toContain(label);
        if (escaping === 'allow-utf-8' && !translation.startsWith('Underscore')) {
          expect(name && label).not.toBe('');
        } else {
          expect(name).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
          expect(label).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
        }
      }),
    );
  });

  it('that has been named keeps its name', () => {
    fc.assert(
      fc.property(instruments, fc.constantFrom(...STRATEGIES), (instrument, translation) => {
        const { metricName } = naming(translation, 'allow-utf-8');
        const name = metricName(instrument);
        expect(metricName({ ...instrument, name })).toBe(name);
      }),
      {
        examples: [[{ name: '__name__', unit: '', kind: 'counter' }, 'NoUTF8EscapingWithSuffixes']],
        numRuns: 1000,
      },
    );
  });
});

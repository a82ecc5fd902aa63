import { describe, expect, it } from 'vitest';
import type { Escaping } from '../../../src/exposition/format.ts';
import { labelConflicts } from '../../../src/exposition/label-conflicts.ts';
import type { LabelEntry } from '../../../src/exposition/labels.ts';
import { createNaming } from '../../../src/exposition/naming.ts';
import { distribution, fakeFamily, summaryOf } from './fake-family.ts';
import { createRenderer } from './render.ts';

const SCOPE: LabelEntry = ['otel_scope_name', 'lib'];

it.each(['le', 'quantile'])('the attribute %s is exported where lines have it', (label) => {
  const kinds = { le: 'histogram', quantile: 'summary' } as const;
  for (const kind of ['counter', 'gauge', 'histogram', 'summary'] as const) {
    const series = [
      {
        attributes: { [label]: 'x' },
        distribution: distribution([], [1]),
        summary: summaryOf({}, { count: 1, sum: 1 }),
      },
    ];
    const { text, omissions } = createRenderer()([fakeFamily({ name: 'a', kind, series })]);
    const isReserved = kind === kinds[label as keyof typeof kinds];
    expect(text).toContain(isReserved ? `{exported_${label}="x"` : `{${label}="x"`);
    expect(omissions).toHaveLength(isReserved ? 1 : 0);
  }
});

describe('keys without a label of their own', () => {
  it.each<[keys: readonly string[], said: readonly string[]]>([
    [[], []],
    [['http.route', 'code', 'a-b', 'größe'], []],
    [['a.b', 'a_b'], ['the values of "a.b" and "a_b" are joined in a_b']],
    [['a_b', 'a-b', 'a.b'], ['the values of "a-b" and "a.b" and "a_b" are joined in a_b']],
    [
      ['otel.scope.name'],
      ['the values of "otel.scope.name" and "otel_scope_name" are joined in otel_scope_name'],
    ],
    [
      ['otel_scope_name'],
      ['the values of "otel_scope_name" and "otel_scope_name" are joined in otel_scope_name'],
    ],
    [['le'], ['the attribute "le" is the label exported_le']],
    [['exported_le'], []],
    [
      ['exported.le', 'le'],
      [
        'the values of "exported.le" and "le" are joined in exported_le',
        'the attribute "le" is the label exported_le',
      ],
    ],
    [['__name__'], ['the attribute "__name__" is the label _name_']],
    [[''], ['the attribute "" is the label _']],
    [['9a'], ['the attribute "9a" is the label key_9a']],
  ])('%j', (keys, said) => {
    expect(conflicts(keys, 'underscores')).toEqual(said);
  });

  it('are fewer where names may be any text', () => {
    expect(conflicts(['a.b', 'a_b', '9a', '\n'], 'allow-utf-8')).toEqual([]);
    expect(conflicts(['', '__name__', 'le'], 'allow-utf-8')).toEqual([
      'the attribute "" is the label _',
      'the attribute "__name__" is the label exported___name__',
      'the attribute "le" is the label exported_le',
    ]);
  });

  it('do not fill the log', () => {
    const [said = ''] = conflicts([`9${'x'.repeat(5000)}`], 'underscores');
    expect(said).toContain(`"9${'x'.repeat(99)}"`);
  });

  it('are said once for each set of keys, however many series and pages there are', () => {
    const render = createRenderer();
    const series = [1, 2, 3].map((n) => ({ attributes: { 'a.b': n, a_b: n } }));
    const family = fakeFamily({ name: 'orders', kind: 'counter', series });
    expect(render([family]).omissions).toEqual([
      {
        cause: 'label_conflict',
        metric: 'orders_total',
        reason: 'the values of "a.b" and "a_b" are joined in a_b',
        count: 1,
      },
    ]);
    expect(render([family]).omissions).toEqual([]);
  });
});

function conflicts(keys: readonly string[], escaping: Escaping): readonly string[] {
  const translation =
    escaping === 'underscores' ? 'UnderscoreEscapingWithSuffixes' : 'NoTranslation';
  const naming = createNaming({ prefix: '', translation, escaping });
  return labelConflicts(keys, { naming, constants: [SCOPE], reserved: 'le' });
}

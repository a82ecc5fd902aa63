import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelTemplate } from '../../../src/exposition/label-template.ts';
import {
  type LabelEntry,
  labelColumns,
  labelPairs,
  labelText,
} from '../../../src/exposition/labels.ts';
import { createNaming, type Naming } from '../../../src/exposition/naming.ts';
import type { Series, StoredValue } from '../../../src/store/family.ts';
import { PLAIN_NAMING } from './plain-naming.ts';

const UTF_8 = createNaming({ prefix: '', translation: 'NoTranslation', escaping: 'allow-utf-8' });

const CASES: readonly [what: string, entries: readonly LabelEntry[], expected: string][] = [
  ['nothing', [], ''],
  ['dots', [['http.route', '/users/:id']], 'http_route="/users/:id"'],
  [
    'numbers and booleans',
    [
      ['code', 200],
      ['ok', true],
    ],
    'code="200",ok="true"',
  ],
  [
    'the order of the keys',
    [
      ['b', '2'],
      ['a', '1'],
    ],
    'a="1",b="2"',
  ],
  ['a backslash', [['p', 'C:\\x']], 'p="C:\\\\x"'],
  ['a quote', [['q', 'say "no"']], 'q="say \\"no\\""'],
  ['a newline', [['n', 'a\nb']], 'n="a\\nb"'],
  ['what looks like an escape', [['n', '\\n']], 'n="\\\\n"'],
  ['CR, NUL and tab as they are', [['c', '\r\0\t']], 'c="\r\0\t"'],
  ['an emoji', [['e', '🦊']], 'e="🦊"'],
  ['a lone surrogate', [['s', 'a\ud800b']], 's="a\ufffdb"'],
  ['a leading digit', [['9a', '1']], 'key_9a="1"'],
  ['an empty key', [['', '1']], '_="1"'],
  ['a key without any letter', [['日本', '1']], '_="1"'],
  ["a name that is Prometheus's own", [['__name__', 'x']], '_name_="x"'],
  [
    'an empty value, which is no label',
    [
      ['a', ''],
      ['b', '1'],
    ],
    'b="1"',
  ],
  [
    'keys that become one',
    [
      ['a_b', '2'],
      ['a.b', '1'],
    ],
    'a_b="1;2"',
  ],
  [
    'three keys that become one',
    [
      ['a_b', 3],
      ['a.b', 2],
      ['a-b', 1],
    ],
    'a_b="1;2;3"',
  ],
  [
    'an attribute beside the scope',
    [
      ['otel_scope_name', 'lib'],
      ['otel.scope.name', 'app'],
    ],
    'otel_scope_name="app;lib"',
  ],
];

/** Labels as a series' own, which is to be the same as labels of all series or of nobody's. */
function written(entries: readonly LabelEntry[], naming: Naming, reserved?: string): string {
  const values = entries.map(([, value]) => value);
  const series = seriesWith(values);
  const own = new LabelTemplate(
    labelColumns(
      entries.map(([key]) => key),
      { naming, constants: [], reserved },
    ),
  );
  const common = new LabelTemplate(labelColumns([], { naming, constants: entries, reserved }));
  const text = own.textOf(series);
  expect(common.textOf(series)).toBe(text);
  if (reserved === undefined) expect(labelText(labelPairs(entries, naming))).toBe(text);
  return text;
}

function seriesWith(values: readonly StoredValue[]): Series {
  return { attributeAt: (position: number) => values[position] } as Series;
}

describe('labels', () => {
  it.each(CASES)('are written: %s', (_, entries, expected) => {
    expect(written(entries, PLAIN_NAMING)).toBe(expected);
  });

  it('give way with an attribute that has the name of a label of the format', () => {
    expect(written([['le', '5']], PLAIN_NAMING, 'le')).toBe('exported_le="5"');
    expect(
      written(
        [
          ['le', '5'],
          ['exported.le', '6'],
        ],
        PLAIN_NAMING,
        'le',
      ),
    ).toBe('exported_le="6;5"');
    expect(written([['le', '5']], PLAIN_NAMING)).toBe('le="5"');
  });

  it('have valid, distinct names for any keys', () => {
    const entries = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ minLength: 1 })));
    fc.assert(
      fc.property(entries, (all) => {
        const names = [
          ...written(all, PLAIN_NAMING, 'le').matchAll(/(\w+)="(?:[^"\\]|\\.)*"(?:,|$)/g),
        ].map(([, name]) => name);
        expect(names.length > 0).toBe(all.length > 0);
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) expect(name).toMatch(/^(?!__|le$)[a-zA-Z_]\w*$/);
      }),
    );
  });

  it('of names beyond the old rules stand in quotes', () => {
    const entries: LabelEntry[] = [
      ['http.route', '/'],
      ['method', 'GET'],
      ['say "no"\n', 1],
      ['9', 2],
    ];
    expect(written(entries, UTF_8)).toBe(
      '"9"="2","http.route"="/",method="GET","say \\"no\\"\\n"="1"',
    );
  });

  it('are the same for any values, whichever of them all series have', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '\ud800', '🦊', 'a\\b', '"\n'),
    );
    const value = fc.oneof<fc.Arbitrary<StoredValue>[]>(text, fc.integer(), fc.boolean());
    const key = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a.b', 'a_b', 'a-b', 'le'));
    const entries = fc.uniqueArray(fc.tuple(key, value), {
      maxLength: 6,
      selector: ([key]) => key,
    });
    fc.assert(
      fc.property(
        entries,
        fc.constantFrom(UTF_8, PLAIN_NAMING),
        fc.nat(6),
        (all, naming, split) => {
          const own = all.slice(split);
          const columns = labelColumns(
            own.map(([key]) => key),
            { naming, constants: all.slice(0, split), reserved: 'le' },
          );
          const series = seriesWith(own.map(([, value]) => value));
          expect(new LabelTemplate(columns).textOf(series)).toBe(written(all, naming, 'le'));
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelTemplate } from '../../../src/exposition/label-template.ts';
import { type LabelEntry, labelText } from '../../../src/exposition/labels.ts';
import { createNaming } from '../../../src/exposition/naming.ts';
import type { Series } from '../../../src/store/family.ts';
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

describe('labelText', () => {
  it.each(CASES)('writes %s', (_, entries, expected) => {
    expect(labelText(entries, PLAIN_NAMING)).toBe(expected);
  });

  it('gives way with an attribute that has the name of a label of the format', () => {
    expect(labelText([['le', '5']], PLAIN_NAMING, 'le')).toBe('exported_le="5"');
    expect(
      labelText(
        [
          ['le', '5'],
          ['exported.le', '6'],
        ],
        PLAIN_NAMING,
        'le',
      ),
    ).toBe('exported_le="6;5"');
    expect(labelText([['le', '5']], PLAIN_NAMING)).toBe('le="5"');
  });

  it('writes valid, distinct label names for any keys', () => {
    const entries = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ minLength: 1 })));
    fc.assert(
      fc.property(entries, (all) => {
        const names = [
          ...labelText(all, PLAIN_NAMING, 'le').matchAll(/(\w+)="(?:[^"\\]|\\.)*"(?:,|$)/g),
        ].map(([, name]) => name);
        expect(names.length > 0).toBe(all.length > 0);
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) expect(name).toMatch(/^(?!__|le$)[a-zA-Z_]\w*$/);
      }),
    );
  });
});

describe('label names beyond the old rules', () => {
  it('stand in quotes', () => {
    const entries: LabelEntry[] = [
      ['http.route', '/'],
      ['method', 'GET'],
      ['say "no"\n', 1],
      ['9', 2],
    ];
    expect(labelText(entries, UTF_8)).toBe(
      '"9"="2","http.route"="/",method="GET","say \\"no\\"\\n"="1"',
    );
  });

  it('are compiled as they are written one by one', () => {
    const keys = fc.uniqueArray(fc.string({ unit: 'binary' }), { maxLength: 5 });
    fc.assert(
      fc.property(keys, fc.constantFrom(UTF_8, PLAIN_NAMING), (all, naming) => {
        const constants: LabelEntry[] = [['otel_scope_name', 'a"b']];
        const template = LabelTemplate.of(all, { naming, constants, reserved: 'le' });
        const entries = all.map((key, at): LabelEntry => [key, `value ${at}`]);
        const series = { attributeAt: (at: number) => `value ${at}` } as Series;
        const names = [...all, 'otel_scope_name'].map((key) => naming.labelName(key, 'le'));
        expect(template === undefined).toBe(new Set(names).size < names.length);
        const text = labelText([...constants, ...entries], naming, 'le');
        expect(template?.textOf(series) ?? text).toBe(text);
      }),
    );
  });
});

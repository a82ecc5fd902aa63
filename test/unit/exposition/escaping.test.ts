import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  escapeLabelName,
  escapeMetricName,
  labelNameText,
  metricNameText,
  sampleStart,
} from '../../../src/exposition/escaping.ts';
import type { Escaping } from '../../../src/exposition/format.ts';

const CASES: readonly [name: string, underscores: string, dots: string, values: string][] = [
  ['', '', '', 'U__'],
  ['a:legal_name', 'a:legal_name', 'a:legal__name', 'a:legal_name'],
  ['a.b.c', 'a_b_c', 'a_dot_b_dot_c', 'U__a_2e_b_2e_c'],
  ['a.b_c', 'a_b_c', 'a_dot_b__c', 'U__a_2e_b__c'],
  ['http.status:sum', 'http_status:sum', 'http_dot_status:sum', 'U__http_2e_status:sum'],
  ['a 🦊', 'a__', 'a____', 'U__a_20__1f98a_'],
  ['花火', '__', '____', 'U___82b1__706b_'],
  ['9lives', '_lives', '__lives', 'U___39_lives'],
  ['say "no"\n', 'say__no__', 'say____no____', 'U__say_20__22_no_22__a_'],
  ['U__a_2e_b', 'U__a_2e_b', 'U____a__2e__b', 'U__U____a__2e__b'],
];

describe('escapeMetricName', () => {
  it.each(CASES)('escapes %j in each scheme', (name, underscores, dots, values) => {
    expect(escapeMetricName(name, 'underscores')).toBe(underscores);
    expect(escapeMetricName(name, 'dots')).toBe(dots);
    expect(escapeMetricName(name, 'values')).toBe(values);
    expect(escapeMetricName(name, 'allow-utf-8')).toBe(name);
  });

  it('makes a legal name of any that is not empty', () => {
    fc.assert(
      fc.property(names, schemes, (name, escaping) => {
        expect(escapeMetricName(name, escaping)).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
        expect(escapeLabelName(name, escaping)).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
      }),
    );
  });

  it('says the same again of what has underscores only', () => {
    fc.assert(
      fc.property(names, (name) => {
        const once = escapeMetricName(name, 'underscores');
        expect(escapeMetricName(once, 'underscores')).toBe(once);
      }),
    );
  });

  it('can be undone: all of it by values, and dots and underscores by dots', () => {
    const dotted = fc.stringMatching(/^[a-z_:.][a-z0-9_:.]*$/);
    fc.assert(
      fc.property(names, dotted, (name, plain) => {
        expect(decodedValues(escapeMetricName(name, 'values'))).toBe(name);
        expect(decodedValues(escapeLabelName(name, 'values'))).toBe(name);
        expect(decodedDots(escapeMetricName(plain, 'dots'))).toBe(plain);
      }),
    );
  });
});

describe('escapeLabelName', () => {
  it('knows that a label has no colon', () => {
    expect(escapeLabelName('a:b', 'underscores')).toBe('a_b');
    expect(escapeLabelName('a:b', 'dots')).toBe('a__b');
    expect(escapeLabelName('a:b', 'values')).toBe('U__a_3a_b');
  });
});

describe('a name beyond the old rules', () => {
  it('stands in quotes', () => {
    expect(metricNameText('my.metric')).toBe('"my.metric"');
    expect(metricNameText('my:metric')).toBe('my:metric');
    expect(labelNameText('my:label')).toBe('"my:label"');
    expect(labelNameText('a"\\\nb')).toBe('"a\\"\\\\\\nb"');
    expect(labelNameText('_9')).toBe('_9');
  });

  it('stands within the braces of a sample', () => {
    expect(sampleStart('my.metric')).toEqual({ bare: '{"my.metric"}', open: '{"my.metric",' });
    expect(sampleStart('my_metric')).toEqual({ bare: 'my_metric', open: 'my_metric{' });
  });
});

const names = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.string({ unit: fc.constantFrom('U', '_', '.', '2', 'e', 'd', 'o', 't'), minLength: 1 }),
  )
  .filter((name) => name.isWellFormed());
const schemes = fc.constantFrom<Escaping[]>('underscores', 'dots', 'values');

/** Read as the scheme is described, from left to right. */
function decodedValues(name: string): string {
  if (!name.startsWith('U__')) return name;
  return name
    .slice(3)
    .replace(/__|_([0-9a-f]+)_/g, (_, hex?: string) =>
      hex === undefined ? '_' : String.fromCodePoint(Number.parseInt(hex, 16)),
    );
}

function decodedDots(name: string): string {
  return name.replace(/__|_dot_/g, (escaped) => (escaped === '__' ? '_' : '.'));
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentTypeOf } from '../../../src/exposition/content-type.ts';
import type { Format } from '../../../src/exposition/format.ts';
import { negotiate } from '../../../src/exposition/negotiate.ts';

const PROTOBUF =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
const OPENMETRICS = 'application/openmetrics-text';

/** What real programs send. */
const PROMETHEUS_2_42 = `${OPENMETRICS};version=1.0.0,${OPENMETRICS};version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`;
const PROMETHEUS_2_42_NATIVE = `${PROTOBUF},${OPENMETRICS};version=1.0.0;q=0.8,${OPENMETRICS};version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`;
const PROMETHEUS_3 = `${OPENMETRICS};version=1.0.0;escaping=allow-utf-8;q=0.6,${OPENMETRICS};version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2`;
const PROMETHEUS_3_NATIVE = `${PROTOBUF};q=0.7,${PROMETHEUS_3}`;
const CHROMIUM =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

const TEXT = 'text 0.0.4 underscores';

describe('the format for an Accept header', () => {
  it.each([
    [undefined, TEXT],
    ['', TEXT],
    ['*/*', TEXT],
    ['text/*', TEXT],
    ['text/plain', TEXT],
    ['text/plain;version=0.0.4', TEXT],
    ['text/html', TEXT],
    ['application/json', TEXT],
    ['application/*', TEXT],
    [CHROMIUM, TEXT],
    [PROMETHEUS_2_42, 'openmetrics 1.0.0 underscores'],
    [PROMETHEUS_2_42_NATIVE, 'protobuf 1.0.0 underscores'],
    [PROMETHEUS_3, 'openmetrics 1.0.0 allow-utf-8'],
    [PROMETHEUS_3_NATIVE, 'protobuf 1.0.0 underscores'],
    ['text/plain;version=1.0.0', 'text 1.0.0 underscores'],
    ['text/plain;version=1.0.0;escaping=allow-utf-8', 'text 1.0.0 allow-utf-8'],
    ['text/plain; version=1.0.0; escaping=dots', 'text 1.0.0 dots'],
    ['text/plain;version=1.0.0;escaping=values;q=0.3', 'text 1.0.0 values'],
    ['text/plain;version=1.0.0;escaping=emoji', 'text 1.0.0 underscores'],
    ['text/plain;version=0.0.4;escaping=values', 'text 0.0.4 values'],
    ['text/plain;version=0.0.4;escaping=allow-utf-8', TEXT],
    ['text/plain;version=2.0.0', TEXT],
    [OPENMETRICS, 'openmetrics 1.0.0 underscores'],
    [`${OPENMETRICS};version=0.0.1`, TEXT],
    [`${OPENMETRICS};version=2.0.0,text/plain;version=1.0.0;q=0.1`, 'text 1.0.0 underscores'],
    [`${PROTOBUF};escaping=allow-utf-8`, 'protobuf 1.0.0 allow-utf-8'],
    ['application/vnd.google.protobuf', TEXT],
    [PROTOBUF.replace('delimited', 'text'), TEXT],
    [PROTOBUF.replace('MetricFamily', 'Other'), TEXT],
    [
      'APPLICATION/VND.Google.Protobuf; Proto="io.prometheus.client.MetricFamily"; ENCODING="delimited"',
      'protobuf 1.0.0 underscores',
    ],
    // Weights count before the order, and the order between equal ones.
    [`text/plain;q=0.9,${OPENMETRICS};version=1.0.0;q=0.8`, TEXT],
    [`text/plain;q=0.8,${OPENMETRICS};version=1.0.0;q=0.9`, 'openmetrics 1.0.0 underscores'],
    [`${PROTOBUF};q=0.5,${OPENMETRICS};q=0.5`, 'protobuf 1.0.0 underscores'],
    [`${OPENMETRICS};q=0.5,${PROTOBUF};q=0.5`, 'openmetrics 1.0.0 underscores'],
    [`${OPENMETRICS};q=0,text/plain;version=1.0.0;q=0.001`, 'text 1.0.0 underscores'],
    [`${OPENMETRICS};q=0.0`, TEXT],
    [`${OPENMETRICS};q=1.5,text/plain;q=0.9`, 'openmetrics 1.0.0 underscores'],
    [`image/png;name="a,${OPENMETRICS};q=1",text/plain;version=1.0.0`, 'text 1.0.0 underscores'],
    ['text/plain;version=1.0.0;', 'text 1.0.0 underscores'],
    [',,;;,', TEXT],
    ['"', TEXT],
  ])('%s: %s', (accept, expected) => {
    const { kind, version, escaping } = negotiate(accept);
    expect(`${kind} ${version} ${escaping}`).toBe(expected);
  });

  const words = fc.constantFrom(
    ...[
      ...PROMETHEUS_3_NATIVE.split(/([;,=])/),
      '"',
      ' ',
      'q=',
      'q=0',
      'q=x',
      '*',
      '\\',
      'escaping=dots',
    ],
  );
  const anyHeader = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.array(words, { maxLength: 40 }).map((all) => all.join('')),
  );

  it('is one of ours for any header, and its type never repeats what the client wrote', () => {
    fc.assert(
      fc.property(anyHeader, (accept) => {
        expect(ALL_TYPES).toContain(contentTypeOf(negotiate(accept)));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer for a header made to be slow', () => {
    for (const part of [',', '"', '";', ';q', ' ', 'text/plain;"']) {
      expect(negotiate(part.repeat(100_000)).kind).toBe('text');
    }
  });
});

const ESCAPINGS = ['allow-utf-8', 'underscores', 'dots', 'values'] as const;
const ALL: readonly Format[] = [
  ...(['underscores', 'dots', 'values'] as const).map(
    (escaping): Format => ({
      kind: 'text',
      version: '0.0.4',
      escaping,
    }),
  ),
  ...(['text', 'openmetrics', 'protobuf'] as const).flatMap((kind) =>
    ESCAPINGS.map((escaping): Format => ({ kind, version: '1.0.0', escaping })),
  ),
];
const ALL_TYPES = ALL.map(contentTypeOf);

describe('JSON', () => {
  const JSON_ACCEPT = 'application/json';

  it.each([
    [JSON_ACCEPT, 'json underscores'],
    [`${JSON_ACCEPT};escaping=allow-utf-8`, 'json allow-utf-8'],
    ['application/json, text/plain, */*', 'json underscores'],
    [`text/plain;q=0.5, ${JSON_ACCEPT};q=0.4`, 'text underscores'],
    [`${JSON_ACCEPT};q=0`, 'text underscores'],
    ['application/*', 'text underscores'],
    [CHROMIUM, 'text underscores'],
    [PROMETHEUS_3_NATIVE, 'protobuf underscores'],
    [undefined, 'text underscores'],
  ])('where it is offered: %s gets %s', (accept, expected) => {
    const { kind, escaping } = negotiate(accept, { json: true });
    expect(`${kind} ${escaping}`).toBe(expected);
  });

  it('is what nobody gets where it is not offered', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(JSON_ACCEPT, OPENMETRICS, '*/*', ';q=0.3')), (words) => {
        for (const accept of [words.join(), words.join('')]) {
          expect(negotiate(accept).kind).not.toBe('json');
        }
      }),
    );
    expect(negotiate(`${JSON_ACCEPT},${OPENMETRICS};q=0.1`).kind).toBe('openmetrics');
  });

  it('has no charset, of which it knows one only', () => {
    expect(contentTypeOf(negotiate(JSON_ACCEPT, { json: true }))).toBe(JSON_ACCEPT);
  });
});

describe('the content type', () => {
  it.each(ALL)('of %o asks for the same format again', (format) => {
    expect(negotiate(contentTypeOf(format))).toEqual(format);
  });

  it('of what everybody reads is the one that it always had', () => {
    expect(contentTypeOf(negotiate(undefined))).toBe('text/plain; version=0.0.4; charset=utf-8');
  });
});

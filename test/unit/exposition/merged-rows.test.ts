import { describe, expect, it } from 'vitest';
import type { Row } from '../../../src/exposition/lines.ts';
import { MergedRows } from '../../../src/exposition/merged-rows.ts';
import type { Notice } from '../../../src/exposition/notice.ts';
import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type { Exemplar, ExponentialBuckets, SummaryState } from '../../../src/store/family.ts';
import { quantilesOf } from '../../../src/store/quantiles.ts';
import { distribution } from './fake-family.ts';

describe('rows with one label text', () => {
  it('add up, from the earliest beginning', () => {
    const { rows, said } = merged(
      'counter',
      row({ value: 2, startTimeMs: 9 }),
      row({ value: 5, startTimeMs: 4 }),
    );
    expect(rows).toEqual([row({ value: 7, startTimeMs: 4 })]);
    expect(said).toEqual(['merged_series 1']);
  });

  it('keep the latest exemplar of each bucket', () => {
    const { rows } = merged(
      'histogram',
      row({ ...classic([1, 1]), exemplars: [exemplar(0, 10), exemplar(1, 30)] }),
      row({ ...classic([2, 3]), exemplars: [exemplar(0, 20), exemplar(1, 15), exemplar(1, 25)] }),
    );
    expect(rows[0]?.exemplars).toEqual([exemplar(0, 20), exemplar(1, 30)]);
    expect(rows[0]?.distribution).toEqual({
      ...classic([3, 4]).distribution,
      exponential: undefined,
    });
  });

  it('have the buckets of both, at the scale that both have', () => {
    const { rows } = merged(
      'histogram',
      row(native({ scale: 1, offset: 0, counts: [1, 2, 0, 4] })),
      row(native({ scale: 0, offset: 1, counts: [10] })),
    );
    expect(rows[0]?.distribution?.exponential).toMatchObject({
      ...{ scale: 0, offset: 0, counts: [3, 14], zeroCount: 2 },
    });
  });

  it('have the buckets that both have', () => {
    const exponential = native({ scale: 0, offset: 0, counts: [1] }).distribution?.exponential;
    const both = { distribution: { ...distribution([1], [1, 0]), exponential } };
    const { rows, said } = merged('histogram', row(both), row(classic([1, 1])));
    expect(rows[0]?.distribution).toMatchObject({ counts: [2, 1], exponential: undefined });
    expect(said).toEqual(['merged_series 1']);
  });

  it.each<[what: string, kind: FamilyKind, second: Row]>([['a gauge', 'gauge', row({ value: 2 })]])(
    'stay as the first was where they are %s',
    (_, kind, second) => {
      const first = row(classic([1, 1]));
      const { rows, said } = merged(kind, first, second, second);
      expect(rows).toEqual([first]);
      expect(said).toEqual(['duplicate_series 2']);
    },
  );

  it('are added up in the buckets that both have where they have others', () => {
    const first = row({
      distribution: distribution([1, 2, 5], [1, 2, 3, 4], 30),
      exemplars: [
        { ...exemplar(1, 1), value: 2 },
        { ...exemplar(3, 2), value: 9 },
      ],
    });
    const second = row({
      distribution: distribution([2, 3], [10, 20, 30], 200),
      exemplars: [{ ...exemplar(1, 3), value: 2.5 }],
    });
    const { rows, said } = merged('histogram', first, second);
    expect(rows).toMatchObject([
      {
        distribution: { boundaries: [2], counts: [13, 57], count: 70, sum: 230 },
        exemplars: [
          { ...exemplar(0, 1), value: 2 },
          { ...exemplar(1, 3), value: 2.5 },
        ],
      },
    ]);
    expect(said).toEqual(['merged_series 1']);
  });

  it('keep the exemplars of all magnitudes where there is one bucket', () => {
    const buckets = native({ scale: 1, offset: 0, counts: [1] });
    const times = (from: number) => Array.from({ length: 6 }, (_, i) => exemplar(0, from + i));
    const { rows } = merged(
      'histogram',
      row({ ...buckets, exemplars: times(10) }),
      row({ ...buckets, exemplars: times(1) }),
    );
    expect(rows[0]?.exemplars.map(({ timeMs }) => timeMs)).toEqual([5, 6, 10, 11, 12, 13, 14, 15]);
  });

  it('tell the quantiles of all amounts where both windows are known', () => {
    const { rows, said } = merged(
      'summary',
      row({ summary: windowed(0, [3, 1]), startTimeMs: 9 }),
      row({ summary: windowed(1, [1, 0, 5]), startTimeMs: 4 }),
    );
    const window = { scale: 6, offset: 0, counts: [3, 2, 0, 5], zeroCount: 2, zeroThreshold: 0 };
    expect(rows).toMatchObject([{ startTimeMs: 4, value: 0 }]);
    expect(rows[0]?.summary).toEqual({
      ...{ count: 200, sum: 20, window },
      quantiles: quantilesOf(window, QUANTILES),
    });
    expect(said).toEqual(['merged_series 1']);
  });

  it('stay as the first was where a window is not known, and go on with the next', () => {
    const known = row({ summary: windowed(0, [1]) });
    const foreign = row({ summary: { count: 1, sum: 2, quantiles: [] } });
    expect(merged('summary', foreign, known, known)).toEqual({
      rows: [foreign],
      said: ['duplicate_series 2'],
    });
    const { rows, said } = merged('summary', known, foreign, known);
    expect(rows).toMatchObject([{ summary: { count: 200, sum: 20 } }]);
    expect(said).toEqual(['merged_series 1', 'duplicate_series 1']);
  });

  it('of two families are said with those of each', () => {
    const one = new MergedRows('counter');
    const other = new MergedRows('counter');
    drain(one.addAll([text('a'), text('a'), text('b')]));
    drain(other.addAll([text('b'), text('b'), text('c')]));
    drain(one.join(other));
    expect(one.size).toBe(3);
    expect(saidBy(one)).toEqual(['merged_series 3']);
  });

  it('of two families, one of them a gauge, are not added up', () => {
    const one = new MergedRows('up-down-counter');
    const other = new MergedRows('gauge');
    drain(one.addAll([text('a'), text('a')]));
    drain(other.addAll([text('a')]));
    drain(one.join(other));
    expect(saidBy(one)).toEqual(['merged_series 1', 'duplicate_series 1']);
  });

  it('that are parts of one are added up without a word', () => {
    const rows = new MergedRows('counter');
    drain(rows.addAll([text('a'), text('a')], true));
    expect([...rows]).toEqual([['a', row({ value: 2 })]]);
    expect(saidBy(rows)).toEqual([]);
  });
});

function merged(kind: FamilyKind, ...all: readonly Row[]) {
  const rows = new MergedRows(kind);
  drain(rows.addAll(all.map((one) => ['', one] as const)));
  return { rows: [...rows].map(([, one]) => one), said: saidBy(rows) };
}

function saidBy(rows: MergedRows): string[] {
  const notices: Notice[] = [];
  rows.tell('m', (notice) => notices.push(notice));
  return notices.map(({ cause, count }) => `${cause} ${count}`);
}

function drain(steps: Iterable<unknown>): void {
  for (const _ of steps);
}

function text(labels: string): readonly [string, Row] {
  return [labels, row({ value: 1 })];
}

function row(part: Partial<Row>): Row {
  return { value: 0, distribution: undefined, startTimeMs: 1, exemplars: [], ...part };
}

function classic(counts: readonly number[]): Partial<Row> {
  return { distribution: distribution([1], counts) };
}

const QUANTILES = [0.5, 0.99];

function windowed(offset: number, counts: readonly number[]): SummaryState {
  const window = { scale: 6, offset, counts, zeroCount: 1, zeroThreshold: 0 };
  return { count: 100, sum: 10, quantiles: quantilesOf(window, QUANTILES), window };
}

function native(part: Pick<ExponentialBuckets, 'scale' | 'offset' | 'counts'>): Partial<Row> {
  const exponential = { zeroCount: 1, zeroThreshold: 1e-128, ...part };
  return { distribution: { ...distribution([], [1]), exponential } };
}

function exemplar(bucket: number, timeMs: number): Exemplar {
  return { bucket, value: 1, timeMs, traceId: '', spanId: '' };
}

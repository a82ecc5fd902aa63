import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseExposition } from '../../../support/exposition-parser.ts';
import { type History, histories } from '../histories.ts';
import { type Samples, samplesOfText, textOf } from '../protobuf/samples.ts';
import { referencePage } from '../reference-page.ts';
import { storeHistories } from '../store-histories.ts';
import { type JsonMetric, type JsonSeries, numberOf, readJsonPage } from './read-json-page.ts';

it.each<[what: string, histories: fc.Arbitrary<() => History>, numRuns: number]>([
  ['plain families', histories, 100],
  ['the families of a store', storeHistories, 30],
])('JSON says of %s what the plain way writes as text', (_, all, numRuns) => {
  fc.assert(
    fc.property(all, (begin) => {
      const { families, changes } = begin();
      for (const change of [() => {}, ...changes]) {
        change();
        const text = parseExposition(referencePage(families));
        expect(samplesOfJson(readJsonPage(families).metrics)).toEqual(samplesOfText(text));
      }
    }),
    { numRuns },
  );
});

function samplesOfJson(metrics: readonly JsonMetric[]): Samples {
  return Object.fromEntries(
    metrics.map(({ name, type, help, series }) => [
      `${name} ${type} ${help}`,
      series.flatMap((one) => [...linesOf(name, one)].map(textOf)).sort(),
    ]),
  );
}

function* linesOf(name: string, { labels, value, count, sum, buckets, quantiles }: JsonSeries) {
  if (value !== undefined) yield { name, labels, value: numberOf(value) };
  for (const { le, count: upTo } of buckets ?? []) {
    yield { name: `${name}_bucket`, labels: { ...labels, le: String(le) }, value: upTo };
  }
  for (const { quantile, value: told } of quantiles ?? []) {
    yield { name, labels: { ...labels, quantile: String(quantile) }, value: numberOf(told) };
  }
  if (sum !== undefined) yield { name: `${name}_sum`, labels, value: numberOf(sum) };
  if (count !== undefined) yield { name: `${name}_count`, labels, value: count };
}

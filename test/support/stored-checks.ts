import { expect } from 'vitest';
import type { ParsedSample } from './exposition-parser.ts';
import { differences, type LedgerSeries, type Spread } from './ledger.ts';
import type { PageSamples } from './page-samples.ts';
import type { PageServer } from './page-servers.ts';
import type { NativeHistogram } from './query-api.ts';
import type { StoredPage } from './stored-samples.ts';

/** A page, what the ledger says of it, and what a server has stored of it. */
export interface Taken {
  readonly server: PageServer;
  readonly page: PageSamples;
  readonly recorded: readonly ParsedSample[];
  readonly stored: StoredPage;
}

/** The server has as many samples as the page, with the page's values and the ledger's. */
export function expectTaken({ server, page, recorded, stored }: Taken): void {
  const { keeps = () => true, digits } = server;
  const classic = withoutNative(page.samples, page, server);
  expect(stored.counted).toBe(classic.length + page.native.length);
  expect(stored.native.length).toBe(page.native.length);
  const kept = classic.filter(({ value }) => keeps(value));
  expect(differences(kept, stored.samples, digits)).toEqual([]);
  expect(stored.samples.length).toBe(kept.length);
  const due = withoutNative(recorded, page, server).filter(({ value }) => keeps(value));
  expect(differences(due, stored.samples, digits)).toEqual([]);
}

/** Without the classic parts of what the server takes as native histograms alone. */
function withoutNative(
  samples: readonly ParsedSample[],
  { native }: PageSamples,
  { nativeAlone }: PageServer,
): readonly ParsedSample[] {
  if (!nativeAlone) return samples;
  const parts = native.flatMap(({ name }) =>
    ['_bucket', '_sum', '_count'].map((end) => name + end),
  );
  return samples.filter(({ name }) => !parts.includes(name));
}

/** Each native histogram of the ledger is stored, with its amounts in the buckets around them. */
export function expectNative(
  ledger: readonly LedgerSeries[],
  { native }: StoredPage,
  nameOf: (series: LedgerSeries) => string,
): void {
  const due = ledger.filter(({ spread }) => spread !== undefined && spread.form !== 'classic');
  expect(due.length).toBeGreaterThan(0);
  for (const series of due) {
    const found = native.filter(
      ({ name, labels }) => name === nameOf(series) && labels['kind'] === series.labels['kind'],
    );
    expect(found, nameOf(series)).toHaveLength(1);
    if (found[0] && series.spread) expectSpread(found[0].histogram, series.spread);
  }
}

function expectSpread(histogram: NativeHistogram, { amounts }: Spread): void {
  expect(Number(histogram.count)).toBe(amounts.length);
  expect(Number(histogram.sum)).toBe(amounts.reduce((sum, amount) => sum + amount, 0));
  for (const [, low, high, count] of histogram.buckets ?? []) {
    const [above, upTo] = [Number(low), Number(high)];
    // The zero bucket is around 0, with both of its borders.
    const inside = amounts.filter((one) => (above < 0 || one > above) && one <= upTo);
    expect(inside.length, `${low} to ${high}`).toBe(Number(count));
  }
}

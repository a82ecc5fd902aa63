import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createProtobufWriter } from '../../../../src/exposition/protobuf/writer.ts';
import { parseProtobufPage } from '../../../support/protobuf-page.ts';
import type { PageMetric } from '../../../support/protobuf-schema.ts';
import { PLAIN_PAGE } from '../plain-naming.ts';
import { acts, type StoreInUse, stores } from '../store-histories.ts';
import { bytesOf } from './render-page.ts';

/** After so many steps of the page something happens. */
const interruptions = fc.array(fc.tuple(fc.nat(100), acts), { minLength: 1, maxLength: 10 });

it('a page during which series come and go says of each only what was measured of it', () => {
  fc.assert(
    fc.property(stores, interruptions, (begin, all) => {
      const store = begin();
      const families = parseProtobufPage(interruptedPage(store, all), { seriesTwice: true });
      for (const { metric } of families) {
        for (const one of metric) expectOwnAmounts(one, store);
      }
    }),
    { numRuns: 100 },
  );
});

function interruptedPage(
  store: StoreInUse,
  interruptions: readonly (readonly [steps: number, act: (store: StoreInUse) => void])[],
): Uint8Array {
  const report = ({ cause }: { cause: string }) => expect(cause).not.toBe('exposition_error');
  const write = createProtobufWriter({ ...PLAIN_PAGE, report });
  const page = write({ resource: {}, families: store.families, timeMs: 0, errors: [] });
  const slices: Uint8Array[] = [];
  for (const [steps, act] of interruptions) {
    for (let step = 0; step < steps; step++) {
      const next = page.next();
      if (next.done === true) return Buffer.concat(slices);
      slices.push(bytesOf(next.value));
    }
    act(store);
  }
  for (const slice of page) slices.push(bytesOf(slice));
  return Buffer.concat(slices);
}

function expectOwnAmounts(metric: PageMetric, store: StoreInUse): void {
  const { counter, gauge, histogram, summary } = metric;
  const distributed = histogram ?? summary;
  const value = counter?.value ?? gauge?.value ?? distributed?.sampleSum ?? Number.NaN;
  const labels = metric.label.map((label) => `${label.name}="${escaped(label.value)}"`).join();
  const times = value / (store.amountOf(labels) ?? Number.NaN);
  expect(Number.isInteger(times) && times > 0 && times < 1000, labels).toBe(true);
  if (distributed !== undefined) expect(distributed.sampleCount).toBe(times);
}

function escaped(value: string): string {
  return value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
}

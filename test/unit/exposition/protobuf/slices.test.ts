import { describe, expect, it } from 'vitest';
import { createProtobufWriter } from '../../../../src/exposition/protobuf/writer.ts';
import { PAUSE, SLICE_LENGTH, type Slice } from '../../../../src/exposition/slice.ts';
import { labelsOf, parseProtobufPage } from '../../../support/protobuf-page.ts';
import { ChangingFamily, fakeFamily, seriesOf } from '../fake-family.ts';
import { PLAIN_PAGE } from '../plain-naming.ts';
import { bytesOf, renderPage } from './render-page.ts';

describe('slices', () => {
  it('are of one size, whatever that of the families', () => {
    const small = Array.from({ length: 3000 }, (_, index) =>
      fakeFamily({ name: `small.${index}` }),
    );
    const large = fakeFamily({ name: 'large', series: seriesOf(20_000) });
    const { slices, families } = renderPage([...small, large, ...small.slice(0, 1)]);
    expect(families).toHaveLength(3001);
    expect(slices.length).toBeGreaterThan(10);
    for (const { length } of slices) expect(length).toBeLessThan(1.25 * SLICE_LENGTH);
  });

  it('leave a pause after each block', () => {
    const family = fakeFamily({ name: 'g', series: seriesOf(1000), blockSize: 100 });
    expect(renderPage([family]).pauses).toBeGreaterThanOrEqual(10);
  });

  it('are not changed by what is written later', () => {
    const all = [5000, 5000].map((size, index) =>
      fakeFamily({ name: `g${index}`, series: seriesOf(size) }),
    );
    const [first, second] = [renderPage(all), renderPage(all)];
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
  });
});

it('a value that comes meanwhile and is no label is none', () => {
  for (let steps = 0; steps < 8; steps++) {
    const series = ['a', 'b', 'c'].map((id) => ({ attributes: { id } }));
    const family = new ChangingFamily({ name: 'g', series, blockSize: 2 });
    const write = createProtobufWriter({ ...PLAIN_PAGE, report: () => {} });
    const page = write({ resource: {}, families: [family], timeMs: 0, errors: [] });
    const slices: Slice[] = [];
    for (let step = 0; step < steps; step++) slices.push(page.next().value ?? PAUSE);
    family.add({ attributes: { id: '' } });
    slices.push(...page);
    const [only] = parseProtobufPage(Buffer.concat(slices.map(bytesOf)));
    const ids = only?.metric.map((metric) => labelsOf(metric)['id']);
    expect([
      ['a', 'b', 'c'],
      ['a', 'b', 'c', undefined],
    ]).toContainEqual(ids);
  }
});

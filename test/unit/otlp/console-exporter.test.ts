import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { monotonicSeconds } from '../../../src/foundation/clock.ts';
import { createConsoleExporter } from '../../../src/otlp/console-exporter.ts';
import type { Collection } from '../../../src/pipeline/collection.ts';
import { fakeFamily, seriesOf } from '../exposition/fake-family.ts';

const collection: Collection = {
  resource: {} as never,
  timeMs: 1000,
  families: ['a', 'b', 'c'].map((name) => fakeFamily({ name, series: seriesOf(60) })),
  errors: [],
};
const soon = () => monotonicSeconds() + 60;

/** Each metric as `[name, points]`. */
const printed: [string, number][] = [];
let print = (_metric: unknown): void => {};

beforeEach(() => {
  printed.length = 0;
  print = () => {};
  vi.spyOn(console, 'dir').mockImplementation((metric) => {
    print(metric);
    printed.push([metric.descriptor.name, metric.dataPoints.length]);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const ALL = [
  ['a', 60],
  ['b', 60],
  ['c', 60],
];

describe('the console', () => {
  it('gets all metrics, in time', async () => {
    expect(await createConsoleExporter().export(collection, soon())).toEqual({ isDelivered: true });
    expect(printed).toEqual(ALL);
  });

  it('gets them at once where nothing can be waited for', () => {
    expect(createConsoleExporter().exportNow(collection, soon())).toEqual({ isDelivered: true });
    expect(printed).toEqual(ALL);
  });

  it('gets no more once the time is over', async () => {
    const exporter = createConsoleExporter();
    const failure = { isDelivered: false, isPassing: true };
    expect(await exporter.export(collection, monotonicSeconds() - 1)).toMatchObject(failure);
    expect(exporter.exportNow(collection, monotonicSeconds() - 1)).toMatchObject(failure);
    expect(printed).toEqual([]);
  });

  it('gets no more of a push that is aborted, and all of the next', async () => {
    const exporter = createConsoleExporter();
    print = () => exporter.abort();
    expect(await exporter.export(collection, soon())).toMatchObject({ isDelivered: false });
    expect(printed).toEqual([['a', 60]]);
    print = () => {};
    expect(await exporter.export(collection, soon())).toEqual({ isDelivered: true });
  });

  it('may throw, as one that the app has put there', async () => {
    print = () => {
      throw new Error('broken');
    };
    const failure = { isDelivered: false, reason: 'Error: broken' };
    expect(await createConsoleExporter().export(collection, soon())).toMatchObject(failure);
    expect(createConsoleExporter().exportNow(collection, soon())).toMatchObject(failure);
  });
});

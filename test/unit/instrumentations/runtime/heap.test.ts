import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { expect, it, vi } from 'vitest';
import { heapObserver } from '../../../../src/instrumentations/runtime/heap.ts';
import { observed } from './observed.ts';

const heap = observed(heapObserver);

async function sumOf(name: string): Promise<number> {
  const series = await heap.series(name);
  return series.reduce((sum, { value }) => sum + value, 0);
}

it.each([
  ['v8js.memory.heap.used', () => process.memoryUsage().heapUsed],
  ['v8js.memory.heap.space.size', () => process.memoryUsage().heapTotal],
  ['v8js.memory.heap.space.physical_size', () => getHeapStatistics().total_physical_size],
  ['v8js.memory.heap.space.available_size', availableSize],
])('%s of all spaces is the whole that Node reports', async (name, whole) => {
  // Garbage collected between the two readings moves them apart: then they are taken again.
  await vi.waitFor(async () => {
    const ratio = (await sumOf(name)) / whole();
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.2);
  });
});

it('used grows with what the app keeps', async () => {
  const before = await sumOf('v8js.memory.heap.used');
  const kept = Array.from({ length: 1_000_000 }, (_, index) => ({ index }));
  expect(await sumOf('v8js.memory.heap.used')).toBeGreaterThan(before + kept.length * 8);
});

it('the limit leaves room for what is in use', async () => {
  expect(await heap.value('v8js.memory.heap.limit')).toBeGreaterThan(
    await sumOf('v8js.memory.heap.used'),
  );
});

function availableSize(): number {
  return getHeapSpaceStatistics().reduce((sum, space) => sum + space.space_available_size, 0);
}

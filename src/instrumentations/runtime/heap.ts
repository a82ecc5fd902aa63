import { observeTogether } from '../../pipeline/observe-together.ts';
import type { Observer } from '../../pipeline/observer.ts';

/**
 * The heap by space, and the size at which V8 gives up (`--max-old-space-size`). Older conventions
 * had `v8js.memory.heap.limit` by space, for what is `v8js.memory.heap.space.size` now; V8 knows
 * no limit by space, so here the name means what it says and has no attribute.
 */
export const heapObserver: Observer = {
  name: 'heap',
  observes: 'v8.getHeapSpaceStatistics() and v8.getHeapStatistics()',
  start(meter) {
    const bytes = (name: string, description: string) =>
      meter.createObservableUpDownCounter(`v8js.memory.heap.${name}`, { unit: 'By', description });
    const limit = bytes('limit', 'Size that the heap cannot outgrow, all spaces together.');
    const used = bytes('used', 'Heap memory in use.');
    const size = bytes('space.size', 'Heap memory reserved for a space.');
    const available = bytes('space.available_size', 'Heap memory free in a space.');
    const physical = bytes('space.physical_size', 'Heap memory committed to a space.');
    return observeTogether(meter, [limit, used, size, available, physical], (result) => {
      // Loaded at the first collection: with node:v8 come Node's streams.
      const { getHeapSpaceStatistics, getHeapStatistics } = process.getBuiltinModule('node:v8');
      result.observe(limit, getHeapStatistics().heap_size_limit);
      for (const space of getHeapSpaceStatistics()) {
        const attributes = { 'v8js.heap.space.name': space.space_name };
        result.observe(used, space.space_used_size, attributes);
        result.observe(size, space.space_size, attributes);
        result.observe(available, space.space_available_size, attributes);
        result.observe(physical, space.physical_space_size, attributes);
      }
    });
  },
};

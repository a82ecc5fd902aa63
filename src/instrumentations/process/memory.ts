import { observeTogether } from '../../pipeline/observe-together.ts';
import type { Observer } from '../../pipeline/observer.ts';
import { readProcSelf } from './proc-self.ts';

const KIBIBYTE = 1024;
const TYPES = ['rss', 'heapTotal', 'heapUsed', 'external', 'arrayBuffers'] as const;

/** Memory as the system and as Node count it; one `process.memoryUsage()` feeds both. */
export const memoryObserver: Observer = {
  name: 'memory',
  observes: 'process.memoryUsage() and, on Linux, /proc/self/status',
  start(meter) {
    const physical = meter.createObservableUpDownCounter('process.memory.usage', {
      unit: 'By',
      description: 'Physical memory in use by the process.',
    });
    const virtual = meter.createObservableUpDownCounter('process.memory.virtual', {
      unit: 'By',
      description: 'Virtual memory of the process (Linux only).',
    });
    const byType = meter.createObservableUpDownCounter('nodejs.memory.usage', {
      unit: 'By',
      description: 'Memory of the process as process.memoryUsage() divides it.',
    });
    return observeTogether(meter, [physical, virtual, byType], (result) => {
      const usage = process.memoryUsage();
      result.observe(physical, usage.rss);
      for (const type of TYPES) result.observe(byType, usage[type], { type });
      const kibibytes = readProcSelf('status', 'VmSize:');
      if (kibibytes !== undefined) result.observe(virtual, kibibytes * KIBIBYTE);
    });
  },
};

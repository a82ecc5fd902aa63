// table: Node itself, and the process.
import type { Expression, Subject } from '../expression.ts';
import type { Section } from '../panel.ts';

const now = (of: Subject, aggregate: 'sum' | 'max' = 'sum'): Expression => ({
  ask: 'value',
  aggregate,
  of,
});

export const RUNTIME: Section = {
  id: 'runtime',
  title: 'Node runtime',
  help: 'Event loop, garbage collection, memory and CPU of each process.',
  panels: [
    {
      id: 'loop-delay',
      title: 'Event-loop delay',
      help: 'How late the event loop comes to what is due. Every request waits as long; above 0.1 s something blocks it.',
      unit: 'seconds',
      perInstance: true,
      queries: [
        { legend: 'p50', expression: now('loopDelayP50', 'max') },
        { legend: 'p99', expression: now('loopDelayP99', 'max') },
      ],
    },
    {
      id: 'loop-utilization',
      title: 'Event-loop utilization',
      help: 'Share of the time in which the event loop is busy. Close to 1 a process can do no more.',
      unit: 'share',
      perInstance: true,
      queries: [{ legend: 'busy', expression: now('loopUtilization', 'max') }],
    },
    {
      id: 'cpu',
      title: 'CPU',
      help: 'Seconds of CPU in a second: 1 is one core in full.',
      unit: 'share-of-time',
      shape: 'stacked',
      perInstance: true,
      queries: [{ legend: '{mode}', expression: { ask: 'rate', of: 'cpuTime', by: ['mode'] } }],
    },
    {
      id: 'heap',
      title: 'Heap',
      help: 'Memory of JavaScript objects, and the limit at which Node ends. After each collection it should fall back to where it was.',
      unit: 'bytes',
      perInstance: true,
      queries: [
        { legend: 'used', expression: now('heapUsed') },
        { legend: 'limit', expression: now('heapLimit') },
      ],
    },
    {
      id: 'heap-spaces',
      title: 'Heap by space',
      help: 'Where the heap is used: what lives long is in `old`.',
      unit: 'bytes',
      shape: 'stacked',
      perInstance: true,
      queries: [
        {
          legend: '{space}',
          expression: { ask: 'value', aggregate: 'sum', of: 'heapUsed', by: ['space'] },
        },
      ],
    },
    {
      id: 'gc-time',
      title: 'Garbage collection',
      help: 'Share of the time that garbage collections take, by kind. Above 0.1 memory is short.',
      unit: 'share-of-time',
      shape: 'stacked',
      perInstance: true,
      queries: [
        {
          legend: '{kind}',
          expression: { ask: 'rate', part: 'sum', of: 'gcDuration', by: ['kind'] },
        },
      ],
    },
    {
      id: 'gc-rate',
      title: 'Collections',
      help: 'Garbage collections per second, by kind.',
      unit: 'per-second',
      shape: 'stacked',
      perInstance: true,
      queries: [{ legend: '{kind}', expression: { ask: 'rate', of: 'gcDuration', by: ['kind'] } }],
    },
    {
      id: 'memory',
      title: 'Memory of the process',
      help: 'Physical memory: the heap, buffers, and what native code holds.',
      unit: 'bytes',
      perInstance: true,
      queries: [{ legend: 'resident', expression: now('memory') }],
    },
    {
      id: 'memory-types',
      title: 'Memory by type',
      help: 'As `process.memoryUsage()` divides it; `external` and `arrayBuffers` are outside of the heap.',
      unit: 'bytes',
      perInstance: true,
      queries: [
        {
          legend: '{type}',
          expression: { ask: 'value', aggregate: 'sum', of: 'nodeMemory', by: ['type'] },
        },
      ],
    },
    {
      id: 'active-resources',
      title: 'Active resources',
      help: 'What keeps the event loop alive: sockets, timers and the like, by type. One that only rises is a leak.',
      unit: 'count',
      perInstance: true,
      queries: [
        {
          legend: '{type}',
          expression: { ask: 'value', aggregate: 'sum', of: 'activeResources', by: ['type'] },
        },
      ],
    },
    {
      id: 'descriptors',
      title: 'File descriptors',
      help: 'Open files and sockets, and how many the process may open.',
      unit: 'count',
      perInstance: true,
      queries: [
        { legend: 'open', expression: now('descriptors') },
        { legend: 'limit', expression: now('descriptorLimit') },
      ],
    },
    {
      id: 'uptime',
      title: 'Uptime',
      help: 'How long a process has been running. It falls to 0 at each restart.',
      unit: 'seconds',
      perInstance: true,
      queries: [{ legend: 'uptime', expression: now('uptime', 'max') }],
    },
  ],
};

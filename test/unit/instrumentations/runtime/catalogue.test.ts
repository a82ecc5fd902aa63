import { getHeapSpaceStatistics } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { cpuObserver } from '../../../../src/instrumentations/process/cpu.ts';
import { descriptorsObserver } from '../../../../src/instrumentations/process/descriptors.ts';
import { createErrorObserver } from '../../../../src/instrumentations/process/errors.ts';
import { memoryObserver } from '../../../../src/instrumentations/process/memory.ts';
import { uptimeObserver } from '../../../../src/instrumentations/process/uptime.ts';
import { activeResourcesObserver } from '../../../../src/instrumentations/runtime/active-resources.ts';
import { eventLoopObserver } from '../../../../src/instrumentations/runtime/event-loop.ts';
import { gcObserver } from '../../../../src/instrumentations/runtime/gc.ts';
import { heapObserver } from '../../../../src/instrumentations/runtime/heap.ts';
import type { Observer } from '../../../../src/pipeline/observer.ts';
import type { FamilyKind } from '../../../../src/store/descriptor.ts';
import { loopSampled, observed } from './observed.ts';

type Row = readonly [unit: string, kind: FamilyKind, ...attributes: object[]];

const onLinux = process.platform === 'linux';
const SPACES = getHeapSpaceStatistics().map(({ space_name }) => ({
  'v8js.heap.space.name': space_name,
}));
const MODES = [{ 'cpu.mode': 'user' }, { 'cpu.mode': 'system' }];

const CATALOGUE: readonly (readonly [Observer, Readonly<Record<string, Row>>])[] = [
  [
    eventLoopObserver,
    {
      'nodejs.eventloop.delay.min': ['s', 'gauge', {}],
      'nodejs.eventloop.delay.max': ['s', 'gauge', {}],
      'nodejs.eventloop.delay.mean': ['s', 'gauge', {}],
      'nodejs.eventloop.delay.stddev': ['s', 'gauge', {}],
      'nodejs.eventloop.delay.p50': ['s', 'gauge', {}],
      'nodejs.eventloop.delay.p90': ['s', 'gauge', {}],
      'nodejs.eventloop.delay.p99': ['s', 'gauge', {}],
      'nodejs.eventloop.utilization': ['1', 'gauge', {}],
      'nodejs.eventloop.time': [
        's',
        'counter',
        { 'nodejs.eventloop.state': 'active' },
        { 'nodejs.eventloop.state': 'idle' },
      ],
    },
  ],
  [
    gcObserver,
    {
      'v8js.gc.duration': [
        's',
        'histogram',
        { 'v8js.gc.type': 'minor' },
        { 'v8js.gc.type': 'major' },
        { 'v8js.gc.type': 'incremental' },
        { 'v8js.gc.type': 'weakcb' },
      ],
    },
  ],
  [
    heapObserver,
    {
      'v8js.memory.heap.limit': ['By', 'up-down-counter', {}],
      'v8js.memory.heap.used': ['By', 'up-down-counter', ...SPACES],
      'v8js.memory.heap.space.size': ['By', 'up-down-counter', ...SPACES],
      'v8js.memory.heap.space.available_size': ['By', 'up-down-counter', ...SPACES],
      'v8js.memory.heap.space.physical_size': ['By', 'up-down-counter', ...SPACES],
    },
  ],
  [
    cpuObserver,
    {
      'process.cpu.time': ['s', 'counter', ...MODES],
      'process.cpu.utilization': ['1', 'gauge', ...MODES],
    },
  ],
  [
    memoryObserver,
    {
      'process.memory.usage': ['By', 'up-down-counter', {}],
      'process.memory.virtual': ['By', 'up-down-counter', ...(onLinux ? [{}] : [])],
      'nodejs.memory.usage': [
        'By',
        'up-down-counter',
        { type: 'rss' },
        { type: 'heapTotal' },
        { type: 'heapUsed' },
        { type: 'external' },
        { type: 'arrayBuffers' },
      ],
    },
  ],
  [
    descriptorsObserver,
    {
      'process.unix.file_descriptor.count': ['{file_descriptor}', 'up-down-counter', {}],
      'process.unix.file_descriptor.limit': [
        '{file_descriptor}',
        'up-down-counter',
        ...(onLinux ? [{}] : []),
      ],
    },
  ],
  [
    uptimeObserver,
    {
      'process.uptime': ['s', 'gauge', {}],
      'process.start_time': ['s', 'gauge', {}],
    },
  ],
  [
    createErrorObserver(),
    {
      errors: [
        '{error}',
        'counter',
        { type: 'Error', severity: 'critical', component: 'process' },
        { type: 'Warning', severity: 'warning', component: 'process' },
      ],
    },
  ],
];

describe.each(CATALOGUE)('observer $name', (observer, rows) => {
  it('has the names, units, kinds and attributes of the catalogue, finite and not negative', async () => {
    const { families, series, stop } = observed(observer);
    await loopSampled(2, 10);
    const found: Record<string, Row> = {};
    for (const { descriptor, kind } of families()) {
      const readings = await series(descriptor.name);
      found[descriptor.name] = [
        descriptor.unit,
        kind,
        ...readings.map(({ attributes }) => attributes),
      ];
      expect(readings.every(({ value }) => Number.isFinite(value) && value >= 0)).toBe(true);
      expect(descriptor.description).not.toBe('');
    }
    expect(found).toEqual(rows);
    stop();
  });

  it('is gone from the next collection once stopped', async () => {
    const { families, series, stop } = observed(observer);
    stop();
    for (const { descriptor, kind } of families()) {
      if (descriptor.kind.startsWith('observable'))
        expect(await series(descriptor.name)).toEqual([]);
      else expect(kind === 'histogram' || kind === 'counter').toBe(true);
    }
  });
});

it('active-resources is a gauge of {resource} by type', async () => {
  const { families, series, stop } = observed(activeResourcesObserver);
  const timer = setTimeout(() => {}, 60_000);
  expect(
    families().map(({ descriptor, kind }) => [descriptor.name, descriptor.unit, kind]),
  ).toEqual([['v8js.resource.active', '{resource}', 'gauge']]);
  const readings = await series('v8js.resource.active');
  expect(readings.map(({ attributes }) => attributes)).toContainEqual({
    'v8js.resource.type': 'Timeout',
  });
  clearTimeout(timer);
  stop();
});

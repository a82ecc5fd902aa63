import type { Observer } from '../pipeline/observer.ts';
import { pgObserver } from './db/pg/observer.ts';
import { httpClientObserver } from './http/http-client.ts';
import { httpServerObserver } from './http/http-server.ts';
import { cpuObserver } from './process/cpu.ts';
import { descriptorsObserver } from './process/descriptors.ts';
import { memoryObserver } from './process/memory.ts';
import { uptimeObserver } from './process/uptime.ts';
import { activeResourcesObserver } from './runtime/active-resources.ts';
import { eventLoopObserver } from './runtime/event-loop.ts';
import { gcObserver } from './runtime/gc.ts';
import { heapObserver } from './runtime/heap.ts';

/**
 * Everything that is observed without code, in the order in which it starts; not `errors`, which
 * `agent/` makes since it listens to the process.
 */
export const OBSERVERS: readonly Observer[] = [
  httpServerObserver,
  httpClientObserver,
  pgObserver,
  eventLoopObserver,
  gcObserver,
  heapObserver,
  activeResourcesObserver,
  cpuObserver,
  memoryObserver,
  descriptorsObserver,
  uptimeObserver,
];

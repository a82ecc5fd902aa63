// Preload of a test: starts every observer of this folder and of `runtime`, and, when the process
// exits, collects once and writes what there is to the file that REPORT_FILE names.
import { writeFileSync } from 'node:fs';
import { watchProcess } from '../../../../src/agent/lifecycle.ts';
import { type Config, OPTIONS } from '../../../../src/config/options.ts';
import { cpuObserver } from '../../../../src/instrumentations/process/cpu.ts';
import { descriptorsObserver } from '../../../../src/instrumentations/process/descriptors.ts';
import { createErrorObserver } from '../../../../src/instrumentations/process/errors.ts';
import { memoryObserver } from '../../../../src/instrumentations/process/memory.ts';
import { uptimeObserver } from '../../../../src/instrumentations/process/uptime.ts';
import { activeResourcesObserver } from '../../../../src/instrumentations/runtime/active-resources.ts';
import { eventLoopObserver } from '../../../../src/instrumentations/runtime/event-loop.ts';
import { gcObserver } from '../../../../src/instrumentations/runtime/gc.ts';
import { heapObserver } from '../../../../src/instrumentations/runtime/heap.ts';
import { createMeterProvider } from '../../../../src/pipeline/meter-provider.ts';

const config = Object.fromEntries(
  Object.entries(OPTIONS).map(([name, option]) => [name, option.default]),
) as unknown as Config;
const provider = createMeterProvider({ cardinalityLimit: 2000 });
const errors = createErrorObserver();
const observers = [
  eventLoopObserver,
  gcObserver,
  heapObserver,
  activeResourcesObserver,
  cpuObserver,
  memoryObserver,
  descriptorsObserver,
  uptimeObserver,
  errors,
];
for (const observer of observers) observer.start(provider.getMeter('test'), config);
watchProcess(errors);

process.on('exit', () => {
  // Callbacks run before the promise is made; nothing needs to be awaited.
  void provider.observables.observe();
  const report = provider.store.families().map((family) => ({
    name: family.descriptor.name,
    series: [...family.series()].map(({ attributes, value, distribution }) => ({
      attributes,
      value: distribution?.count ?? value,
    })),
  }));
  writeFileSync(String(process.env.REPORT_FILE), JSON.stringify(report));
});

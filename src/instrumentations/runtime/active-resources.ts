import type { ObservableCallback } from '@opentelemetry/api';
import type { Observer } from '../../pipeline/observer.ts';

/** What keeps the event loop alive: handles, requests and timers, by Node's name for their type. */
export const activeResourcesObserver: Observer = {
  name: 'active-resources',
  observes: 'process.getActiveResourcesInfo()',
  start(meter) {
    const active = meter.createObservableGauge('v8js.resource.active', {
      unit: '{resource}',
      description: 'Resources that keep the event loop alive.',
    });
    /** Types stay once seen, so that one that is used up reads 0 and does not fall silent. */
    const counts = new Map<string, number>();
    const observe: ObservableCallback = (result) => {
      for (const type of counts.keys()) counts.set(type, 0);
      for (const type of process.getActiveResourcesInfo()) {
        counts.set(type, (counts.get(type) ?? 0) + 1);
      }
      for (const [type, count] of counts) result.observe(count, { 'v8js.resource.type': type });
    };
    active.addCallback(observe);
    return () => active.removeCallback(observe);
  },
};

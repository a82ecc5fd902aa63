import { processStartMs } from '../../foundation/clock.ts';
import { observeTogether } from '../../pipeline/observe-together.ts';
import type { Observer } from '../../pipeline/observer.ts';

const MILLISECONDS = 1e3;

/** How long the process runs, and since when. */
export const uptimeObserver: Observer = {
  name: 'uptime',
  observes: 'process.uptime() and performance.timeOrigin',
  start(meter) {
    const uptime = meter.createObservableGauge('process.uptime', {
      unit: 's',
      description: 'Time the process has been running.',
    });
    const startTime = meter.createObservableGauge('process.start_time', {
      unit: 's',
      description: 'Time at which the process started, since the Unix epoch.',
    });
    return observeTogether(meter, [uptime, startTime], (result) => {
      result.observe(uptime, process.uptime());
      result.observe(startTime, processStartMs() / MILLISECONDS);
    });
  },
};

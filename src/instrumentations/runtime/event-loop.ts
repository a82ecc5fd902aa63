import { eventLoopUtilization } from '../../foundation/clock.ts';
import { stopAll } from '../../foundation/guard.ts';
import type { Meter } from '../../pipeline/meter.ts';
import { observeTogether } from '../../pipeline/observe-together.ts';
import type { Observer } from '../../pipeline/observer.ts';
import { windowed } from '../window.ts';
import { type DelayStatistics, startDelayMonitor } from './delay-monitor.ts';

const MILLISECONDS = 1e3;

const DELAYS: Readonly<Record<keyof DelayStatistics, string>> = {
  min: 'Shortest event-loop delay',
  max: 'Longest event-loop delay',
  mean: 'Mean event-loop delay',
  stddev: 'Standard deviation of the event-loop delay',
  p50: 'Median event-loop delay',
  p90: '90th percentile of the event-loop delay',
  p99: '99th percentile of the event-loop delay',
};
const STATISTICS = Object.keys(DELAYS) as (keyof DelayStatistics)[];

/** Event-loop delay and utilization since the collection before, and time by state since start. */
export const eventLoopObserver: Observer = {
  name: 'event-loop',
  observes: 'monitorEventLoopDelay() and performance.eventLoopUtilization()',
  start(meter, { eventLoopResolutionMs }) {
    const stops = [observeDelay(meter, eventLoopResolutionMs), observeTime(meter)];
    return () => stopAll(stops);
  },
};

function observeDelay(meter: Meter, resolutionMs: number): () => void {
  const monitor = startDelayMonitor(resolutionMs);
  const gauges = STATISTICS.map((statistic) => ({
    statistic,
    gauge: meter.createObservableGauge(`nodejs.eventloop.delay.${statistic}`, {
      unit: 's',
      description: `${DELAYS[statistic]} since the last collection; a delay includes the sampling interval of ${resolutionMs} ms.`,
    }),
  }));
  const instruments = gauges.map(({ gauge }) => gauge);
  const stopObserving = observeTogether(meter, instruments, (result) => {
    const delays = monitor.read();
    if (delays === undefined) return;
    for (const { statistic, gauge } of gauges) result.observe(gauge, delays[statistic]);
  });
  return () => stopAll([stopObserving, monitor.stop]);
}

function observeTime(meter: Meter): () => void {
  const utilization = meter.createObservableGauge('nodejs.eventloop.utilization', {
    unit: '1',
    description: 'Share of the time since the last collection in which the event loop was active.',
  });
  const time = meter.createObservableCounter('nodejs.eventloop.time', {
    unit: 's',
    description: 'Time that the event loop spent active and idle.',
  });
  const readUtilization = utilizationReader();
  return observeTogether(meter, [utilization, time], (result) => {
    const { active, idle } = eventLoopUtilization();
    result.observe(time, active / MILLISECONDS, { 'nodejs.eventloop.state': 'active' });
    result.observe(time, idle / MILLISECONDS, { 'nodejs.eventloop.state': 'idle' });
    const share = readUtilization();
    if (share !== undefined) result.observe(utilization, share);
  });
}

/** A preload starts before the loop does: until it turns there are no times, and no share of them. */
function utilizationReader(): () => number | undefined {
  let before = eventLoopUtilization();
  let now = before;
  return windowed({
    read() {
      now = eventLoopUtilization();
      const { active, idle } = eventLoopUtilization(now, before);
      return active + idle === 0 ? undefined : active / (active + idle);
    },
    restart() {
      before = now;
    },
  });
}

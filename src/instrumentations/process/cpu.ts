import { monotonicSeconds } from '../../foundation/clock.ts';
import { observeTogether } from '../../pipeline/observe-together.ts';
import type { Observer } from '../../pipeline/observer.ts';
import { windowed } from '../window.ts';

const MICROSECONDS = 1e6;
const MODES = ['user', 'system'] as const;
type ByMode = Readonly<Record<(typeof MODES)[number], number>>;

/** CPU time of the whole process, all its threads together, since start and as a share. */
export const cpuObserver: Observer = {
  name: 'cpu',
  observes: 'process.cpuUsage()',
  start(meter) {
    const time = meter.createObservableCounter('process.cpu.time', {
      unit: 's',
      description: 'CPU time used by the process.',
    });
    const utilization = meter.createObservableGauge('process.cpu.utilization', {
      unit: '1',
      description: 'Share of the available CPUs used since the last collection.',
    });
    const readShares = shareReader();
    return observeTogether(meter, [time, utilization], (result) => {
      const used = process.cpuUsage();
      const shares = readShares();
      for (const mode of MODES) {
        const attributes = { 'cpu.mode': mode };
        result.observe(time, used[mode] / MICROSECONDS, attributes);
        if (shares !== undefined) result.observe(utilization, shares[mode], attributes);
      }
    });
  },
};

/** Used time by elapsed time and by CPUs that the process may use (affinity and quota counted). */
function shareReader(): () => ByMode | undefined {
  let before = { used: process.cpuUsage(), at: monotonicSeconds() };
  let now = before;
  return windowed({
    read() {
      now = { used: process.cpuUsage(), at: monotonicSeconds() };
      const { availableParallelism } = process.getBuiltinModule('node:os');
      const available = (now.at - before.at) * availableParallelism() * MICROSECONDS;
      if (available === 0) return undefined;
      return {
        user: (now.used.user - before.used.user) / available,
        system: (now.used.system - before.used.system) / available,
      };
    },
    restart() {
      before = now;
    },
  });
}

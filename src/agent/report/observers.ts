import type { ObserverReport } from '../../server/agent-report.ts';
import type { StartedObserver, StartedObservers } from '../observers.ts';

/** How every observer is now; an engine stands in the place of what it replaces. */
export function reportObservers({ started, switchedOff }: StartedObservers): ObserverReport[] {
  return [
    ...started.map((one) => ({ ...described(one), state: stateOf(one) })),
    ...switchedOff.map((observer) => ({ ...described({ observer }), state: 'off' as const })),
  ];
}

function described({ observer: { name, observes } }: Pick<StartedObserver, 'observer'>) {
  return { name, observes };
}

function stateOf({ observer, stop }: StartedObserver): ObserverReport['state'] {
  if (stop === undefined) return 'failed';
  return observer.isWaiting?.() === true ? 'waiting' : 'observing';
}

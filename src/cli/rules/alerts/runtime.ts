// table: alerts on Node itself.
import type { Alert, AlertGroup } from '../alert.ts';
import { percent, THRESHOLDS as T } from '../thresholds.ts';

const LOOP_LAG: Alert = {
  name: 'EventLoopLagHigh',
  severity: 'warning',
  needs: ['loopDelayP99'],
  when: `The 99th percentile of the event loop's delay is above ${T.EventLoopLagHigh.seconds} s.`,
  summary: 'The event loop is held up',
  describe: () =>
    'Callbacks of {{ $labels.instance }} wait {{ $value | humanizeDuration }} for the event loop.',
  clauses: (ask) => [
    {
      value: ask.of(
        { ask: 'value', aggregate: 'max', of: 'loopDelayP99' },
        { window: '5m', each: 'instance' },
      ),
      is: '>',
      than: T.EventLoopLagHigh.seconds,
    },
  ],
  runbook: {
    means:
      'Some code keeps the only thread for itself, so that every request of this process waits. The delay includes 10 ms of the measurement.',
    look: [
      'Event-loop utilization and CPU: near 100% is too much work, low is one long piece of it.',
      'Garbage collections: long ones hold up the loop, too.',
      'A profile: `node --cpu-prof`, or the inspector.',
    ],
    fix: [
      'Large JSON, synchronous file or crypto calls, long loops: move them to a worker thread or cut them up.',
      'More instances where it is simply too much work.',
    ],
    tune: 'Batch work that nobody waits for may be slower: raise the seconds, or silence the instance.',
  },
};

const HEAP: Alert = {
  name: 'HeapNearLimit',
  severity: 'warning',
  needs: ['heapUsed', 'heapLimit'],
  when: `More than ${percent(T.HeapNearLimit.share)} of the heap's limit is in use.`,
  summary: 'The heap is nearly full',
  describe: () =>
    '{{ $value | humanizePercentage }} of the heap that {{ $labels.instance }} may have is in use.',
  clauses: (ask) => [
    {
      value: ask.of(
        {
          ask: 'divide',
          left: { ask: 'value', aggregate: 'sum', of: 'heapUsed' },
          right: { ask: 'value', aggregate: 'sum', of: 'heapLimit' },
        },
        { window: '5m', each: 'instance' },
      ),
      is: '>',
      than: T.HeapNearLimit.share,
    },
  ],
  runbook: {
    means:
      'At the limit Node ends with `JavaScript heap out of memory`. Before that it collects garbage most of the time.',
    look: [
      'The heap over days: a saw-tooth whose low points rise is a leak; a jump is one large piece of work.',
      'Time spent on garbage collections.',
      'A heap snapshot: `node --heapsnapshot-signal=SIGUSR2`, twice, and what grew between.',
    ],
    fix: [
      'Restart the instance to gain time.',
      'Caches and maps without a bound, listeners that stay: give them an end.',
      "Where it is needed memory: `--max-old-space-size`, below the container's limit.",
    ],
    tune: 'Raise the share where the heap is meant to be full, up to 0.95.',
  },
};

export const RUNTIME_ALERTS: AlertGroup = {
  name: 'runtime',
  title: 'Node',
  alerts: [LOOP_LAG, HEAP],
};

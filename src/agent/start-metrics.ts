import { checkCode } from '../config/load.ts';
import type { MetricsOptions } from '../config/metrics-options.ts';
import { MetricsError } from '../foundation/errors.ts';
import { warn } from '../foundation/log.ts';
import { startAgent } from './agent.ts';
import { type RunningAgent, runningAgent } from './registry.ts';

/**
 * Starts the agent from code, for apps that can't pass `--import`. Call it before the app registers
 * its routes: routers that Express mounted before have no template. An ES module runs after what it
 * imports, so give the call a module of its own and import that first. Returns at once; the port
 * opens later (`url()`). After `shutdownMetrics` it starts again, with the instruments, the buckets,
 * the rules, the limits of series and the time to live of the first start.
 *
 * @param options They win over environment and file. Where the preload has started the agent
 *   already they come too late: one warning, and the running agent is returned.
 * @returns The agent of this process, the same one at each call. In a cluster worker, in a worker
 *   thread, or switched off by `enabled`, one that does nothing.
 * @throws MetricsError `ACME_METRICS_INVALID_OPTION` for a name or value that is not allowed.
 */
export function startMetrics(options: MetricsOptions = {}): RunningAgent {
  assertValid(options);
  const running = runningAgent();
  if (running !== undefined) {
    if (Object.keys(options).length > 0) {
      warn(
        'start-metrics',
        'startMetrics: the agent is running already, its options stay as they are',
      );
    }
    return running;
  }
  return startAgent({ code: options, startedBy: 'code' });
}

/**
 * Pushes what was measured until now, by the exporters of `OTEL_METRICS_EXPORTER` that push: for
 * functions that are frozen between two calls, and before an end that nobody can see. Resolves when
 * it is delivered, after 2 s at the latest, and at once where nothing is pushed. Never rejects.
 */
export async function flushMetrics(): Promise<void> {
  await runningAgent()?.flush?.();
}

/**
 * Stops observing, serving and pushing, what was measured until now as the last. Resolves also where
 * nothing was started. Never rejects.
 */
export async function shutdownMetrics(): Promise<void> {
  await runningAgent()?.stop();
}

function assertValid(options: MetricsOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new MetricsError(
      'ACME_METRICS_INVALID_OPTION',
      'startMetrics: options are not an object',
    );
  }
  const [first] = checkCode({ ...options });
  if (first !== undefined) throw new MetricsError('ACME_METRICS_INVALID_OPTION', first);
}

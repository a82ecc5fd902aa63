import { type ConfigInput, checkCode } from '../config/load.ts';
import { requireChunk } from '../foundation/chunks.ts';
import { MetricsError } from '../foundation/errors.ts';
import { warn } from '../foundation/log.ts';
import type { AgentChunk } from './agent.ts';
import { type RunningAgent, runningAgent } from './registry.ts';

/**
 * Starts the agent from code, for apps that can't pass `--import`. Call it before the app's other
 * modules are loaded: libraries that publish no channels (pg) are observed when they load.
 *
 * @param options Values for any option of the documentation's table; they win over environment
 *   and file. Where the preload has started the agent already, they come too late: one warning,
 *   and the running agent is returned.
 * @returns The agent of this process, the same one at each call.
 * @throws MetricsError `ACME_METRICS_INVALID_OPTION` for a name or value that is not allowed.
 */
export function startMetrics(options: ConfigInput = {}): RunningAgent {
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
  return requireChunk<AgentChunk>('agent').startAgent({ code: options });
}

/** Stops observing and serving. Resolves also where nothing was started. Never rejects. */
export async function shutdownMetrics(): Promise<void> {
  await runningAgent()?.stop();
}

function assertValid(options: ConfigInput): void {
  if (typeof options !== 'object' || options === null) {
    throw new MetricsError(
      'ACME_METRICS_INVALID_OPTION',
      'startMetrics: options are not an object',
    );
  }
  const [first] = checkCode({ ...options });
  if (first !== undefined) throw new MetricsError('ACME_METRICS_INVALID_OPTION', first);
}

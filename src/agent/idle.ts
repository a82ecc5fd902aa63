import type { Config } from '../config/options.ts';
import { warn } from '../foundation/log.ts';
import { refusing } from '../server/refusal.ts';
import { workerRole } from './process-role.ts';
import { publishAgent, type RunningAgent } from './registry.ts';

/** Why nothing is measured in this process, as an answer to who asks for the page. */
export interface Idleness {
  readonly status: number;
  readonly reason: string;
}

/** `undefined` where metrics are to be had here: neither turned off nor part of another's target. */
export function idlenessOf({ enabled, sdkDisabled }: Config): Idleness | undefined {
  if (!enabled || sdkDisabled) return { status: 404, reason: 'The metrics are switched off.' };
  const role = workerRole()?.replace('-', ' ');
  if (role === undefined) return undefined;
  warn('role', `this is a ${role}: it is not measured yet, start the agent in the main one`);
  return { status: 503, reason: `The metrics of a ${role} are not served yet.` };
}

/** An agent that does nothing: published all the same, so that a second copy does not start either. */
export function idleAgent({ status, reason }: Idleness): RunningAgent {
  return publishAgent({
    url: () => undefined,
    answer: refusing(status, reason),
    flush: async () => {},
    stop: async () => {},
  });
}

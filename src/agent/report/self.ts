import type { LoadedConfig } from '../../config/load.ts';
import type { StartedObservers } from '../observers.ts';

/** What a report of the agent is made from, as it is at the start: nothing is worked out before one is asked for. */
export interface AgentSelf {
  readonly startedBy: 'preload' | 'code';
  readonly loaded: LoadedConfig;
  observers(): StartedObservers;
  /** What was loaded when the agent was started. */
  readonly packagesBefore: ReadonlySet<string>;
  /** Of the endpoint, while its port is open. */
  url(): string | undefined;
}

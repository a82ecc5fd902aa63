import type { IncomingMessage, ServerResponse } from 'node:http';
import { findProcessWide, setProcessWide } from '../foundation/process-wide.ts';
import { VERSION } from '../foundation/version.ts';

/** The one agent of the process, which a second copy of the package finds and joins. */
const AGENT_KEY = Symbol.for('@acme/otel-metrics.agent.v1');

/** What copies of the package may rely on in each other. */
export interface RunningAgent {
  /** Version of the package that started it. */
  readonly version: string;
  /**
   * URL of the metrics page; undefined until the port is open, some turns of the event loop after
   * the start, and while it can't be had.
   */
  url(): string | undefined;
  /** Answers a request of another server with the page: what `metricsHandler` calls. */
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Pushes what was measured until now, within 2 s, as `flushMetrics` does. Never rejects. */
  flush(): Promise<void>;
  /**
   * Stops observing and serving, as `shutdownMetrics` does; the app's instruments go on working
   * without being read. Never rejects.
   */
  stop(): Promise<void>;
}

export function runningAgent(): RunningAgent | undefined {
  return findProcessWide(AGENT_KEY);
}

/**
 * Makes an agent the one of the process until it is stopped; stopping it again does nothing more,
 * so that it never takes away a later one.
 */
export function publishAgent({
  url,
  answer,
  flush,
  stop,
}: Omit<RunningAgent, 'version'>): RunningAgent {
  let stopped: Promise<void> | undefined;
  const agent: RunningAgent = {
    version: VERSION,
    url,
    answer,
    flush,
    stop() {
      if (runningAgent() === agent) setProcessWide(AGENT_KEY, undefined);
      stopped ??= stop();
      return stopped;
    },
  };
  setProcessWide(AGENT_KEY, agent);
  return agent;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { VERSION } from '../foundation/version.ts';

/**
 * The one agent of the process. `Symbol.for` on the global object, so that a second copy of the
 * package (an operator's image beside the app's own dependency) finds and joins the first. The
 * version in the key is that of this contract, not of the package.
 */
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
  /**
   * Stops observing and serving, as `shutdownMetrics` does; the app's instruments go on working
   * without being read. Never rejects.
   */
  stop(): Promise<void>;
}

type Holder = { [AGENT_KEY]?: RunningAgent | undefined };

export function runningAgent(): RunningAgent | undefined {
  return (globalThis as Holder)[AGENT_KEY];
}

/**
 * Makes an agent the one of the process until it is stopped; stopping it again does nothing more,
 * so that it never takes away a later one.
 */
export function publishAgent({ url, answer, stop }: Omit<RunningAgent, 'version'>): RunningAgent {
  let stopped: Promise<void> | undefined;
  const agent: RunningAgent = {
    version: VERSION,
    url,
    answer,
    stop() {
      if (runningAgent() === agent) hold(undefined);
      stopped ??= stop();
      return stopped;
    },
  };
  hold(agent);
  return agent;
}

function hold(agent: RunningAgent | undefined): void {
  Object.defineProperty(globalThis, AGENT_KEY, {
    value: agent,
    configurable: true,
    writable: true,
    enumerable: false,
  });
}

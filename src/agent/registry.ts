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
  /** URL of the metrics page; undefined while the endpoint is not listening. */
  url(): string | undefined;
  /** Stops observing and serving; instruments go on working without being read. */
  stop(): Promise<void>;
}

type Holder = { [AGENT_KEY]?: RunningAgent | undefined };

export function runningAgent(): RunningAgent | undefined {
  return (globalThis as Holder)[AGENT_KEY];
}

export function publishAgent(agent: RunningAgent | undefined): void {
  Object.defineProperty(globalThis, AGENT_KEY, {
    value: agent,
    configurable: true,
    writable: true,
    enumerable: false,
  });
}

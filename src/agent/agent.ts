import { isatty } from 'node:tty';
import { type ConfigInput, loadConfig } from '../config/load.ts';
import { countFault } from '../foundation/faults.ts';
import { attempt } from '../foundation/guard.ts';
import { announce, setLogLevel, warn } from '../foundation/log.ts';
import { VERSION } from '../foundation/version.ts';
import { createErrorObserver } from '../instrumentations/process/errors.ts';
import { createCollect, storeSource } from '../pipeline/collect.ts';
import { createMeterProvider, type MeterProvider } from '../pipeline/meter-provider.ts';
import { resolveApi } from '../pipeline/otel-api.ts';
import { detectResource } from '../pipeline/resource.ts';
import { createSelfMetrics } from '../pipeline/self-metrics.ts';
import { type Endpoint, startEndpoint } from '../server/server.ts';
import { noticeCluster } from './cluster-notice.ts';
import { watchProcess } from './lifecycle.ts';
import { startObservers } from './observers.ts';
import { choosePage } from './page.ts';
import { publishAgent, type RunningAgent } from './registry.ts';

export interface StartOptions {
  /** Options passed in code; they win over every other source. */
  readonly code?: ConfigInput;
  /** Whether to say the URL on a terminal, as the preload does. */
  readonly announce?: boolean;
}

/** What the lazily loaded part `agent` of the build exports. */
export interface AgentChunk {
  startAgent(options: StartOptions): RunningAgent;
}

const STDERR = 2;

/**
 * Puts the parts together, in the order of a measurement's way: configuration, store behind the
 * API, observers, collection, endpoint. This is the only place where they meet.
 */
export function startAgent(options: StartOptions): RunningAgent {
  const { config, sources, problems } = loadConfig({ code: options.code });
  setLogLevel(config.logLevel);
  for (const problem of problems) reportProblem(problem);
  if (!config.enabled || config.sdkDisabled) return publish(inertAgent());

  const provider = createMeterProvider(config);
  offerToApp(provider);
  const { scrapeDuration } = createSelfMetrics(provider);
  const errors = createErrorObserver();
  const stops = [startObservers(provider, config, [errors]), watchProcess(errors), noticeCluster()];
  const resource = detectResource(config, process.argv[1]);
  const collect = createCollect([storeSource(provider)], resource);
  const endpoint = startEndpoint({
    ...{ config, collect },
    hostIsChosen: sources.host !== 'default',
    page: choosePage({ config, collect, scrapeDuration }),
  });
  if (options.announce === true) endpoint.ready.then(() => announceUrl(endpoint));
  return publish({
    version: VERSION,
    url: () => pageUrl(endpoint),
    async stop() {
      publish(undefined);
      for (const stop of stops) attempt('observer_error', 'stopping an observer', stop);
      await endpoint.stop();
    },
  });
}

/** The app's `metrics.getMeter()` leads to our store, unless a provider stands there already. */
function offerToApp(provider: MeterProvider): void {
  const accepted = resolveApi()?.metrics.setGlobalMeterProvider(provider);
  if (accepted === false) {
    warn('provider', 'the app has a MeterProvider of its own: its metrics are not on our page');
  }
}

function publish<A extends RunningAgent | undefined>(agent: A): A {
  publishAgent(agent);
  return agent;
}

/** Turned off: published all the same, so that a second copy does not start either. */
function inertAgent(): RunningAgent {
  return { version: VERSION, url: () => undefined, stop: async () => publishAgent(undefined) };
}

function pageUrl(endpoint: Endpoint): string | undefined {
  const url = endpoint.url();
  return url === undefined ? undefined : `${url}/metrics`;
}

function announceUrl(endpoint: Endpoint): void {
  const url = pageUrl(endpoint);
  if (url !== undefined && isatty(STDERR)) announce(`metrics on ${url}`);
}

function reportProblem(problem: string): void {
  countFault('configuration_error');
  warn(`configuration:${problem}`, problem);
}

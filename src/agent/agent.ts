import { loadConfig } from '../config/load.ts';
import type { MetricsOptions } from '../config/metrics-options.ts';
import type { Config } from '../config/options.ts';
import { countFault } from '../foundation/faults.ts';
import { attempt, stopAll } from '../foundation/guard.ts';
import { announce, setLogLevel, warn } from '../foundation/log.ts';
import { answerAppPath } from '../instrumentations/http/app-path.ts';
import { createErrorObserver } from '../instrumentations/process/errors.ts';
import { startExpiry } from '../pipeline/expiry.ts';
import { madeForRequests } from '../server/first-request.ts';
import {
  type Endpoint,
  type EndpointOptions,
  NO_ENDPOINT,
  startEndpoint,
} from '../server/server.ts';
import { startBridge } from './bridge.ts';
import { noticeCluster } from './cluster-notice.ts';
import { idleAgent, idlenessOf } from './idle.ts';
import { lazyPushing } from './lazy-pushing.ts';
import { wayOut } from './lazy-way-out.ts';
import { lendRoutes } from './lend-routes.ts';
import { watchProcess } from './lifecycle.ts';
import { startObservers } from './observers.ts';
import { processStore } from './process-store.ts';
import { publishAgent, type RunningAgent } from './registry.ts';

export interface StartOptions {
  /** Options passed in code; they win over every other source. */
  readonly code?: MetricsOptions;
  /** Whether to say the URL on a terminal, as the preload does. */
  readonly announce?: boolean;
}

/** What the preload takes from the part `agent` of the build. */
export interface AgentPart {
  startPreloaded(): void;
}

const STDERR = 2;

/**
 * Puts the parts together, in the order of a measurement's way: configuration, store behind the
 * API, observers, pushes, endpoint; the way out (`way-out.ts`) follows with the first who needs it.
 */
export function startAgent(options: StartOptions): RunningAgent {
  const { config: asked, sources, places, problems } = loadConfig({ code: options.code });
  setLogLevel(asked.logLevel);
  for (const problem of problems) reportProblem(problem);
  const idleness = idlenessOf(asked);
  if (idleness !== undefined) return idleAgent(idleness);

  const { metrics, scrapeDuration, kept } = processStore(asked);
  const { provider } = metrics;
  const config = { ...asked, ...kept };
  const errors = createErrorObserver();
  const out = wayOut({ config, metrics, scrapeDuration });
  const answer = madeForRequests(() => out().answers.app, false);
  const stops = [
    answerAppPath(config.appPath, answer),
    startObservers(provider, config, [errors]),
    lendRoutes(metrics, config),
    startBridge(config),
    startExpiry(provider.store, config.seriesTtlMs, metrics.beginnings),
    watchProcess(errors),
    noticeCluster(),
  ];
  const pushes = lazyPushing({ config, places, store: provider.store, out });
  const endpoint = openEndpoint({
    config,
    hostIsChosen: sources.host !== 'default',
    answersAtOnce: mayMissSomething(config),
    answers: (onLoopback) => out().answers.endpoint(onLoopback),
  });
  if (options.announce === true) endpoint.ready.then(() => announceUrl(endpoint));
  return publishAgent({
    url: () => pageUrl(endpoint),
    answer,
    flush: pushes.flush,
    async stop() {
      await pushes.flush();
      stopAll([...stops, pushes.stop]);
      await endpoint.stop();
    },
  });
}

/** Starts the agent before the app. Never throws. */
export function startPreloaded(): void {
  attempt('observer_error', 'starting the agent', () => startAgent({ announce: true }));
}

function openEndpoint(options: EndpointOptions): Endpoint {
  return options.config.exporters.includes('prometheus') ? startEndpoint(options) : NO_ENDPOINT;
}

/** Whether answers rest on what the user has to provide: a token's file, OpenTelemetry's API. */
function mayMissSomething({ bearerTokenFile, pageEngine }: Config): boolean {
  return bearerTokenFile !== '' || pageEngine !== 'native';
}

function pageUrl(endpoint: Endpoint): string | undefined {
  const url = endpoint.url();
  return url === undefined ? undefined : `${url}/metrics`;
}

function announceUrl(endpoint: Endpoint): void {
  const url = pageUrl(endpoint);
  if (url !== undefined && process.getBuiltinModule('node:tty').isatty(STDERR))
    announce(`metrics on ${url}`);
}

function reportProblem(problem: string): void {
  countFault('configuration_error');
  warn(`configuration:${problem}`, problem);
}

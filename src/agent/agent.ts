import { loadConfig } from '../config/load.ts';
import type { MetricsOptions } from '../config/metrics-options.ts';
import { countFault } from '../foundation/faults.ts';
import { attempt, guarded, stopAll } from '../foundation/guard.ts';
import { setLogLevel, warn } from '../foundation/log.ts';
import { answerAppPath } from '../instrumentations/http/app-path.ts';
import { createErrorObserver } from '../instrumentations/process/errors.ts';
import { startExpiry } from '../pipeline/expiry.ts';
import { madeForRequests } from '../server/first-request.ts';
import { startBridge } from './bridge.ts';
import { noticeCluster } from './cluster-notice.ts';
import { idleAgent, idlenessOf } from './idle.ts';
import { lazyPushing } from './lazy-pushing.ts';
import { wayOut } from './lazy-way-out.ts';
import { lendRoutes } from './lend-routes.ts';
import { watchProcess } from './lifecycle.ts';
import { loadedPackages } from './loaded-packages.ts';
import { startObservers } from './observers.ts';
import { announceUrl, openEndpoint, pageUrl } from './open-endpoint.ts';
import { processStore } from './process-store.ts';
import { publishAgent, type RunningAgent } from './registry.ts';

export interface StartOptions {
  /** Options passed in code; they win over every other source. */
  readonly code?: MetricsOptions;
  /** By whom; the preload says the URL on a terminal. */
  readonly startedBy: 'preload' | 'code';
}

/** What the preload takes from the part `agent` of the build. */
export interface AgentPart {
  startPreloaded(): void;
}

/**
 * Puts the parts together, in the order of a measurement's way: configuration, store behind the
 * API, observers, pushes, endpoint; the way out (`way-out.ts`) follows with the first who needs it.
 */
export function startAgent({ code, startedBy }: StartOptions): RunningAgent {
  const loaded = loadConfig({ code });
  const { config: asked, sources, places, problems } = loaded;
  setLogLevel(asked.logLevel);
  for (const problem of problems) reportProblem(problem);
  const idleness = idlenessOf(asked);
  if (idleness !== undefined) return idleAgent(idleness);

  const { metrics, scrapeDuration, kept } = processStore(asked);
  const { provider } = metrics;
  const config = { ...asked, ...kept };
  const errors = createErrorObserver();
  const self = {
    ...{ startedBy, loaded, packagesBefore: loadedPackages() },
    ...{ observers: () => observers, url: () => endpoint.url() },
  };
  const out = wayOut({ config, metrics, scrapeDuration, self });
  const answer = madeForRequests(() => out().answers.app, false);
  const stopAppPath = answerAppPath(config.appPath, answer);
  const observers = startObservers(provider, config, [errors]);
  const stops = [
    stopAppPath,
    observers.stop,
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
    answers: (onLoopback) => out().answers.endpoint(onLoopback),
  });
  const announce = guarded('endpoint_error', 'saying the URL', () => announceUrl(endpoint));
  if (startedBy === 'preload') endpoint.ready.then(() => announce());
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
  attempt('observer_error', 'starting the agent', () => startAgent({ startedBy: 'preload' }));
}

function reportProblem(problem: string): void {
  countFault('configuration_error');
  warn(`configuration:${problem}`, problem);
}

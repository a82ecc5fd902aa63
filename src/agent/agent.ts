import { loadConfig } from '../config/load.ts';
import type { MetricsOptions } from '../config/metrics-options.ts';
import type { Config } from '../config/options.ts';
import { requireChunk } from '../foundation/chunks.ts';
import { countFault } from '../foundation/faults.ts';
import { attempt, stopAll } from '../foundation/guard.ts';
import { announce, setLogLevel, warn } from '../foundation/log.ts';
import { workingDirectory } from '../foundation/working-directory.ts';
import { createErrorObserver } from '../instrumentations/process/errors.ts';
import { startExpiry } from '../pipeline/expiry.ts';
import { type Endpoint, startEndpoint } from '../server/server.ts';
import { noticeCluster } from './cluster-notice.ts';
import { watchProcess } from './lifecycle.ts';
import { startObservers } from './observers.ts';
import { workerRole } from './process-role.ts';
import { processStore } from './process-store.ts';
import { publishAgent, type RunningAgent } from './registry.ts';
import type { ScrapeChunk } from './scrape.ts';

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
 * API, observers, endpoint; what only scrapes need follows with the first one (`scrape.ts`).
 */
export function startAgent(options: StartOptions): RunningAgent {
  const { config: asked, sources, problems } = loadConfig({ code: options.code });
  setLogLevel(asked.logLevel);
  for (const problem of problems) reportProblem(problem);
  if (!asked.enabled || asked.sdkDisabled || isWorker()) return idleAgent();

  const { metrics, scrapeDuration, kept } = processStore(asked);
  const { provider } = metrics;
  const config = { ...asked, ...kept };
  const errors = createErrorObserver();
  const stops = [
    startObservers(provider, config, [errors]),
    startExpiry(provider.store, config.seriesTtlMs),
    watchProcess(errors),
    noticeCluster(),
  ];
  const launch = { entry: process.argv[1], folder: workingDirectory() };
  const endpoint = startEndpoint({
    config,
    hostIsChosen: sources.host !== 'default',
    answersAtOnce: mayMissSomething(config),
    answers: (onLoopback) =>
      requireChunk<ScrapeChunk>('scrape').answerScrapes({
        config,
        metrics,
        scrapeDuration,
        launch,
        onLoopback,
      }),
  });
  if (options.announce === true) endpoint.ready.then(() => announceUrl(endpoint));
  return publishAgent(
    () => pageUrl(endpoint),
    async () => {
      stopAll(stops);
      await endpoint.stop();
    },
  );
}

/** Starts the agent before the app. Never throws. */
export function startPreloaded(): void {
  attempt('observer_error', 'starting the agent', () => startAgent({ announce: true }));
}

/** Whether answers rest on what the user has to provide: a token's file, OpenTelemetry's API. */
function mayMissSomething({ bearerTokenFile, pageEngine }: Config): boolean {
  return bearerTokenFile !== '' || pageEngine !== 'native';
}

/** Whether this process is part of another one's target, which does not include it yet. */
function isWorker(): boolean {
  const role = workerRole();
  if (role === undefined) return false;
  warn(
    'role',
    `this is a ${role.replace('-', ' ')}: it is not measured yet, start the agent in the main one`,
  );
  return true;
}

/** Turned off: published all the same, so that a second copy does not start either. */
function idleAgent(): RunningAgent {
  return publishAgent(
    () => undefined,
    async () => {},
  );
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

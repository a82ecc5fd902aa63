import { isatty } from 'node:tty';
import { loadConfig } from '../config/load.ts';
import type { MetricsOptions } from '../config/metrics-options.ts';
import { countFault } from '../foundation/faults.ts';
import { stopAll } from '../foundation/guard.ts';
import { announce, setLogLevel, warn } from '../foundation/log.ts';
import { createErrorObserver } from '../instrumentations/process/errors.ts';
import { createCollect, storeSource } from '../pipeline/collect.ts';
import { detectResource } from '../pipeline/resource.ts';
import { type Endpoint, startEndpoint } from '../server/server.ts';
import { noticeCluster } from './cluster-notice.ts';
import { watchProcess } from './lifecycle.ts';
import { startObservers } from './observers.ts';
import { choosePage } from './page.ts';
import { detectRole } from './process-role.ts';
import { processStore } from './process-store.ts';
import { publishAgent, type RunningAgent } from './registry.ts';

export interface StartOptions {
  /** Options passed in code; they win over every other source. */
  readonly code?: MetricsOptions;
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
  if (!config.enabled || config.sdkDisabled || isWorker()) return idleAgent();

  const { provider, scrapeDuration } = processStore(config);
  const errors = createErrorObserver();
  const stops = [startObservers(provider, config, [errors]), watchProcess(errors), noticeCluster()];
  const resource = detectResource(config, process.argv[1]);
  const collect = createCollect([storeSource(provider)], resource);
  const endpoint = startEndpoint({
    config,
    hostIsChosen: sources.host !== 'default',
    page: choosePage({ config, collect, scrapeDuration }),
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

/** Whether this process is part of another one's target, which does not include it yet. */
function isWorker(): boolean {
  const role = detectRole();
  if (role !== 'worker-thread' && role !== 'cluster-worker') return false;
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
  if (url !== undefined && isatty(STDERR)) announce(`metrics on ${url}`);
}

function reportProblem(problem: string): void {
  countFault('configuration_error');
  warn(`configuration:${problem}`, problem);
}

import { createRequire } from 'node:module';
import { loadedFiles } from '../../instrumentations/module-loads.ts';
import { apiGlobals } from '../../pipeline/global-provider.ts';
import type { MeterProvider } from '../../pipeline/meter-provider.ts';
import type { AgentReport } from '../../server/agent-report.ts';
import { clusterModule } from '../cluster.ts';

interface Registry {
  getMetricsAsArray(): readonly { readonly name?: unknown }[];
}

type Others = AgentReport['others'];

const INSTRUMENTATION = /^@opentelemetry\/(sdk-node|auto-instrumentations-.+|instrumentation-.+)$/;
/** What measures and traces by itself, as its vendor installs it. */
const AGENTS = new Set([
  ...['dd-trace', 'newrelic', 'elastic-apm-node', '@elastic/opentelemetry-node', 'appdynamics'],
  ...['applicationinsights', '@azure/monitor-opentelemetry', '@splunk/otel', '@sentry/node'],
  ...['@dynatrace/oneagent', '@instana/collector', 'solarwinds-apm', 'swagger-stats'],
]);
/** One of the default metrics of prom-client, under the same name in all of its versions. */
const DEFAULT_METRIC = 'process_cpu_user_seconds_total';

const REGISTRY_FILE = /[\\/](?:prom-client|@prometheus-io[\\/]client)[\\/]lib[\\/]registry\.js$/;

const require = createRequire(import.meta.filename);

/** Who else measures in this process. */
export function findOthers(provider: MeterProvider, packages: ReadonlySet<string>): Others {
  const names = [...packages].sort();
  return {
    meterProvider: hasOwnProvider(provider),
    instrumentations: names.filter((name) => INSTRUMENTATION.test(name)),
    agents: names.filter((name) => AGENTS.has(name)),
    promClientDefaults: hasPromClientDefaults(),
    cluster: clusterRole(),
  };
}

function hasOwnProvider(provider: MeterProvider): boolean {
  const registered = apiGlobals()?.metrics;
  return registered !== undefined && registered !== provider;
}

/**
 * Whether they are in the default registry of a copy that is loaded. Its exports are looked at and
 * nothing of it is called but what lists metrics: asking changes nothing of the app.
 */
function hasPromClientDefaults(): boolean {
  return loadedFiles().some((file) => {
    if (!REGISTRY_FILE.test(file)) return false;
    const exports = require.cache[file]?.exports as { globalRegistry?: Registry } | undefined;
    const metrics = exports?.globalRegistry?.getMetricsAsArray() ?? [];
    return metrics.some(({ name }) => name === DEFAULT_METRIC);
  });
}

function clusterRole(): Others['cluster'] {
  const cluster = clusterModule();
  if (cluster.isWorker) return 'worker';
  return Object.keys(cluster.workers ?? {}).length > 0 ? 'primary' : 'none';
}

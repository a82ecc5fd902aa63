import { basename, isAbsolute, relative, resolve } from 'node:path';
import { describeConfig } from '../../config/describe.ts';
import type { Config } from '../../config/options.ts';
import { epochMs } from '../../foundation/clock.ts';
import { faultCounts } from '../../foundation/faults.ts';
import { attempt, reportFault } from '../../foundation/guard.ts';
import { isThere } from '../../foundation/is-there.ts';
import { VERSION } from '../../foundation/version.ts';
import { workingDirectory } from '../../foundation/working-directory.ts';
import { loadedFiles } from '../../instrumentations/module-loads.ts';
import type { ProcessMetrics } from '../../pipeline/process-metrics.ts';
import type { Launch, Resource } from '../../pipeline/resource.ts';
import type { AgentReport } from '../../server/agent-report.ts';
import { isInContainer } from '../../server/container.ts';
import { loadedPackages } from '../loaded-packages.ts';
import { findBundled } from './bundle.ts';
import { reportLibraries } from './libraries.ts';
import { reportObservers } from './observers.ts';
import { findOthers } from './others.ts';
import type { AgentSelf } from './self.ts';

export interface ReportOptions {
  readonly config: Config;
  readonly metrics: ProcessMetrics;
  readonly launch: Launch;
  readonly resource: Resource;
  /** Absent where no agent runs. */
  readonly self?: AgentSelf | undefined;
}

/** What is to be seen from its first use on. */
const LOOKED_AT_EARLY = ['express', 'fastify', 'pg'];

/** Nobody else: what could not be found out is told as if it were not there. */
const NO_OTHERS: AgentReport['others'] = {
  ...{ meterProvider: false, instrumentations: [], agents: [], promClientDefaults: false },
  cluster: 'none',
};

/**
 * What the agent tells of itself, worked out whenever it is asked for. A part that can't be found out
 * is counted and left empty; there is an answer always.
 */
export function createAgentReport(
  options: ReportOptions,
): (() => Promise<AgentReport>) | undefined {
  const { self, config, metrics, resource } = options;
  if (self === undefined) return undefined;
  return async () => {
    const launch = part('entry', { folder: workingDirectory(), entry: undefined }, () => ({
      folder: options.launch.folder,
      entry: entryOf(options.launch),
    }));
    const packages = loadedPackages();
    const bundled = await bundledIn(launch);
    const observers = part('observers', [], () => reportObservers(self.observers()));
    const isBridging = config.bridgePromClient || metrics.sources.size > 0;
    const instruments = new Set(
      Array.from(metrics.provider.store.metrics(), ({ descriptor }) => descriptor.name),
    );
    return {
      ...ofProcess(),
      ...{ startedBy: self.startedBy, service: String(resource['service.name']) },
      ...part('address', {}, () => addressOf(config.host, self.url())),
      app: { ...part('entry', {}, () => shownEntry(launch)), isBundled: bundled.size > 0 },
      configuration: part('configuration', [], () => describeConfig({ ...self.loaded, config })),
      configurationProblems: self.loaded.problems,
      observers,
      libraries: part('libraries', [], () =>
        reportLibraries({
          ...{ launch, observers, packages, bundled, isBridging },
          hasInstrument: (name) => instruments.has(name),
        }),
      ),
      loadedBefore: LOOKED_AT_EARLY.filter((name) => self.packagesBefore.has(name)),
      others: part('others', NO_OTHERS, () => findOthers(metrics.provider, packages)),
      faults: Object.fromEntries(faultCounts()),
    };
  };
}

function part<T>(name: string, otherwise: T, make: () => T): T {
  return attempt('endpoint_error', `the part ${name} of /agent`, make) ?? otherwise;
}

function ofProcess() {
  return {
    ...{ version: VERSION, node: process.versions.node, pid: process.pid },
    ...{ uptimeSeconds: process.uptime(), timeMs: epochMs() },
    isInContainer: part('container', false, isInContainer),
  };
}

async function bundledIn({ entry }: Launch): Promise<ReadonlyMap<string, string>> {
  try {
    return await findBundled({ entry, loaded: loadedFiles() });
  } catch (error) {
    reportFault('endpoint_error', 'the part bundle of /agent', error);
    return new Map();
  }
}

/** The app's file, with its whole path; `node -e` has none, whatever its first argument is. */
function entryOf({ entry, folder }: Launch): string | undefined {
  const isEvaluated = process.execArgv.some((flag) => /^(-[ep]|-pe|--eval|--print)\b/.test(flag));
  if (entry === undefined || entry === '' || isEvaluated) return undefined;
  const file = resolve(folder, entry);
  return isThere(file) ? file : undefined;
}

/** Where the rest of the machine has its files concerns nobody. */
function shownEntry({ entry, folder }: Launch): { entry?: string } {
  if (entry === undefined) return {};
  const path = relative(folder, entry);
  const isInside = path !== '' && !isAbsolute(path) && !path.startsWith('..');
  return { entry: isInside ? path : basename(entry) };
}

function addressOf(host: string, url: string | undefined): Pick<AgentReport, 'address'> {
  const port = /:(\d+)$/.exec(url ?? '')?.[1];
  return port === undefined ? {} : { address: { host, port: Number(port) } };
}

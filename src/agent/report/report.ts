import { basename, isAbsolute, relative, resolve } from 'node:path';
import { describeConfig } from '../../config/describe.ts';
import type { Config } from '../../config/options.ts';
import { epochMs } from '../../foundation/clock.ts';
import { faultCounts } from '../../foundation/faults.ts';
import { reportFault } from '../../foundation/guard.ts';
import { isThere } from '../../foundation/is-there.ts';
import { inTurns, Turn } from '../../foundation/turns.ts';
import { VERSION } from '../../foundation/version.ts';
import { workingDirectory } from '../../foundation/working-directory.ts';
import { loadedFiles } from '../../instrumentations/module-loads.ts';
import type { ProcessMetrics } from '../../pipeline/process-metrics.ts';
import type { Launch, Resource } from '../../pipeline/resource.ts';
import type { AgentReport } from '../../server/agent-report.ts';
import { isInContainer } from '../../server/container.ts';
import { loadedPackages } from '../loaded-packages.ts';
import { type Bundled, createBundleSearch } from './bundle.ts';
import { reportLibraries } from './libraries.ts';
import { reportObservers } from './observers.ts';
import { findOthers } from './others.ts';
import type { AgentSelf } from './self.ts';

export interface ReportOptions {
  readonly config: Config;
  readonly metrics: ProcessMetrics;
  readonly launch: Launch;
  readonly resource: Resource;
  readonly self: AgentSelf;
}

/** What is to be seen from its first use on. */
const LOOKED_AT_EARLY = ['express', 'fastify', 'pg'];

/** Nobody else: what could not be found out is told as if it were not there. */
const NO_OTHERS: AgentReport['others'] = {
  ...{ meterProvider: false, instrumentations: [], agents: [], promClientDefaults: false },
  cluster: 'none',
};

/**
 * What the agent tells of itself, worked out whenever it is asked for, and not before. A part that can't
 * be found out is counted and left empty; there is an answer always.
 */
export function createAgentReport(options: ReportOptions): () => Promise<AgentReport> {
  const { self, config, metrics, resource } = options;
  const search = createBundleSearch();
  return async () => {
    const turn = new Turn();
    // To load this file has had the turn in which it is first asked.
    await turn.next();
    const part = partsIn(turn);
    const launch = await part('entry', nowhere(), () => launchOf(options.launch));
    const packages = loadedPackages();
    const bundled = await part<Bundled>('bundle', new Map(), () =>
      search({ entry: launch.entry, loaded: loadedFiles() }),
    );
    const observers = await part('observers', [], () => reportObservers(self.observers()));
    const isBridging = config.bridgePromClient || metrics.sources.size > 0;
    const instruments = new Set(
      Array.from(metrics.provider.store.metrics(), ({ descriptor }) => descriptor.name),
    );
    const hasInstrument = (name: string) => instruments.has(name);
    const known = { launch, observers, packages, bundled, isBridging, hasInstrument };
    return {
      ...ofProcess(),
      isInContainer: await part('container', false, isInContainer),
      ...{ startedBy: self.startedBy, service: String(resource['service.name']) },
      ...(await part('address', {}, () => addressOf(config.host, self.url()))),
      app: { ...shownEntry(launch), isBundled: bundled.size > 0 },
      configuration: await part('configuration', [], () =>
        describeConfig({ ...self.loaded, config }),
      ),
      configurationProblems: self.loaded.problems,
      observers,
      libraries: await part('libraries', [], () => inTurns(reportLibraries(known), turn)),
      loadedBefore: LOOKED_AT_EARLY.filter((name) => self.packagesBefore.has(name)),
      others: await part('others', NO_OTHERS, () => findOthers(metrics.provider, packages)),
      faults: Object.fromEntries(faultCounts()),
    };
  };
}

/** Makes the parts of one report, one after the other, in as many turns of the event loop as it takes. */
function partsIn(turn: Turn) {
  return async <T>(name: string, otherwise: T, make: () => T | Promise<T>): Promise<T> => {
    try {
      if (turn.isOver) await turn.next();
      return await make();
    } catch (error) {
      reportFault('endpoint_error', `the part ${name} of /agent`, error);
      return otherwise;
    }
  };
}

function ofProcess() {
  return {
    ...{ version: VERSION, node: process.versions.node, pid: process.pid },
    ...{ uptimeSeconds: process.uptime(), timeMs: epochMs() },
  };
}

function launchOf({ entry, folder }: Launch): Launch {
  return { folder, entry: fileOf({ entry, folder }) };
}

/** Where nothing of the start is known. */
function nowhere(): Launch {
  return { entry: undefined, folder: workingDirectory() };
}

/** The app's file, with its whole path; `node -e` has none, whatever its first argument is. */
function fileOf({ entry, folder }: Launch): string | undefined {
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

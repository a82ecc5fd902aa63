import type { OptionDescription } from '../config/describe.ts';

/** What the agent knows of itself and of the app it is in: `GET /agent`, which `doctor` reads. */
export interface AgentReport {
  /** Of the package. */
  readonly version: string;
  readonly node: string;
  readonly pid: number;
  readonly uptimeSeconds: number;
  /** Of the machine, so that clocks can be compared. */
  readonly timeMs: number;
  readonly startedBy: 'preload' | 'code';
  readonly service: string;
  /** Whether files say that this is a container, where loopback lets no scraper in. */
  readonly isInContainer: boolean;
  /** Where the endpoint listens; absent while it does not. */
  readonly address?: { readonly host: string; readonly port: number };
  readonly app: {
    /**
     * The file that Node was given, from the working directory, its name alone where it is outside of
     * that; absent for `node -e` and the like.
     */
    readonly entry?: string;
    /**
     * Whether a bundler has put a library that is observed by its files (Express, Fastify, pg) into
     * those of the app.
     */
    readonly isBundled: boolean;
  };
  readonly configuration: readonly OptionDescription[];
  /** As said on stderr; none has a value in it. */
  readonly configurationProblems: readonly string[];
  readonly observers: readonly ObserverReport[];
  /**
   * Those libraries that the agent knows by name, observed or not, which the app's package.json names
   * or which are loaded.
   */
  readonly libraries: readonly LibraryReport[];
  /**
   * Those of Express, Fastify and pg that were loaded before the agent was started: what was made
   * with them until then may go unseen, as routers that were mounted.
   */
  readonly loadedBefore: readonly string[];
  /** Who else measures in this process. */
  readonly others: {
    /** The app registered a MeterProvider of its own: what it records goes there. */
    readonly meterProvider: boolean;
    /** Packages of OpenTelemetry that instrument the same things, as far as they are loaded. */
    readonly instrumentations: readonly string[];
    /** Other vendors' agents that are loaded. */
    readonly agents: readonly string[];
    /** Whether prom-client's default metrics are on, which are much the same as those of ours. */
    readonly promClientDefaults: boolean;
    /** `primary`: of a cluster that has workers. */
    readonly cluster: 'primary' | 'worker' | 'none';
  };
  /** Faults that were kept away from the app, by cause. */
  readonly faults: Readonly<Record<string, number>>;
}

export interface ObserverReport {
  readonly name: string;
  readonly observes: string;
  /** `waiting`: for the app to load the library. */
  readonly state: 'observing' | 'waiting' | 'off' | 'failed';
}

export interface LibraryReport {
  readonly name: string;
  /** Installed; absent where that is not known. */
  readonly version?: string;
  /** Whether it is known to be loaded, from files of its own. */
  readonly isLoaded: boolean;
  /** True for an ES module that may be loaded all the same: Node keeps no list of those. */
  readonly isLoadUnknown?: true;
  /** Without any code of the app's. */
  readonly isObserved: boolean;
  /** Of this package, for what is not observed by itself. */
  readonly helper?: HelperReport;
  /** Where it is not: one sentence, and what to do. */
  readonly why?: string;
}

export interface HelperReport {
  readonly name: string;
  /** Whether the app uses it, for whatever. */
  readonly isUsed: boolean;
}

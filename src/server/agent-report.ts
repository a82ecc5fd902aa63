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
    /** The file that Node was given; absent for `node -e` and the like. */
    readonly entry?: string;
    /** Whether libraries that its package.json names are in no file of their own: a bundle. */
    readonly isBundled: boolean;
  };
  readonly configuration: readonly OptionDescription[];
  /** As said on stderr. */
  readonly configurationProblems: readonly string[];
  readonly observers: readonly ObserverReport[];
  /** Those libraries of the app that the agent knows by name, observed or not. */
  readonly libraries: readonly LibraryReport[];
  /** Who else measures in this process. */
  readonly others: {
    /** The app registered a MeterProvider of its own: what it records goes there. */
    readonly meterProvider: boolean;
    /** Packages of OpenTelemetry that instrument the same things, as far as they are loaded. */
    readonly instrumentations: readonly string[];
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
  readonly isLoaded: boolean;
  readonly isObserved: boolean;
  /** Where it is not: one sentence, and what to do. */
  readonly why?: string;
}

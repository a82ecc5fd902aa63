import { wasReported } from '../../instrumentations/module-loads.ts';
import type { Launch } from '../../pipeline/resource.ts';
import type { LibraryReport, ObserverReport } from '../../server/agent-report.ts';
import { KNOWN_LIBRARIES, type KnownLibrary } from './known-libraries.ts';
import { manifestOfApp, manifestOfPackage } from './manifests.ts';
import { type Presence, verdictOn } from './verdict.ts';

export interface LibraryOptions {
  readonly launch: Launch;
  readonly observers: readonly ObserverReport[];
  /** Of which `require` has loaded files. */
  readonly packages: ReadonlySet<string>;
  /** Libraries that are in files of the app, and those files. */
  readonly bundled: ReadonlyMap<string, string>;
  /** Whether the app has an instrument of this name. */
  readonly hasInstrument: (name: string) => boolean;
  /** Whether metrics of prom-client are on the page, by the option or by the function. */
  readonly isBridging: boolean;
}

/**
 * Those of the app that the agent knows by name, in the order of its table. Yields after each one, since
 * its manifest is looked for in all folders from the entry upwards.
 */
export function* reportLibraries(options: LibraryOptions): Generator<void, LibraryReport[], void> {
  const named = new Set(manifestOfApp(options.launch)?.dependencies);
  const reports: LibraryReport[] = [];
  for (const library of KNOWN_LIBRARIES) {
    const { name, isOthers = false } = library;
    const isHere = isLoaded(library, options) || options.bundled.has(name);
    if (!named.has(name) && (!isHere || isOthers)) continue;
    reports.push(report(library, options));
    yield;
  }
  return reports;
}

function report(library: KnownLibrary, options: LibraryOptions): LibraryReport {
  const presence = presenceOf(library, options);
  const { version, isLoadUnknown } = presence;
  const { name, helper } = library;
  const { observers, isBridging } = options;
  const isUsed = helper?.instruments.some(options.hasInstrument) ?? false;
  return {
    name,
    ...(version !== undefined && { version }),
    isLoaded: presence.isLoaded,
    ...(isLoadUnknown && { isLoadUnknown }),
    ...verdictOn(library, presence, { observers, isBridging }),
    ...(helper !== undefined && { helper: { name: helper.name, isUsed } }),
  };
}

function presenceOf(library: KnownLibrary, options: LibraryOptions): Presence {
  const { name, isPatched = false } = library;
  const manifest = manifestOfPackage(name, options.launch);
  const loaded = isLoaded(library, options);
  const bundledIn = options.bundled.get(name);
  return {
    version: manifest?.version,
    bundledIn,
    isLoaded: loaded,
    // What is patched has files that `require` loads, whoever imports it.
    isLoadUnknown: !loaded && !isPatched && bundledIn === undefined && manifest?.mayBeEsm === true,
  };
}

function isLoaded({ name, isPatched }: KnownLibrary, { packages }: LibraryOptions): boolean {
  return packages.has(name) || (isPatched === true && wasReported(name));
}

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Launch } from '../../pipeline/resource.ts';

/** What is of interest in a `package.json`. */
export interface Manifest {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  /** Names of what it needs when it runs. */
  readonly dependencies: readonly string[];
  /** Whether `import` may get ES modules of it. */
  readonly mayBeEsm: boolean;
}

/**
 * The app's own: looked for from its entry on the way up, then from the working directory. An entry in
 * `node_modules` is a tool that runs the app: the project around it counts.
 */
export function manifestOfApp({ entry, folder }: Launch): Manifest | undefined {
  const start = entry?.split(/[\\/]node_modules[\\/]/)[0];
  // One without a name only says of which kind the files of a folder are.
  const read = (at: string) => {
    const manifest = readManifest(at);
    return manifest?.name === undefined ? undefined : manifest;
  };
  return (start === undefined ? undefined : upwards(start, read)) ?? upwards(folder, read);
}

/** That of a package which is installed for the app. */
export function manifestOfPackage(name: string, { entry, folder }: Launch): Manifest | undefined {
  const find = (start: string) =>
    upwards(start, (at) => readManifest(join(at, 'node_modules', name)));
  return (entry === undefined ? undefined : find(entry)) ?? find(folder);
}

/** The first answer on the way up. */
function upwards<T>(start: string, ask: (folder: string) => T | undefined): T | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const answer = ask(folder);
    if (answer !== undefined || dirname(folder) === folder) return answer;
  }
}

function readManifest(folder: string): Manifest | undefined {
  try {
    const raw = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const { name, version, dependencies, optionalDependencies, type, exports } = raw;
    return {
      name: typeof name === 'string' ? name : undefined,
      version: typeof version === 'string' ? version : undefined,
      dependencies: Object.keys({ ...dependencies, ...optionalDependencies }),
      mayBeEsm: type === 'module' || /"import":|\.mjs"/.test(JSON.stringify(exports ?? {})),
    };
  } catch {
    return undefined;
  }
}

import { packageOfFile } from '../foundation/package-of-file.ts';
import { loadedFiles } from '../instrumentations/module-loads.ts';

/** The packages of which `require` has loaded a file until now, also where ESM imported it. */
export function loadedPackages(): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of loadedFiles()) {
    const name = packageOfFile(file);
    if (name !== undefined) names.add(name);
  }
  return names;
}

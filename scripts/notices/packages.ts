import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** An npm package, as far as notices and the bill of materials need it. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** SPDX id. */
  readonly license: string;
  /** Names of the packages it needs at run time. */
  readonly dependencies: readonly string[];
  /** Texts of its licence and notice files. */
  readonly texts: readonly LicenseText[];
}

export interface LicenseText {
  /** Relative to the package, e.g. `LICENSE`. */
  readonly file: string;
  readonly text: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Files and folders in which a package says under what terms it comes. */
const LEGAL_FILE = /^(licen[cs]es?|notice|copying)(\.(md|txt))?$/i;
/** The root of a package in the path of one of its files; the innermost `node_modules` counts. */
const PACKAGE_ROOT = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/** The packages that a build's modules come from, by name. */
export function packagesOf(moduleIds: readonly string[]): Package[] {
  const folders = moduleIds
    .map((id) => PACKAGE_ROOT.exec(id)?.[1])
    .filter((root) => root !== undefined);
  return [...new Set(folders)].map(readPackage).sort(byName);
}

/** Throws where the package does not say its licence, or brings no text of it. */
export function readPackage(folder: string): Package {
  const { name, version, license, dependencies } = readManifest(folder);
  const texts = legalFiles(folder).map((file) => ({
    file: relative(folder, file).replaceAll('\\', '/'),
    text: readFileSync(file, 'utf8').replace(/\r\n/g, '\n').trimEnd(),
  }));
  if (typeof license !== 'string') throw new Error(`${name} ${version} names no licence`);
  if (texts.length === 0) throw new Error(`${name} ${version} brings no licence text`);
  return { name, version, license, dependencies: Object.keys(dependencies ?? {}), texts };
}

/** Packages and all that they need, from the `node_modules` of `root`. */
export function installedWith(root: string, names: readonly string[]): Package[] {
  const found = new Map<string, Package>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    const one = readPackage(join(root, 'node_modules', name));
    found.set(name, one);
    one.dependencies.forEach(visit);
  };
  names.forEach(visit);
  return [...found.values()].sort(byName);
}

/**
 * Throws where the build breaks a promise: a package twice in it (two copies of the SDK do not
 * know each other's classes), or one that has to be the copy in the app's `node_modules`.
 */
export function assertBundle(packages: readonly Package[], external: readonly string[]): void {
  for (const { name } of packages) {
    const versions = packages.filter((other) => other.name === name).map(({ version }) => version);
    if (versions.length > 1)
      throw new Error(`${name} is in the build ${versions.length} times: ${versions.join(', ')}`);
    if (external.includes(name)) throw new Error(`${name} is in the build and has to stay outside`);
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function legalFiles(folder: string): string[] {
  const legal = readdirSync(folder, { withFileTypes: true }).filter(({ name }) =>
    LEGAL_FILE.test(name),
  );
  return legal
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function byName(one: Package, other: Package): number {
  return one.name < other.name ? -1 : 1;
}

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensurePackageBuilt, REPOSITORY } from '../../../scripts/demo/package-build.ts';
import { npm } from './npm.ts';

const BENCH = join(import.meta.dirname, '..');

/** An empty project with the packed package, its peers and the programs that use them. */
export interface Project extends Disposable {
  readonly folder: string;
  readonly tarball: string;
  /** The version of an installed package. */
  version(name: string): string;
}

export interface ProjectOptions {
  /** A packed package to install; without it this checkout is built and packed. */
  readonly tarball: string | undefined;
  readonly signal: AbortSignal;
}

export async function createProject({ tarball, signal }: ProjectOptions): Promise<Project> {
  if (tarball !== undefined && !existsSync(tarball)) throw new Error(`there is no file ${tarball}`);
  const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const packed = tarball === undefined ? await pack(folder, signal) : resolve(tarball);
    cpSync(join(BENCH, 'project'), folder, { recursive: true });
    await npm(folder, ['ci', '--ignore-scripts'], signal);
    await npm(folder, ['install', '--no-save', '--no-package-lock', packed], signal);
    cpSync(join(BENCH, 'programs'), join(folder, 'programs'), { recursive: true });
    return { folder, tarball: packed, version: versionIn(folder), [Symbol.dispose]: remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function pack(folder: string, signal: AbortSignal): Promise<string> {
  await ensurePackageBuilt(signal);
  await npm(REPOSITORY, ['pack', '--ignore-scripts', '--pack-destination', folder], signal);
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error('npm pack wrote no file');
  return join(folder, name);
}

function versionIn(folder: string): Project['version'] {
  return (name) => {
    const manifest = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version: string }).version;
  };
}

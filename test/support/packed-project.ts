import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { isAllRequired } from './requirement.ts';

const ROOT = join(import.meta.dirname, '../..');

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of a project in which the packed package is installed as a user would do it. */
    packedProject: string;
    /** The packed package. */
    tarball: string;
  }
}

/**
 * Packs the package and installs it in an empty project beside Express 5 and 4, Fastify 5, pg and
 * the Nodes of the test matrix. Runs once for the whole test run.
 */
export async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-project-'));
  const tarball = pack(folder);
  cpSync(join(ROOT, 'test/e2e/project'), folder, { recursive: true });
  npm(folder, ['ci']);
  preferNode24(folder);
  npm(folder, ['install', '--no-save', '--no-package-lock', tarball]);
  cpSync(join(ROOT, 'test/e2e/fixtures'), folder, { recursive: true });
  project.provide('packedProject', folder);
  project.provide('tarball', tarball);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** The Nodes of the matrix all want to be `.bin/node`, which package managers put on PATH. */
function preferNode24(folder: string): void {
  const link = join(folder, 'node_modules/.bin/node');
  rmSync(link, { force: true });
  if (nodeBinary(folder, '24') !== undefined) symlinkSync('../node24/bin/node', link);
}

function pack(folder: string): string {
  npm(ROOT, ['pack', '--ignore-scripts', '--pack-destination', folder]);
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error('npm pack wrote no file');
  return join(folder, name);
}

export interface ProjectOptions {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

/** A further project with the tarball and other dependencies; the caller removes it. */
export function createProject(tarball: string, options: ProjectOptions): string {
  const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-project-'));
  const manifest = { name: 'another-project', private: true, dependencies: options.dependencies };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  npm(folder, ['install', '--no-package-lock', ...(options.flags ?? []), tarball]);
  cpSync(join(ROOT, 'test/e2e/fixtures'), folder, { recursive: true });
  return folder;
}

function npm(folder: string, args: readonly string[]): void {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', [...args, ...quiet], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The Nodes that the packed package is tested on; the oldest one that is supported first. */
export const NODE_VERSIONS = ['22.15', '22', '24', '26'] as const;

/**
 * The binary of a Node of the matrix; undefined where npm has none for this system. Throws where it
 * has to be there.
 */
export function nodeBinary(project: string, version: string): string | undefined {
  const binary = join(project, 'node_modules', `node${version}`, 'bin', 'node');
  if (existsSync(binary)) return binary;
  if (isAllRequired()) throw new Error(`Node ${version} is not installed: ${binary}`);
  return undefined;
}

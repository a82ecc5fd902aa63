import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../harness/bench.ts';
import { npm } from '../harness/npm.ts';
import { quantity } from '../report/format.ts';
import {
  AUTO,
  BARE,
  BARE_AGAIN,
  compare,
  type Group,
  OURS,
  PROM_CLIENT,
  PROMETHEUS_IO,
} from '../report/result.ts';

const BLOCK_BYTES = 512;

/** What npm puts into an empty project, dependencies and peers included. */
export async function measureSize(bench: Bench): Promise<readonly Group[]> {
  const { tarball, version } = bench.project;
  const api = '@opentelemetry/api';
  const auto = '@opentelemetry/auto-instrumentations-node';
  const pinned = (name: string) => `${name}@${version(name)}`;
  const installs: Readonly<Record<string, readonly string[]>> = {
    [BARE]: [],
    [BARE_AGAIN]: [],
    [OURS]: [tarball],
    [PROM_CLIENT]: [pinned('prom-client')],
    [PROMETHEUS_IO]: [pinned('@prometheus-io/client')],
    [AUTO]: [pinned(auto), pinned(api)],
  };
  const bytes = new Map<string, number[]>();
  const notes: Record<string, string> = {};
  for (const [name, packages] of Object.entries(installs)) {
    bench.progress(`size: ${name}`);
    const installed = await install(bench, packages);
    bytes.set(name, [installed.bytes]);
    notes[name] = `${installed.files} files, ${quantity(installed.bytesOnDisk, 'B')} on disk`;
  }
  const id = 'size/installed';
  const rows = compare(bytes, { to: OURS, notes });
  return [{ id, title: 'Installed size, with dependencies and peers', unit: 'B', rows }];
}

interface Installed {
  readonly bytes: number;
  /** In whole blocks, which is what many small files take. */
  readonly bytesOnDisk: number;
  readonly files: number;
}

async function install(bench: Bench, packages: readonly string[]): Promise<Installed> {
  const folder = join(bench.project.folder, 'empty');
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    if (packages.length > 0) {
      const args = ['install', '--ignore-scripts', '--no-package-lock', ...packages];
      await npm(folder, args, bench.signal);
    }
    return filesUnder(join(folder, 'node_modules'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesUnder(folder: string): Installed {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => lstatSync(join(folder, name)))
    .filter((entry) => entry.isFile());
  return {
    bytes: entries.reduce((sum, { size }) => sum + size, 0),
    bytesOnDisk: entries.reduce((sum, { blocks }) => sum + blocks * BLOCK_BYTES, 0),
    files: entries.length,
  };
}

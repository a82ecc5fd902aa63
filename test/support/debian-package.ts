import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openSuite, privateFolder, reasonOf } from './debian-suite.ts';
import { isAllRequired } from './requirement.ts';

/** A program of a Debian suite that is newer than the one installed. */
export interface DebianProgram {
  /** E.g. `trixie`, `sid`. */
  readonly suite: string;
  readonly package: string;
  /** Its path in the package. */
  readonly path: string;
}

/** Where it is and which version, or why it can't be had here. */
export interface Found {
  readonly command: string;
  readonly version: string;
  readonly lacks?: string;
}

/**
 * The program, unpacked from its package into a folder of the system's temporary one, where it stays
 * for the next run. Nothing is installed, and apt's own state is left alone. The package comes from
 * wherever this machine's Debian comes from; where that is nowhere, the answer says so. Throws where
 * it has to be there.
 */
export function findDebianProgram(program: DebianProgram): Found {
  try {
    const folder = privateFolder();
    return cached(folder, program) ?? unpacked(folder, program);
  } catch (error) {
    const lacks = `${program.package} of Debian ${program.suite} can't be had here: ${reasonOf(error)}`;
    if (isAllRequired()) throw new Error(lacks, { cause: error });
    return { command: program.package, version: '', lacks };
  }
}

function cached(folder: string, program: DebianProgram): Found | undefined {
  const prefix = `${program.suite}_${program.package}_`;
  const name = readdirSync(folder).find((entry) => entry.startsWith(prefix));
  if (name === undefined) return undefined;
  return {
    command: join(folder, name, basename(program.path)),
    version: name.slice(prefix.length),
  };
}

function unpacked(folder: string, program: DebianProgram): Found {
  const work = mkdtempSync(join(folder, 'work-'));
  try {
    const archive = download(work, program);
    execFileSync('dpkg', ['-x', archive, 'root'], { cwd: work, stdio: 'pipe' });
    const [, version = ''] = basename(archive).split('_');
    const place = join(folder, `${program.suite}_${program.package}_${version}`);
    // A folder that appears whole, whenever this process ends.
    mkdirSync(join(work, 'kept'));
    const name = basename(program.path);
    renameSync(join(work, 'root', program.path), join(work, 'kept', name));
    renameSync(join(work, 'kept'), place);
    return { command: join(place, name), version };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The package's file. */
function download(work: string, program: DebianProgram): string {
  openSuite(work, program.suite).aptGet(['download', program.package]);
  const archive = readdirSync(work).find((file) => file.endsWith('.deb'));
  if (archive === undefined) throw new Error('apt-get downloaded nothing');
  return join(work, archive);
}

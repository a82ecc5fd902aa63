import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';

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

const SOURCES = '/etc/apt';
/** For the lists, and for the package: some ten megabytes each. */
const LONGEST_MS = 90_000;

/**
 * The program, unpacked from its package into a folder of the system's temporary one, where it stays
 * for the next run. Nothing is installed, and apt's own state is left alone. The package comes from
 * wherever this machine's Debian comes from; where that is nowhere, the answer says so.
 */
export function findDebianProgram(program: DebianProgram): Found {
  try {
    const folder = privateFolder();
    return cached(folder, program) ?? unpacked(folder, program);
  } catch (error) {
    // What apt says last, or whatever else went wrong.
    const { message } = error as Error;
    const reason = /^E: .*$/m.exec(message)?.[0] ?? message.split('\n')[0];
    const lacks = `${program.package} of Debian ${program.suite} can't be had here: ${reason}`;
    return { command: program.package, version: '', lacks };
  }
}

/** Programs of a folder that anybody might have made are not run. */
function privateFolder(): string {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `otel-metrics-debian-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== uid) throw new Error(`${folder} is somebody else's`);
  return folder;
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
  for (const made of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(work, made), { recursive: true });
  }
  const sources = join(work, 'suite.sources');
  writeFileSync(sources, sourcesOf(program.suite));
  const own = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(work, 'lists')}`,
    `Dir::Cache=${join(work, 'cache')}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  const options = { cwd: work, stdio: 'pipe', timeout: LONGEST_MS } as const;
  execFileSync('apt-get', [...own, '-qq', 'update'], options);
  execFileSync('apt-get', [...own, '-qq', 'download', program.package], options);
  const archive = readdirSync(work).find((file) => file.endsWith('.deb'));
  if (archive === undefined) throw new Error('apt-get downloaded nothing');
  return join(work, archive);
}

/** The machine's own sources of Debian, with another suite in the place of its own. */
function sourcesOf(suite: string): string {
  const parts = join(SOURCES, 'sources.list.d');
  const files = existsSync(parts) ? readdirSync(parts).map((file) => join(parts, file)) : [];
  const stanzas = files
    .filter((file) => file.endsWith('.sources'))
    .flatMap((file) => readFileSync(file, 'utf8').split(/\n{2,}/))
    .filter((stanza) => /^URIs:.*\/debian\/?$/m.test(stanza));
  const [debian] = stanzas;
  if (debian === undefined) throw new Error(`no source of Debian in ${parts}`);
  return `${debian.replace(/^Suites:.*$/m, `Suites: ${suite}`)}\n`;
}

// Builds a small OpenTelemetry Collector of Debian's Go packages: npm and Debian have no program of it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import {
  type DebianSuite,
  openSuite,
  privateFolder,
  reasonOf,
} from '../../test/support/debian-suite.ts';

const SUITE = 'sid';
const LIBRARY = 'golang-opentelemetry-collector-dev';
const COMPILER = 'golang-go';
const SOURCE = join(import.meta.dirname, 'main.go');

/** Takes one line of progress. */
export type Say = (line: string) => void;

/**
 * The Collector's program. It takes some minutes, 300 MB of packages and 3 GB of disk while it is made,
 * and stays in a folder of the system's temporary one for the next run. Nothing is installed.
 * @throws Error with one line that says what is missing.
 */
export function buildCollector(say: Say): string {
  try {
    const folder = privateFolder();
    const version = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 12);
    const place = join(folder, `collector_${version}`);
    if (!existsSync(place)) build(folder, place, say);
    return place;
  } catch (error) {
    const failure = new Error(`no OpenTelemetry Collector can be built here: ${reasonOf(error)}`);
    // Where it was thrown says nothing to who lacks a program or the network.
    failure.stack = '';
    throw failure;
  }
}

function build(folder: string, place: string, say: Say): void {
  const work = mkdtempSync(join(folder, 'work-'));
  try {
    say(`The lists of Debian ${SUITE} …`);
    const suite = openSuite(work, SUITE);
    const packages = packagesOf(suite);
    say(`${packages.length} packages, about 300 MB …`);
    suite.aptGet(['download', ...packages]);
    unpackAll(work);
    say('Compiling, which takes some minutes …');
    compile(work);
    // It appears whole, whenever this process ends.
    renameSync(join(work, 'collector'), place);
    say(`The Collector is ${place}.`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The compiler, the Collector's sources, and all that they need of Go. */
function packagesOf(suite: DebianSuite): string[] {
  // As for an empty system: what this one has installed is of another suite.
  const empty = ['-o', 'Dir::State::status=/dev/null', '--no-install-recommends'];
  const plan = suite.aptGet([...empty, '--simulate', 'install', LIBRARY, COMPILER]);
  const names = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name);
  return [...new Set(names.filter((name) => name.startsWith('golang')))];
}

function unpackAll(work: string): void {
  for (const archive of readdirSync(work).filter((file) => file.endsWith('.deb'))) {
    execFileSync('dpkg', ['-x', archive, 'root'], { cwd: work, stdio: 'pipe' });
    rmSync(join(work, archive));
  }
}

/** Debian's sources are for the way of Go before modules: everything below one GOPATH. */
function compile(work: string): void {
  const goRoot = newestGo(join(work, 'root/usr/lib'));
  const own = join(work, 'gopath/src/collector');
  mkdirSync(own, { recursive: true });
  copyFileSync(SOURCE, join(own, basename(SOURCE)));
  const settings = {
    GOROOT: goRoot,
    GOPATH: `${join(work, 'gopath')}:${join(work, 'root/usr/share/gocode')}`,
    GOCACHE: join(work, 'cache'),
    GO111MODULE: 'off',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
  };
  // The machine is somebody's: this is work for its idle moments.
  execFileSync(
    'nice',
    [join(goRoot, 'bin/go'), 'build', '-ldflags=-s -w', '-o', 'collector', 'collector'],
    { cwd: work, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...settings } },
  );
}

function newestGo(folder: string): string {
  const versions = readdirSync(folder).filter((name) => name.startsWith('go-'));
  const [newest] = versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  if (newest === undefined) throw new Error('Debian has no Go compiler');
  return join(folder, newest);
}

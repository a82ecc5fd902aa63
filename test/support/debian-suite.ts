import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** A Debian suite that is not the installed one, under a state of its own. */
export interface DebianSuite {
  /** What it prints; runs in the suite's folder, and leaves the system's apt alone. */
  aptGet(args: readonly string[]): string;
}

const SOURCES = '/etc/apt';
/** For the lists, and for packages: some hundred megabytes at the most. */
const LONGEST_MS = 300_000;
/** Long outputs: the plan of an installation. */
const MOST_BYTES = 64 * 2 ** 20;

/** Where what is unpacked stays for the next run. Programs of a folder that anybody might have made are not run. */
export function privateFolder(): string {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `otel-metrics-debian-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== uid) throw new Error(`${folder} is somebody else's`);
  return folder;
}

/** Fetches the suite's lists into the folder, from wherever this machine's Debian comes from. */
export function openSuite(folder: string, suite: string): DebianSuite {
  for (const made of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(folder, made), { recursive: true });
  }
  const sources = join(folder, 'suite.sources');
  writeFileSync(sources, sourcesOf(suite));
  const own = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  const aptGet = (args: readonly string[]): string =>
    execFileSync('apt-get', [...own, '-qq', ...args], {
      cwd: folder,
      stdio: 'pipe',
      encoding: 'utf8',
      timeout: LONGEST_MS,
      maxBuffer: MOST_BYTES,
    });
  aptGet(['update']);
  return { aptGet };
}

/** What apt says last, or whatever else went wrong. */
export function reasonOf(error: unknown): string {
  const { code, message, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `there is no ${path}`;
  return /^E: .*$/m.exec(message)?.[0] ?? message.split('\n')[0] ?? '';
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

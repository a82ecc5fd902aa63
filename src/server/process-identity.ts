import { readFileSync, readlinkSync } from 'node:fs';

/** Which process this is, among those that can reach each other's ports. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Linux: containers count processes from 1 each, so a pid means something within one only. */
  readonly pidNamespace?: string | undefined;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, pidNamespace: pidNamespace() };
}

/** Whether `other` is this process or one that it descends from, as far as the system tells. */
export function isSelfOrAncestor({ pid, pidNamespace: namespace }: ProcessIdentity): boolean {
  if (namespace !== pidNamespace()) return false;
  return pid === process.pid || ancestors().includes(pid);
}

/** More than any real chain; a bound in case the system's table changes while it is read. */
const MOST_ANCESTORS = 64;

function ancestors(): number[] {
  const found: number[] = [];
  let pid: number | undefined = process.ppid;
  while (pid !== undefined && pid > 0 && found.length < MOST_ANCESTORS) {
    found.push(pid);
    pid = parentOf(pid);
  }
  return found;
}

/** The parent of any process, on Linux: the second field after the name, which may hold anything. */
function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function pidNamespace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}

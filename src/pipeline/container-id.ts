import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** 64 hexadecimal digits, alone or with words around: `cri-containerd-….scope`. */
const ID = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;
/** Where Docker and Podman mount files from the folder that they keep for a container. */
const OWN_FILES = new Set(['/etc/hostname', '/etc/resolv.conf', '/run/.containerenv']);
const OWN_FOLDER = /\/(?:overlay-)?containers\//;

/**
 * The id of the container in which this process runs, as far as Linux says it of the process itself:
 * by the path of its control group, or where that is hidden (cgroup v2) by what is mounted. In a pod
 * the mounts are no help: they are shared with the pod's sandbox, and have the id of that.
 *
 * @param root Folder with `proc`.
 */
export function containerId(root: string, isInPod: boolean): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const paths = linesOf(root, 'cgroup').map((line) => line.split(':').slice(2).join(':'));
  return firstId(paths) ?? (isInPod ? undefined : firstId(mountedOnes(root)));
}

/** Folders of a container, as far as its own files are mounted from there. */
function mountedOnes(root: string): string[] {
  return linesOf(root, 'mountinfo').flatMap((line) => {
    const [, , , from = '', to = ''] = line.split(' ');
    return OWN_FILES.has(to) && OWN_FOLDER.test(from) ? [from] : [];
  });
}

/** The last one in a path: containers may run in containers. */
function firstId(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const id = path.match(ID)?.at(-1);
    if (id !== undefined) return id;
  }
  return undefined;
}

function linesOf(root: string, file: string): string[] {
  try {
    return readFileSync(join(root, 'proc/self', file), 'latin1').split('\n');
  } catch {
    return [];
  }
}

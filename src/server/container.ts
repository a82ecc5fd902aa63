import { isThere } from '../foundation/is-there.ts';

/** What Docker, Podman and Kubernetes put into the containers that they run. */
const MARKS = ['/.dockerenv', '/run/.containerenv', '/var/run/secrets/kubernetes.io'];

export function isInContainer(): boolean {
  return process.platform === 'linux' && MARKS.some(isThere);
}

import { existsSync } from 'node:fs';

/** What Docker, Podman and Kubernetes put into the containers that they run. */
const MARKS = ['/.dockerenv', '/run/.containerenv', '/var/run/secrets/kubernetes.io'];

export function isInContainer(): boolean {
  return process.platform === 'linux' && MARKS.some((mark) => existsSync(mark));
}

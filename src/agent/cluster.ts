import type { Cluster } from 'node:cluster';

/** Node's cluster module, loaded only when asked for: most apps never need it. */
export function clusterModule(): Cluster {
  return process.getBuiltinModule('node:cluster') as unknown as Cluster;
}

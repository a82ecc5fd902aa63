import { channel } from 'node:diagnostics_channel';
import { guarded } from '../foundation/guard.ts';
import { warn } from '../foundation/log.ts';
import { setImmediate } from '../foundation/timers.ts';
import { clusterModule } from './cluster.ts';

/** Published by Node for every child process that is made. */
const CHILD_PROCESS = 'child_process';

/**
 * Says once, when a cluster's primary forks, that the workers' counts are not among its own. The
 * cluster module is looked at only after a child was made, so that other apps never load it.
 */
export function noticeCluster(): () => void {
  const children = channel(CHILD_PROCESS);
  const onChild = guarded('observer_error', 'noticing a cluster', () => {
    // The worker is entered into `cluster.workers` after its process was made.
    setImmediate(onChildMade).unref();
  });
  const onChildMade = guarded('observer_error', 'noticing a cluster', () => {
    const cluster = clusterModule();
    if (!cluster.isPrimary || Object.keys(cluster.workers ?? {}).length === 0) return;
    children.unsubscribe(onChild);
    warn('cluster', 'cluster: metrics are those of the primary only, workers are not included yet');
  });
  children.subscribe(onChild);
  return () => {
    children.unsubscribe(onChild);
  };
}

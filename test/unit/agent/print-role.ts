// Prints the role of this process, or of the one that its argument asks it to start.
import { fork } from 'node:child_process';
import cluster from 'node:cluster';
import { Worker } from 'node:worker_threads';
import { detectRole } from '../../../src/agent/process-role.ts';

const SELF = import.meta.filename;

switch (process.argv[2]) {
  case 'thread':
    new Worker(SELF, { argv: [] });
    break;
  case 'cluster':
    cluster.setupPrimary({ exec: SELF, args: [] });
    cluster.fork();
    break;
  case 'fork':
    fork(SELF);
    break;
  default:
    console.log(detectRole());
    if (process.connected) process.disconnect();
}

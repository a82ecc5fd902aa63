import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * Where there are two cores and `taskset`, what is measured runs on the first core, and the load
 * and this program on the second; elsewhere the system decides.
 */
export interface Cores {
  readonly pinned: boolean;
  /** A command line that runs on the measured core. */
  onMeasuredCore(command: readonly string[]): readonly string[];
}

const MEASURED = '0';
const OURS = '1';

/** Moves this process to the load's core. */
export function takeCores(): Cores {
  const pinned =
    availableParallelism() >= 2 &&
    spawnSync('taskset', ['--all-tasks', '-pc', OURS, String(process.pid)]).status === 0;
  return {
    pinned,
    onMeasuredCore: (command) => (pinned ? ['taskset', '-c', MEASURED, ...command] : command),
  };
}

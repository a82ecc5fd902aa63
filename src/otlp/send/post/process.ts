import { spawnSync } from 'node:child_process';
import { helperEnvironment } from '../../../config/environment.ts';
import { builtFile } from '../../../foundation/chunks.ts';
import { epochMs } from '../../../foundation/clock.ts';
import { workingDirectory } from '../../../foundation/working-directory.ts';
import { type Failed, failed, noAnswerWithin, type Outcome } from '../../outcome.ts';
import type { Destination } from '../destination.ts';
import { toInput } from './input.ts';

/** Taken when this is loaded: an app may put another in the module. */
const runProcess = spawnSync;

/** For the process to begin and end: what it sends has to be answered that much earlier. */
const MARGIN_MS = 50;

/**
 * Posts requests from a short-lived process and waits for it: in a process that ends, nothing
 * asynchronous comes to an end any more. Takes some 50 ms beside the time on the way, about twice as
 * long as a bare Node's start. All that it is told goes through a pipe, and no other process sees it.
 */
export function postNow(
  destination: Destination,
  bodies: readonly Uint8Array[],
  timeoutMs: number,
): Outcome {
  const obstacle = findObstacle();
  if (obstacle !== undefined) return notPosted(obstacle);
  const { env, flags } = helperEnvironment();
  const deadlineMs = epochMs() + timeoutMs - MARGIN_MS;
  try {
    const { error, stdout } = runProcess(process.execPath, [...flags, builtFile('post.cjs')], {
      ...{ env, cwd: workingDirectory(), windowsHide: true },
      input: toInput({ destination, deadlineMs }, bodies),
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: Math.max(1, Math.floor(timeoutMs)),
      killSignal: 'SIGKILL',
    });
    if (codeOf(error) === 'ETIMEDOUT') return noAnswerWithin(timeoutMs);
    return error === undefined ? readOutcome(String(stdout)) : notStarted(error);
  } catch (error) {
    return notStarted(error);
  }
}

/** Where another process of this program is not Node, but the app once more. */
function findObstacle(): string | undefined {
  if (process.versions.electron !== undefined) return 'Electron';
  if ('pkg' in process) return 'an app in one file';
  return process.getBuiltinModule('node:sea').isSea() ? 'an app in one file' : undefined;
}

function notPosted(why: string): Failed {
  return failed(`${why} has no process to post it`);
}

function notStarted(error: unknown): Failed {
  return failed(`the process that posts it did not start (${codeOf(error) ?? 'unknown'})`);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** What the process said last; one that said nothing was not the one that we know. */
function readOutcome(said: string): Outcome {
  try {
    return JSON.parse(said) as Outcome;
  } catch {
    return failed('the process that posts it failed');
  }
}

import { spawnSync } from 'node:child_process';
import { helperEnvironment } from '../../../config/environment.ts';
import { builtFile } from '../../../foundation/chunks.ts';
import { epochMs } from '../../../foundation/clock.ts';
import { workingDirectory } from '../../../foundation/working-directory.ts';
import { type Failed, noAnswerWithin, type Outcome } from '../../outcome.ts';
import type { Destination } from '../destination.ts';
import { toInput } from './input.ts';

/** For the process to begin and end: what it sends has to be answered that much earlier. */
const MARGIN_MS = 50;

/**
 * Posts requests from a short-lived process and waits for it: in a process that ends, nothing
 * asynchronous comes to an end any more. Takes some 30 ms beside the time on the way. All that it is
 * told goes through a pipe, and no other process sees it.
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
    const { error, stdout } = spawnSync(process.execPath, [...flags, builtFile('post')], {
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
  return { isDelivered: false, reason: `${why} has no process to post it`, isPassing: false };
}

function notStarted(error: unknown): Failed {
  const code = codeOf(error) ?? 'unknown';
  return {
    isDelivered: false,
    reason: `the process that posts it did not start (${code})`,
    isPassing: false,
  };
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** What the process said last; one that said nothing was not the one that we know. */
function readOutcome(said: string): Outcome {
  try {
    return JSON.parse(said) as Outcome;
  } catch {
    return { isDelivered: false, reason: 'the process that posts it failed', isPassing: false };
  }
}

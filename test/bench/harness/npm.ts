import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];

/** Runs npm in a folder; throws with what it said when it fails. */
export async function npm(
  folder: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const child = spawn('npm', [...args, ...QUIET], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
    signal,
  });
  const exited = once(child, 'exit');
  const [problems, [code]] = await Promise.all([text(child.stderr), exited]);
  if (code !== 0) throw new Error(`npm ${args[0]} failed in ${folder}:\n${problems.trim()}`);
}

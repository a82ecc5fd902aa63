import { COMMANDS } from './commands.ts';

/** Runs the command that the arguments name. */
export async function main(args: readonly string[]): Promise<number> {
  const command = await COMMANDS[args[0] ?? '']?.();
  return command === undefined ? 2 : 0;
}

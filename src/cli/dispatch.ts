import { VERSION } from '../foundation/version.ts';
import { parseArguments } from './arguments.ts';
import { type Call, type Command, CommandFailure } from './command.ts';
import { COMMANDS } from './commands.ts';
import { commandHelp, PROGRAM, programHelp } from './help.ts';
import { legible } from './legible.ts';
import { nearest } from './nearest.ts';

/** What a call has from the process that it is made in. */
export type Surroundings = Pick<Call, 'out' | 'folder' | 'env' | 'signal'>;

/** Runs the command that the arguments name, to its exit code; what goes wrong is one line on stderr. */
export async function dispatch(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  try {
    return await run(args, surroundings);
  } catch (error) {
    if (surroundings.signal.aborted) return 1;
    surroundings.out.say(`${PROGRAM}: ${sentenceOf(error)}`);
    return error instanceof CommandFailure ? error.exitCode : 1;
  }
}

async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const [first = '--help', ...rest] = args;
  const { out } = surroundings;
  if (first === '--version') {
    out.write(`${VERSION}\n`);
    return 0;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    out.write(await helpOf(rest[0]));
    return 0;
  }
  const command = await load(first);
  const { help, ...parsed } = parseArguments(command, rest);
  if (help) {
    out.write(commandHelp(command));
    return 0;
  }
  return command.run({ ...surroundings, ...parsed });
}

async function helpOf(name: string | undefined): Promise<string> {
  if (name !== undefined) return commandHelp(await load(name));
  return programHelp(await Promise.all(Object.keys(COMMANDS).map(load)));
}

function load(name: string): Promise<Command> {
  const loader = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (loader === undefined) throw new CommandFailure(unknown(name), 2);
  return loader();
}

function unknown(name: string): string {
  const kind = name.startsWith('-') ? 'option' : 'command';
  const meant = nearest(name, Object.keys(COMMANDS));
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `there is no ${kind} ${legible(name)}.${hint} See ${PROGRAM} --help`;
}

/** Whatever was thrown, in one line; what nobody expected asks to be told of. */
function sentenceOf(error: unknown): string {
  const message = legible(error instanceof Error ? error.message : String(error));
  if (error instanceof CommandFailure) return message;
  return `something went wrong that should not: ${message}. Please report it, with the command and version ${VERSION}`;
}

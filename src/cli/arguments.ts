import { parseArgs } from 'node:util';
import { type Call, type Command, CommandFailure, type CommandOption } from './command.ts';
import { legible } from './legible.ts';
import { nearest } from './nearest.ts';

/** What each command understands besides its own options. */
export const COMMON_OPTIONS = {
  json: { type: 'boolean', help: 'the result as JSON' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
} as const satisfies Readonly<Record<string, CommandOption>>;

export interface ParsedArguments extends Pick<Call, 'values' | 'positionals' | 'program' | 'json'> {
  readonly help: boolean;
}

type Tokens = NonNullable<ReturnType<typeof parseLoosely>['tokens']>;
type Token = Tokens[number];
type OptionToken = Extract<Token, { kind: 'option' }>;

/** Reads the arguments after a command's name. Throws a `CommandFailure` for a wrong one. */
export function parseArguments(command: Command, args: readonly string[]): ParsedArguments {
  const [own, program] = command.takesProgram ? splitProgram(command, args) : [args, []];
  const { values, positionals, tokens } = parseLoosely(command, own);
  for (const token of tokens) if (token.kind === 'option') checkOption(command, token);
  const { help, json, ...rest } = values;
  // What is asked of the help may be anything.
  if (help !== true) checkPositionals(command, positionals);
  return { values: rest, positionals, program, json: json === true, help: help === true };
}

/** Strict parsing would throw sentences that are not ours. */
function parseLoosely({ options }: Command, args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: { ...options, ...COMMON_OPTIONS },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
}

/** What comes after `--`, which may look like an option's value before it. */
function splitProgram(
  command: Command,
  args: readonly string[],
): [own: readonly string[], program: readonly string[]] {
  const { tokens } = parseLoosely(command, args);
  const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index;
  return end === undefined ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
}

function checkOption(command: Command, { name, rawName, value, inlineValue }: OptionToken): void {
  const options: Readonly<Record<string, CommandOption>> = {
    ...command.options,
    ...COMMON_OPTIONS,
  };
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) throw unknownOption(command, rawName, Object.keys(options));
  if (option.type === 'boolean') {
    if (value !== undefined) throw wrong(command, `${rawName} takes no value`);
    return;
  }
  const isMissing = value === undefined || value === '' || (!inlineValue && value.startsWith('-'));
  if (isMissing) {
    throw wrong(command, `${rawName} needs a value: ${rawName} ${option.placeholder ?? '<value>'}`);
  }
}

function unknownOption(command: Command, typed: string, names: readonly string[]): CommandFailure {
  const meant = nearest(typed.replace(/^-+/, ''), names);
  const hint = meant === undefined ? '' : ` Did you mean --${meant}?`;
  return wrong(command, `there is no option ${legible(typed)}.${hint}`);
}

function checkPositionals(command: Command, words: readonly string[]): void {
  const max = command.positionals?.max ?? 0;
  const surplus = words[max];
  if (surplus === undefined) return;
  const taken = max === 0 ? 'options only' : `${max} ${max === 1 ? 'word' : 'words'} at the most`;
  throw wrong(command, `it takes ${taken}, not '${legible(surplus)}'`);
}

function wrong({ name }: Command, what: string): CommandFailure {
  const end = /[.?]$/.test(what) ? '' : '.';
  return new CommandFailure(`${name}: ${what}${end} See otel-metrics ${name} --help`, 2);
}

import { COMMON_OPTIONS } from './arguments.ts';
import type { Command, CommandOption } from './command.ts';

export const PROGRAM = 'otel-metrics';

const WIDTH = 96;
const INDENT = 2;
const GAP = 2;
/** Options that are longer have their sentence in the next line. */
const WIDEST_TERM = 30;

/** What the program says without a command. */
export function programHelp(commands: readonly Command[]): string {
  return [
    `${PROGRAM} <command> [options]`,
    '',
    'Looks at an app under @acme/otel-metrics and sets up what watches it.',
    '',
    'Commands:',
    definitions(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Options:',
    definitions([
      ['-h, --help', 'this text; of a command: its own'],
      ['--version', 'the version of the package'],
    ]),
    '',
    `${PROGRAM} <command> --help says more. Exit code: 0, or 1 where something failed, 2 for a wrong call.`,
    '',
  ].join('\n');
}

/** What a command says of itself. */
export function commandHelp(command: Command): string {
  const { name, summary, usage, details, options, examples } = command;
  const all = Object.entries<CommandOption>({ ...options, ...COMMON_OPTIONS });
  const blocks = [
    `${PROGRAM} ${name} ${usage}`.trimEnd(),
    wrapped(summary, WIDTH).join('\n'),
    ...(details === undefined ? [] : [paragraphs(details)]),
    `Options:\n${definitions(all.map(([key, option]) => [termOf(key, option), option.help]))}`,
    ...(examples.length === 0
      ? []
      : [`Examples:\n${examples.map((example) => `  ${example}`).join('\n')}`]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function termOf(name: string, { short, placeholder, type }: CommandOption): string {
  const value = type === 'string' ? ` ${placeholder ?? '<value>'}` : '';
  return `${short === undefined ? '' : `-${short}, `}--${name}${value}`;
}

function paragraphs(text: string): string {
  return text
    .split('\n')
    .flatMap((paragraph) => wrapped(paragraph, WIDTH))
    .join('\n');
}

function definitions(entries: readonly (readonly [term: string, text: string])[]): string {
  const widths = entries.map(([term]) => term.length).filter((width) => width <= WIDEST_TERM);
  const column = INDENT + Math.max(0, ...widths) + GAP;
  return entries.map((entry) => definition(entry, column)).join('\n');
}

function definition([term, text]: readonly [string, string], column: number): string {
  const head = `${' '.repeat(INDENT)}${term}`;
  const lines = wrapped(text, WIDTH - column).map((line) => `${' '.repeat(column)}${line}`);
  if (head.length + GAP > column) return [head, ...lines].join('\n');
  return `${head.padEnd(column)}${lines.join('\n').slice(column)}`;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

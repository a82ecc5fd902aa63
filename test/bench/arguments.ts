import { parseArgs } from 'node:util';
import { readOptions, UsageError } from '../../scripts/command.ts';
import { REQUEST_APPS, type RequestApp, SUBJECT_NAMES, type SubjectName } from './names.ts';

export interface Arguments {
  /** What to measure; empty means everything. */
  readonly subjects: readonly SubjectName[];
  /** The apps that `requests` drives; empty means all three. */
  readonly apps: readonly RequestApp[];
  /** Small sizes and few rounds: shows that it works, and no more than a first idea of the figures. */
  readonly quick: boolean;
  /** Print JSON in place of the table. */
  readonly json: boolean;
  /** Write docs/benchmarks.md even though not everything was measured. */
  readonly write: boolean;
  /** A packed package to measure in place of this checkout's. */
  readonly tarball: string | undefined;
  readonly help: boolean;
}

export const USAGE = `npm run bench -- [subject …] [options]

Packs the package, installs it beside its peers in an empty project, and measures both on this
machine. Everything takes about 20 minutes and writes docs/benchmarks.md.

subjects (all of them when none is named)
  requests [app …]  CPU per request; apps: ${REQUEST_APPS.join(', ')}
  records           time of one recorded point
  scrape            pages of 100,000 counters and of 10,000 histograms
  push              exports of 10,000 counters and of as many histograms by OTLP
  live              the live page of an app with 5,000 series; wants Chromium
  memory            bytes per series, and the peak of a scrape of 100,000 histograms
  startup           CPU and time that a preload adds to the start of an app
  size              bytes that npm installs
  soak              heap over two minutes at load

options
  --quick           small sizes and few rounds, for a look
  --json            the figures as JSON on stdout, in place of the table
  --write           write docs/benchmarks.md whatever was measured
  --package <file>  measure this packed package in place of the checkout's
  --help            this text
`;

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  package: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Throws a UsageError with one line for whoever typed it. */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = readOptions(() =>
    parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true }),
  );
  const { quick, json, write, help } = values;
  const apps = REQUEST_APPS.filter((app) => positionals.includes(app));
  const subjects = SUBJECT_NAMES.filter((subject) => positionals.includes(subject));
  const unknown = positionals.find((name) => !isName(name));
  if (unknown !== undefined) throw new UsageError(unknownName(unknown));
  if (apps.length > 0 && !subjects.includes('requests')) {
    throw new UsageError(
      `'${apps[0]}' is an app of requests: npm run bench -- requests ${apps[0]}`,
    );
  }
  return { subjects, apps, quick, json, write, tarball: values.package, help };
}

/** Whether docs/benchmarks.md is to be written: by a whole run in full size, or when asked to. */
export function writesPage({ subjects, quick, write }: Arguments): boolean {
  return write || (subjects.length === 0 && !quick);
}

function isName(name: string): boolean {
  return [...SUBJECT_NAMES, ...REQUEST_APPS].some((known) => known === name);
}

function unknownName(name: string): string {
  const known = `${SUBJECT_NAMES.join(', ')}; after requests also ${REQUEST_APPS.join(', ')}`;
  return `there is no subject '${name}'; allowed are ${known}`;
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../../scripts/demo/package-build.ts';
import { type Arguments, writesPage } from './arguments.ts';
import type { Bench } from './harness/bench.ts';
import { assertBrowser } from './harness/browser.ts';
import { takeCores } from './harness/cores.ts';
import { createProject } from './harness/project.ts';
import { REQUEST_APPS, SUBJECT_NAMES } from './names.ts';
import { describeMachine } from './report/machine.ts';
import { type Run, renderPage, type Seconds } from './report/page.ts';
import type { Group } from './report/result.ts';
import { tableLines } from './report/table.ts';
import { targetLines } from './report/targets.ts';
import { SUBJECTS } from './subjects/subjects.ts';

const PAGE = 'docs/benchmarks.md';

/** Measures what was asked for, prints the table, and writes the page after a whole run. */
export async function runBenchmarks(args: Arguments, signal: AbortSignal): Promise<void> {
  const names = args.subjects.length > 0 ? args.subjects : SUBJECT_NAMES;
  if (names.includes('live')) assertBrowser();
  const progress = progressOn(process.stderr);
  progress('packing the package and installing it beside its peers');
  using project = await createProject({ tarball: args.tarball, signal });
  const bench: Bench = { project, cores: takeCores(), quick: args.quick, signal, progress };
  const apps = args.apps.length > 0 ? args.apps : REQUEST_APPS;
  const groups: Group[] = [];
  const seconds: Seconds = {};
  try {
    for (const name of names) {
      const from = performance.now();
      groups.push(...(await SUBJECTS[name](bench, apps)));
      seconds[name] = (performance.now() - from) / 1000;
    }
  } finally {
    progress('');
  }
  const run: Run = { machine: describeMachine(bench), groups, seconds, quick: args.quick };
  if (args.json) console.log(JSON.stringify(run, null, 2));
  else console.log([...tableLines(groups), ...targetLines(groups)].join('\n'));
  if (!writesPage(args)) return;
  writeFileSync(join(REPOSITORY, PAGE), renderPage(run));
  process.stderr.write(`wrote ${PAGE}\n`);
}

/** One line that is overwritten on a terminal; a line each where the output is no terminal. */
function progressOn(stream: NodeJS.WriteStream): Bench['progress'] {
  return (text) => {
    if (stream.isTTY) stream.write(`\r\u001b[K${text}`);
    else if (text !== '') stream.write(`${text}\n`);
  };
}

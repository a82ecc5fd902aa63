import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../../../scripts/docs/markdown.ts';
import type { SubjectName } from '../names.ts';
import { COLUMNS, cells } from './format.ts';
import type { Machine } from './machine.ts';
import type { Group } from './result.ts';
import { OUTCOME_COLUMNS, outcomeCells, outcomes } from './targets.ts';

/** How long each subject took. */
export type Seconds = { [K in SubjectName]?: number };

/** All that came of one run. */
export interface Run {
  readonly machine: Machine;
  readonly groups: readonly Group[];
  readonly seconds: Readonly<Seconds>;
  readonly quick: boolean;
}

const NOTES = join(import.meta.dirname, '../notes.md');
const METHOD = join(import.meta.dirname, '../method.md');

/** docs/benchmarks.md: this run's figures between the texts that people write. */
export function renderPage(run: Run, texts: Texts = readTexts()): string {
  const { machine, groups, seconds, quick } = run;
  const took = Object.entries(seconds).map(
    ([subject, value]) => `${subject} ${Math.round(value)} s`,
  );
  return `${[
    '# Benchmarks',
    'Written by `npm run bench`, which measures the packed package beside its peers. Absolute figures hold for one machine; the ratios are what to quote. A difference that is below its spread is called *none*.',
    ...(quick
      ? ['**A quick run: small sizes, few rounds; a first idea of the figures, no more.**']
      : []),
    '## Targets',
    table(OUTCOME_COLUMNS, outcomes(groups).map(outcomeCells)),
    '## What stands in the way',
    texts.notes,
    '## Machine and versions',
    table(['', ''], Object.entries(machine)),
    '## All figures',
    '*Spread* is that of the samples: of eight or more the middle half, of fewer all of them.',
    ...groups.flatMap((group) => [
      `### ${group.title}`,
      table(
        COLUMNS,
        group.rows.map((row) => cells(group, row)),
      ),
    ]),
    texts.method,
    `This run took: ${took.join(', ')}.`,
  ].join('\n\n')}\n`;
}

/** The parts of the page that are written by hand, and stay from run to run. */
export interface Texts {
  readonly notes: string;
  readonly method: string;
}

function readTexts(): Texts {
  return { notes: readFileSync(NOTES, 'utf8').trim(), method: readFileSync(METHOD, 'utf8').trim() };
}

import type { Config } from '../config/options.ts';
import type { Format } from './format.ts';
import type { LabelEntry } from './labels.ts';
import { createNaming } from './naming.ts';
import type { ReportOmission } from './omission.ts';
import { createTextWriter, type WritePage } from './text.ts';

export interface WriterOptions {
  readonly config: Pick<Config, 'prefix' | 'translationStrategy' | 'createdLines'>;
  /** Resource attributes that are labels of every series. */
  readonly constants: readonly LabelEntry[];
  readonly report: ReportOmission;
}

/** The writer of a format, for all its pages: it knows what comes again. */
export function createWriter(
  { escaping }: Format,
  { config, constants, report }: WriterOptions,
): WritePage {
  const { prefix, translationStrategy: translation, createdLines } = config;
  const naming = createNaming({ prefix, translation, escaping });
  return createTextWriter({ naming, constants, createdLines, report });
}

import type { Config } from '../config/options.ts';
import type { Format } from './format.ts';
import type { PageOptions } from './group.ts';
import { createJsonWriter } from './json/writer.ts';
import type { LabelEntry } from './labels.ts';
import { createNaming } from './naming.ts';
import type { ReportNotice } from './notice.ts';
import { createOpenMetrics } from './openmetrics.ts';
import { createProtobufWriter } from './protobuf/writer.ts';
import { createTextWriter, type WritePage } from './text.ts';

export interface WriterOptions {
  readonly config: Pick<Config, 'prefix' | 'translationStrategy' | 'createdLines'>;
  /** Resource attributes that are labels of every series. */
  readonly constants: readonly LabelEntry[];
  readonly report: ReportNotice;
}

/** The writer of a format, for all its pages: it knows what comes again. */
export function createWriter(
  { kind, escaping }: Format,
  { config, constants, report }: WriterOptions,
): WritePage {
  const { prefix, translationStrategy: translation, createdLines } = config;
  const naming = createNaming({ prefix, translation, escaping });
  const options: PageOptions = { naming, constants, createdLines, report };
  switch (kind) {
    case 'text':
      return createTextWriter(options);
    case 'openmetrics':
      return createTextWriter(options, createOpenMetrics(options));
    case 'protobuf':
      return createProtobufWriter(options);
    case 'json':
      return createJsonWriter(options);
  }
}

import { RESERVED_LABEL } from '../../store/descriptor.ts';
import type { PromLabels, PromValue } from './library.ts';

/** A bucket or a quantile. */
export interface Mark {
  /** Its bound, or which quantile it is. */
  readonly at: number;
  readonly line: PromValue;
}

/** The lines of one series. */
export interface Parts {
  readonly labels: PromLabels;
  /** Ascending; each once. */
  readonly marks: Mark[];
  count?: number;
  sum?: number;
}

/**
 * The lines of histograms and summaries by their series. Both libraries tell a series' lines one
 * after the other; other registries may tell all sums first. Yields where the caller may pause.
 */
export function* assemble(
  kind: 'histogram' | 'summary',
  values: readonly PromValue[],
): Generator<undefined, Map<unknown, Parts>, void> {
  const label = RESERVED_LABEL[kind];
  const all = new Map<unknown, Parts>();
  for (const line of values) {
    const { labels = {}, sharedLabels, metricName = '', value } = line;
    // To compare objects costs nothing; texts are made where there is no object for the series.
    const own = sharedLabels ?? without(labels, label);
    const key = sharedLabels ?? JSON.stringify(Object.entries(own).sort());
    let parts = all.get(key);
    if (parts === undefined) {
      parts = { labels: own, marks: [] };
      all.set(key, parts);
    }
    const mark = labels[label];
    if (mark !== undefined) addMark(parts.marks, { at: boundOf(mark), line });
    else if (metricName.endsWith('_count')) parts.count = value;
    else if (metricName.endsWith('_sum')) parts.sum = value;
    yield;
  }
  return all;
}

/** In its place: the bounds that an app has given may be in any order, and twice. */
function addMark(marks: Mark[], mark: Mark): void {
  if (Number.isNaN(mark.at)) return;
  let index = marks.length;
  while (index > 0 && (marks[index - 1] as Mark).at > mark.at) index--;
  if (marks[index - 1]?.at === mark.at) marks[index - 1] = mark;
  else marks.splice(index, 0, mark);
}

function boundOf(mark: unknown): number {
  return mark === '+Inf' ? Number.POSITIVE_INFINITY : Number(mark);
}

function without(labels: PromLabels, name: string): PromLabels {
  if (!Object.hasOwn(labels, name)) return labels;
  const { [name]: _, ...others } = labels;
  return others;
}

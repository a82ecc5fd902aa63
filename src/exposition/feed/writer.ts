import type { Collection } from '../../pipeline/collection.ts';
import type { Family } from '../../store/family.ts';
import type { Group, PageOptions } from '../group.ts';
import { walkGroup } from '../group-walk.ts';
import { labelsText } from '../json/labels.ts';
import { labelText } from '../labels.ts';
import type { Row } from '../lines.ts';
import type { ReportNotice } from '../notice.ts';
import { createPageWalk, type TargetInfo } from '../page-walk.ts';
import { PAUSE, ROWS_PER_PAUSE } from '../slice.ts';
import { TARGET_INFO_HELP } from '../target-info.ts';
import { type Destination, FeedFamily } from './family.ts';
import { FrameDraft, type FrameText } from './frame-text.ts';
import { FeedNumbers, MetricState } from './metric-state.ts';

/**
 * Makes frames of collections, each with what has changed since the one before. It keeps every series
 * with its labels and its last numbers, so it is for as long as somebody looks. Where making a frame
 * fails, what it had already is lost for the next ones: the writer is of no use then.
 */
export class FeedWriter {
  readonly #options: PageOptions;
  readonly #walk: ReturnType<typeof createPageWalk>;
  readonly #families = new WeakMap<Family, FeedFamily>();
  /** By type and name. */
  readonly #metrics = new Map<string, MetricState>();
  readonly #numbers = new FeedNumbers();
  #frames = 0;

  constructor(options: Pick<PageOptions, 'naming' | 'constants' | 'report'>) {
    // OpenMetrics's own lines are none of ours.
    this.#options = { ...options, createdLines: false };
    this.#walk = createPageWalk(this.#options);
  }

  /** Series in the last frame. */
  get size(): number {
    return this.#numbers.size;
  }

  /** The next frame; yields where the caller may pause. Throws as pages do. */
  *next(collection: Collection): Generator<typeof PAUSE, FrameText, void> {
    const draft = new FrameDraft(++this.#frames);
    for (const metric of this.#metrics.values()) metric.begin();
    yield* this.#walk<typeof PAUSE>(
      { collection, names: [] },
      {
        targetInfo: (info) => this.#takeTargetInfo(info, draft),
        group: (group, report) => this.#takeGroup({ group, draft }, report),
      },
    );
    for (const metric of this.#metrics.values()) yield* metric.end(draft);
    return draft.end(collection.timeMs);
  }

  /** The last frame again, with all that there was at its time. */
  *whole({ number, timeMs }: FrameText): Generator<typeof PAUSE, FrameText, void> {
    const draft = new FrameDraft(number);
    for (const metric of this.#metrics.values()) yield* metric.tell(draft);
    return draft.end(timeMs);
  }

  *#takeGroup(
    { group, draft }: Omit<Destination, 'metric'>,
    report: ReportNotice,
  ): Generator<typeof PAUSE, number, void> {
    const metric = this.#metricOf(group);
    const destination = { group, draft, metric };
    return yield* walkGroup<typeof PAUSE>({
      group,
      report,
      writer: {
        get isEmpty() {
          return metric.isEmpty;
        },
        familyOf: (family) => this.#familyOf(family).under(destination),
        write: (rows) => takeRows(rows, destination),
      },
    });
  }

  #takeTargetInfo({ name, labels }: TargetInfo, draft: FrameDraft): typeof PAUSE {
    const head = { name, type: 'info', help: TARGET_INFO_HELP, unit: '' } as const;
    const group: Group = { ...head, families: [], isUnknown: false };
    const metric = this.#metricOf(group);
    const key = labelText(labels);
    metric.foresee(key, () => labelsText(labels));
    metric.take(key, TARGET_INFO_ROW, { group, draft });
    return PAUSE;
  }

  #metricOf({ type, name }: Group): MetricState {
    const key = `${type} ${name}`;
    const known = this.#metrics.get(key);
    if (known !== undefined) return known;
    const metric = new MetricState(type, this.#numbers);
    this.#metrics.set(key, metric);
    return metric;
  }

  #familyOf(family: Family): FeedFamily {
    const known = this.#families.get(family);
    if (known !== undefined) return known;
    const made = new FeedFamily(family, this.#options);
    this.#families.set(family, made);
    return made;
  }
}

/** Always 1. */
const TARGET_INFO_ROW: Row = {
  value: 1,
  distribution: undefined,
  summary: undefined,
  startTimeMs: 0,
  exemplars: [],
};

/** Takes what may have been added up. */
function* takeRows(
  rows: Iterable<readonly [labels: string, row: Row]>,
  { metric, ...taking }: Destination,
): Generator<typeof PAUSE, void, void> {
  let taken = 0;
  for (const [key, row] of rows) {
    metric.take(key, row, taking);
    if (++taken % ROWS_PER_PAUSE === 0) yield PAUSE;
  }
}

import { RESERVED_LABEL } from '../store/descriptor.ts';
import type { Family, Series, SeriesGroup } from '../store/family.ts';
import { OVERFLOW_KEY } from '../store/overflow.ts';
import { type MetricType, typeOf } from './group.ts';
import type { LabelValues } from './label-values.ts';
import { FURTHER_LINES, FURTHER_SUMMARY_LINES, ownLines } from './lines.ts';
import type { Naming } from './naming.ts';
import { type NamedCount, Ranking } from './ranking.ts';
import { PAUSE } from './slice.ts';
import type { MetricLabel } from './statistics.ts';

/** A label of a group's series: its text of one of them, and the values that are known. */
interface Column {
  readonly textOf: (series: Series) => string;
  readonly values: LabelValues;
  readonly own: OwnLabel;
}

/** What is known of a label in one metric. */
interface OwnLabel {
  /** Distinct values. */
  value: number;
  /** What it is made of. */
  readonly attributes: Set<string>;
}

/** One instrument's series, and for each of its labels the number of distinct values. */
export class MetricCount implements NamedCount {
  /** Prometheus name. */
  readonly name: string;
  readonly family: Family;
  readonly #naming: Naming;
  /** How many series. */
  value = 0;
  /** The sum of an overflowing counter, the count of a histogram or summary, a gauge's last value. */
  overflow: number | undefined;
  readonly #labels = new Map<LabelValues, OwnLabel>();

  constructor(name: string, family: Family, naming: Naming) {
    this.name = name;
    this.family = family;
    this.#naming = naming;
  }

  /** Lines on the page. */
  get samples(): number {
    return this.value * (ownLines(this.family) + FURTHER[this.type]);
  }

  get type(): MetricType {
    return typeOf(this.family.kind);
  }

  get numLabels(): number {
    return this.#known().length;
  }

  /** The labels of the most values. */
  labels(limit: number): readonly MetricLabel[] {
    const ranking = new Ranking<MetricLabel>(limit);
    for (const [{ name }, { value, attributes }] of this.#known()) {
      ranking.add({ name, value, attributes: [...attributes] });
    }
    return ranking.entries;
  }

  /** Those with a value. */
  #known(): [LabelValues, OwnLabel][] {
    return [...this.#labels].filter(([, { value }]) => value > 0);
  }

  /** Walks the series; yields after each block. */
  *walk(labelOf: (name: string) => LabelValues): Generator<typeof PAUSE, void, void> {
    for (const group of this.family.groups()) {
      const columns = this.#columnsOf(group, labelOf);
      for (const block of group.blocks()) {
        for (const series of block.series()) this.#count(series, group, columns);
        yield PAUSE;
      }
    }
    for (const [label, { value }] of this.#known()) label.addMetric({ name: this.name, value });
  }

  #count(series: Series, group: SeriesGroup, columns: readonly Column[]): void {
    this.value++;
    for (const { textOf, values, own } of columns) {
      const text = textOf(series);
      // An empty label is none.
      if (text !== '' && values.isNewTo(this, text)) own.value++;
    }
    if (isOverflow(group, series)) this.overflow = countOf(series);
  }

  /** Keys that become one label are one column, as on the page. */
  #columnsOf({ keys }: SeriesGroup, labelOf: (name: string) => LabelValues): Column[] {
    const reserved = RESERVED_LABEL[this.family.kind];
    const positions = Map.groupBy(keys.keys(), (at) =>
      this.#naming.labelName(keys[at] ?? '', reserved),
    );
    return [...positions].map(([name, at]) => {
      const values = labelOf(name);
      const own = this.#ownOf(values);
      for (const position of at) own.attributes.add(keys[position] ?? '');
      return { textOf: reader(at), values, own };
    });
  }

  #ownOf(label: LabelValues): OwnLabel {
    let own = this.#labels.get(label);
    if (own === undefined) {
      own = { value: 0, attributes: new Set() };
      this.#labels.set(label, own);
    }
    return own;
  }
}

/** Lines of a series that are none of a bounded bucket, nor of a quantile. */
const FURTHER: Readonly<Record<MetricType, number>> = {
  counter: 1,
  gauge: 1,
  histogram: FURTHER_LINES,
  summary: FURTHER_SUMMARY_LINES,
};

function countOf({ distribution, summary, value }: Series): number {
  return distribution?.count ?? summary?.count ?? value;
}

function isOverflow({ keys }: SeriesGroup, series: Series): boolean {
  return keys.length === 1 && keys[0] === OVERFLOW_KEY && series.attributeAt(0) === true;
}

/** The text of a label that is made of the attributes at these positions. */
function reader(positions: readonly number[]): (series: Series) => string {
  const [only, ...others] = positions;
  if (only !== undefined && others.length === 0) {
    return (series) => String(series.attributeAt(only)).toWellFormed();
  }
  return (series) =>
    positions
      .map((at) => series.attributeAt(at))
      .join(';')
      .toWellFormed();
}

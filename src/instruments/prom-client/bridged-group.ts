import { processStartMs } from '../../foundation/clock.ts';
import { attributesOf } from '../../store/attributes-of.ts';
import type {
  Distribution,
  Exemplar,
  Series,
  SeriesBlock,
  SeriesGroup,
  StoredAttributes,
  SummaryState,
} from '../../store/family.ts';
import type { PromLabels } from './library.ts';
import type { Point } from './points.ts';

/** As many as a block of the store has. */
const BLOCK_SIZE = 512;

/** The series of a metric that have the same label names, as they were at one collection. */
export class BridgedGroup implements SeriesGroup {
  readonly keys: readonly string[];
  readonly series: BridgedSeries[] = [];
  textsDiffer = true;
  readonly #defaultLabels: PromLabels;
  /** By key, of the first series. */
  #types: readonly string[] | undefined;
  #latest: PromLabels | undefined;

  constructor(keys: readonly string[], defaultLabels: PromLabels) {
    this.keys = keys;
    this.#defaultLabels = defaultLabels;
  }

  add(point: Point): void {
    const labels = this.keys.map((key) => point.labels[key] ?? this.#defaultLabels[key]);
    this.textsDiffer &&= this.#isPlain(labels, point.labels);
    this.series.push(new BridgedSeries(this.keys, labels.map(String), point));
  }

  *blocks(): Generator<SeriesBlock> {
    for (let start = 0; start < this.series.length; start += BLOCK_SIZE) {
      const series = this.series.slice(start, start + BLOCK_SIZE);
      // A block is another object in each collection, so that its version may stay.
      yield { size: series.length, version: 0, series: () => series };
    }
  }

  /**
   * Whether the texts of this series are its own: the libraries tell values apart by their texts, but
   * not `undefined` from the text of it; and an app that changes the labels it has given away makes
   * several series of one object.
   */
  #isPlain(labels: readonly unknown[], given: PromLabels): boolean {
    this.#types ??= labels.map((label) => typeof label);
    const isAnew = given !== this.#latest;
    this.#latest = given;
    return (
      isAnew && labels.every((label, at) => typeof label === this.#types?.[at] && isText(label))
    );
  }
}

function isText(label: unknown): boolean {
  if (typeof label === 'string') return label !== '' && label.isWellFormed();
  return typeof label === 'number' || typeof label === 'boolean';
}

/** A series as the library told it. */
class BridgedSeries implements Series {
  readonly #keys: readonly string[];
  readonly #labels: readonly string[];
  readonly #point: Point;

  constructor(keys: readonly string[], labels: readonly string[], point: Point) {
    this.#keys = keys;
    this.#labels = labels;
    this.#point = point;
  }

  get attributes(): StoredAttributes {
    return attributesOf(this.#keys, this);
  }

  /**
   * That of the process. When a series began the libraries don't tell; before the process did, it
   * counted nothing.
   */
  get startTimeMs(): number {
    return processStartMs();
  }

  get value(): number {
    return this.#point.value;
  }

  get distribution(): Distribution | undefined {
    return this.#point.distribution;
  }

  get summary(): SummaryState | undefined {
    return this.#point.summary;
  }

  get exemplars(): readonly Exemplar[] {
    return this.#point.exemplars;
  }

  attributeAt(position: number): string {
    return this.#labels[position] ?? '';
  }
}

import { attributesOf } from '../../store/attributes-of.ts';
import { NO_EXEMPLARS } from '../../store/exemplars.ts';
import type {
  Distribution,
  Exemplar,
  Series,
  StoredAttributes,
  StoredValue,
} from '../../store/family.ts';
import { distributionSince, whole } from './distribution.ts';

/**
 * A series as what came since it was delivered last. Attributes and numbers are copies: between a
 * collection and its delivery the series goes on, or ends and leaves its row to another.
 */
export class DeltaSeries implements Series {
  readonly #keys: readonly string[];
  readonly #values: readonly StoredValue[];
  /** Where the next delivery begins. */
  #sinceMs: number;
  /** When it began, where that says which series it is. */
  readonly #startMs: number | undefined;
  #key: string | undefined;
  #isKnown = false;

  /** Its totals at the last collection, and at the last one that was delivered. */
  #total = 0;
  #delivered = 0;
  #whole: Distribution | undefined;
  #wholeDelivered: Distribution | undefined;

  startTimeMs: number;
  value = 0;
  distribution: Distribution | undefined;
  exemplars: readonly Exemplar[] = NO_EXEMPLARS;

  /** `returns`: whether a series with these attributes that begins later is the same one again. */
  constructor(keys: readonly string[], series: Series, returns: boolean) {
    this.#keys = keys;
    this.#values = keys.map((_, position) => series.attributeAt(position));
    this.#startMs = returns ? undefined : series.startTimeMs;
    this.#sinceMs = series.startTimeMs;
    this.startTimeMs = series.startTimeMs;
  }

  /** The same text for the same series; JSON tells a number from its text. */
  get key(): string {
    this.#key ??= JSON.stringify([this.#startMs, this.#keys, this.#values]);
    return this.#key;
  }

  get attributes(): StoredAttributes {
    return attributesOf(this.#keys, this);
  }

  attributeAt(position: number): StoredValue {
    return this.#values[position] ?? '';
  }

  /**
   * Takes the totals of a collection; whether they are to be delivered. New ones are also where they
   * are 0, so that the series is known.
   */
  take(series: Series, timeMs: number): boolean {
    const { distribution } = series;
    const hasCome =
      distribution === undefined ? this.#takeSum(series) : this.#takeWhole(distribution);
    // Clocks are set back now and then.
    this.startTimeMs = Math.min(this.#sinceMs, timeMs);
    this.exemplars = hasCome ? this.#since(series.exemplars) : NO_EXEMPLARS;
    if (hasCome || !this.#isKnown) return true;
    this.distribution = undefined;
    return false;
  }

  /** The next delivery begins there; where it did before if that is not said. */
  knownUntil(timeMs = this.#sinceMs): void {
    this.#sinceMs = timeMs;
  }

  delivered(): void {
    this.#isKnown = true;
    this.#delivered = this.#total;
    this.#wholeDelivered = this.#whole;
    this.distribution = undefined;
    this.exemplars = NO_EXEMPLARS;
  }

  #takeSum(series: Series): boolean {
    const { value } = series;
    if (value < this.#total) this.#beginAnew();
    this.#total = value;
    this.value = value - this.#delivered;
    return value !== this.#delivered;
  }

  #takeWhole(distribution: Distribution): boolean {
    if (distribution.count < (this.#whole?.count ?? 0)) this.#beginAnew();
    this.#whole = distribution;
    const before = this.#wholeDelivered;
    const since = before && distributionSince(before, distribution);
    if (before !== undefined && since === undefined) this.#beginAnew();
    this.distribution = since ?? whole(distribution);
    return this.distribution.count !== 0;
  }

  /** Totals that fell count from 0, all within the interval of this delivery. */
  #beginAnew(): void {
    this.#delivered = 0;
    this.#wholeDelivered = undefined;
  }

  #since(exemplars: readonly Exemplar[]): readonly Exemplar[] {
    return exemplars.length === 0
      ? NO_EXEMPLARS
      : exemplars.filter(({ timeMs }) => timeMs >= this.#sinceMs);
  }
}

import type { FeedMetric } from './frame.ts';

/** Characters that are put together at once. */
const LONGEST_TEXT = 32 * 1024;

/** A frame as it is sent: JSON in some texts. */
export interface FrameText {
  readonly number: number;
  readonly timeMs: number;
  readonly texts: readonly string[];
  /** Characters of all of them. */
  readonly length: number;
  /** Series that there was no room for. */
  readonly leftOut: number;
}

/** A frame in the making. */
export class FrameDraft {
  readonly number: number;
  readonly #metrics = new List();
  readonly #series = new List();
  readonly #gone = new List();
  readonly #values = new List();
  leftOut = 0;

  constructor(number: number) {
    this.number = number;
  }

  addMetric(metric: FeedMetric): void {
    this.#metrics.add(JSON.stringify(metric));
  }

  /** `series` is JSON already. */
  addSeries(series: string): void {
    this.#series.add(series);
  }

  addGone(id: number): void {
    this.#gone.add(String(id));
  }

  /** `state` is JSON already. */
  addValue(id: number, state: string): void {
    this.#values.add(`[${id},${state}]`);
  }

  end(timeMs: number): FrameText {
    const { number, leftOut } = this;
    const texts = [
      `{"number":${number},"timeMs":${timeMs},"metrics":[`,
      ...this.#metrics.texts(),
      '],"series":[',
      ...this.#series.texts(),
      '],"gone":[',
      ...this.#gone.texts(),
      '],"values":[',
      ...this.#values.texts(),
      `],"leftOut":${leftOut}}`,
    ];
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    return { number, timeMs, texts, length, leftOut };
  }
}

/** Items of a JSON array in texts of about the same length. */
class List {
  readonly #texts: string[] = [];
  #text = '';
  #isEmpty = true;

  add(item: string): void {
    this.#text += this.#isEmpty ? item : `,${item}`;
    this.#isEmpty = false;
    if (this.#text.length < LONGEST_TEXT) return;
    this.#texts.push(this.#text);
    this.#text = '';
  }

  texts(): readonly string[] {
    return [...this.#texts, this.#text];
  }
}

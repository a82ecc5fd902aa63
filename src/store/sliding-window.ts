import type { ExponentialBuckets } from './family.ts';
import { mergedWindows } from './quantiles.ts';
import { Sketch } from './sketch.ts';

/** The amounts of the last steps of a window; those of steps before are forgotten as time goes on. */
export class SlidingWindow {
  /** By the number of a step modulo how many there are; nothing where a step had no amounts. */
  readonly #sketches: (Sketch | undefined)[];
  /** The step of the last amount or reading. */
  #step: number;

  constructor(steps: number, step: number) {
    this.#sketches = new Array<Sketch | undefined>(steps).fill(undefined);
    this.#step = step;
  }

  take(amount: number, step: number): void {
    if (step !== this.#step) this.#advance(step);
    const at = step % this.#sketches.length;
    let sketch = this.#sketches[at];
    if (sketch === undefined) {
      sketch = new Sketch();
      this.#sketches[at] = sketch;
    }
    sketch.take(amount);
  }

  /** The amounts of all steps together. */
  buckets(step: number): ExponentialBuckets {
    this.#advance(step);
    const filled = this.#sketches.filter((sketch) => sketch !== undefined);
    const [first = new Sketch().buckets(), ...others] = filled.map((sketch) => sketch.buckets());
    return others.reduce(mergedWindows, first);
  }

  #advance(step: number): void {
    const { length } = this.#sketches;
    const over = Math.min(step - this.#step, length);
    for (let ago = 0; ago < over; ago++) this.#sketches[(step - ago) % length] = undefined;
    this.#step = step;
  }
}

/** A page in the background gets a turn once a minute; what is longer is nothing to draw a line over. */
const LONGEST_STEP_MS = 90_000;

/**
 * The moments at which the page knows something. They have numbers, ticks, that stay theirs when
 * older ones are forgotten. A hole is a tick at which nothing is known, so that lines break there.
 */
export class Timeline {
  /** The oldest tick that is kept; more than `last` while there is none. */
  first = 0;
  /** A new array after each change. */
  times: readonly number[] = [];
  readonly #holes = new Set<number>();

  get last(): number {
    return this.first + this.times.length - 1;
  }

  /** NaN where there is none. */
  get lastMs(): number {
    return this.times.at(-1) ?? Number.NaN;
  }

  timeOf(tick: number): number {
    return this.times[tick - this.first] ?? Number.NaN;
  }

  isHole(tick: number): boolean {
    return this.#holes.has(tick);
  }

  /** `isBreak`: nothing is known of the time before. */
  add(timeMs: number, { isBreak, nearMs }: { isBreak: boolean; nearMs: number }): number {
    const { lastMs } = this;
    // A clock that was set back a little is one that stood still; else the old times say nothing.
    if (timeMs <= lastMs - nearMs) this.forget(this.times.length);
    else if (timeMs <= lastMs) return this.#push(lastMs + 1);
    else if (isBreak || timeMs - lastMs > LONGEST_STEP_MS) this.#pushHole(timeMs);
    return this.#push(timeMs);
  }

  forgetBefore(timeMs: number): void {
    const kept = this.times.findIndex((time) => time >= timeMs);
    this.forget(kept === -1 ? this.times.length : kept);
  }

  forget(ticks: number): void {
    if (ticks === 0) return;
    this.times = this.times.slice(ticks);
    this.first += ticks;
    for (const hole of this.#holes) if (hole < this.first) this.#holes.delete(hole);
  }

  #push(timeMs: number): number {
    this.times = [...this.times, timeMs];
    return this.last;
  }

  #pushHole(nextMs: number): void {
    const { lastMs } = this;
    if (nextMs - lastMs < 2) return;
    this.#holes.add(this.#push((lastMs + nextMs) / 2));
  }
}

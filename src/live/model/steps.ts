/** A number over time, of which only the changes are kept: while it stands still it costs nothing. */
export class Steps {
  /** When it changed, ascending. */
  readonly ticks: number[];
  /** What it was from then on; NaN for what is no number. */
  readonly values: number[];

  constructor(tick: number, value: number) {
    this.ticks = [tick];
    this.values = [value];
  }

  get last(): number {
    return this.values.at(-1) ?? Number.NaN;
  }

  set(tick: number, value: number): void {
    if (!Object.is(value, this.last)) this.mark(tick, value);
  }

  /** Notes it even where it is what it was: a counter may come to the same number twice. */
  mark(tick: number, value: number): void {
    this.ticks.push(tick);
    this.values.push(value);
  }

  /** Which of the changes is in force at a tick; -1 before the first. */
  indexAt(tick: number): number {
    const { ticks } = this;
    let low = 0;
    let high = ticks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ticks[middle] ?? 0) <= tick) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** What is in force at `tick` stays. */
  forgetBefore(tick: number): void {
    const held = this.indexAt(tick);
    if (held <= 0) return;
    this.ticks.splice(0, held);
    this.values.splice(0, held);
  }
}

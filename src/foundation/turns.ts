import { monotonicSeconds } from './clock.ts';
import { setImmediate } from './timers.ts';

/** How long we work before the app may again: much less than anybody notices. */
const LONGEST_SECONDS = 0.001;

/** Settles in the next turn of the event loop, after what the app has to do until then. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/**
 * Long work's part of a turn of the event loop. It goes by time and not by the amount of work, which
 * takes ten times as long where its code runs for the first time.
 */
export class Turn {
  #end = monotonicSeconds() + LONGEST_SECONDS;

  /** Whether the work is to go on in another turn. To be asked after each small step. */
  get isOver(): boolean {
    return monotonicSeconds() >= this.#end;
  }

  /** Begins anew in the next turn. */
  async next(): Promise<void> {
    await nextTurn();
    this.#end = monotonicSeconds() + LONGEST_SECONDS;
  }
}

/**
 * Does work that yields wherever it may be put off, in as many turns as it takes.
 *
 * @param turn That of the work before it: many small ones share one, since promises alone never leave
 *   it. Default: a new one.
 */
export async function inTurns<T>(
  work: Generator<unknown, T, void>,
  turn: Turn = new Turn(),
): Promise<T> {
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value;
    if (turn.isOver) await turn.next();
  }
}

/** Does such work at once, where no further turn will come. */
export function atOnce<T>(work: Generator<unknown, T, void>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

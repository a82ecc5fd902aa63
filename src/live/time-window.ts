import { createNames, DEFAULT_NAMES, type NamesOf, type NamesOptions } from '../views/names.ts';
import { evaluate } from './model/evaluate.ts';
import type { History } from './model/history.ts';
import type { Snapshot } from './snapshot.ts';

/** What rates and quantiles look back on: long enough to be calm, short enough to be now. */
const LOOK_BACK_MS = 10_000;

/** What charts show at the least; an app that was just started would have its curves in a corner. */
const SHORTEST_SPAN_MS = 60_000;

export interface TimeWindow {
  snapshot(spanMs: number): Snapshot;
  names(): NamesOf;
  /** Whether time stands still, for who looks; it is recorded on. */
  hold(isHeld: boolean): void;
}

/** From where one looks at the history: at which time, and by which names. */
export function createTimeWindow(history: History): TimeWindow {
  let heldAt: number | undefined;
  let named: { readonly options: NamesOptions; readonly names: NamesOf } | undefined;
  const names = (): NamesOf => {
    const options = history.app?.names ?? DEFAULT_NAMES;
    // One function as long as the names are the same: answers are kept by it.
    if (named === undefined || !isSame(named.options, options)) {
      named = { options, names: createNames(options) };
    }
    return named.names;
  };
  return {
    names,
    snapshot(spanMs) {
      const { times } = history;
      const to = heldAt ?? times.at(-1) ?? Date.now();
      const first = times[0] ?? to;
      const options = { names: names(), windowMs: LOOK_BACK_MS };
      return {
        ...{ times, to, from: Math.max(to - spanMs, Math.min(first, to - SHORTEST_SPAN_MS)) },
        last: times.findLastIndex((time) => time <= to),
        ask: (expression) => evaluate(expression, history, options),
      };
    },
    hold(isHeld) {
      heldAt = isHeld ? history.times.at(-1) : undefined;
    },
  };
}

function isSame(one: NamesOptions, other: NamesOptions): boolean {
  return (
    one.naming === other.naming &&
    one.prefix === other.prefix &&
    one.translation === other.translation
  );
}

import type {
  Attributes,
  BatchObservableCallback,
  BatchObservableResult,
  Observable,
  ObservableCallback,
  ObservableResult,
} from '@opentelemetry/api';
import { monotonicSeconds } from '../foundation/clock.ts';
import { settlesWithin } from '../foundation/deadline.ts';
import { countFault } from '../foundation/faults.ts';
import { reportFault } from '../foundation/guard.ts';
import { Turn } from '../foundation/turns.ts';
import { amountOf, isAmount } from '../store/amounts.ts';
import type { Metric } from '../store/metric.ts';
import type { Ticker } from '../store/rows.ts';
import { CALLBACK_TIMEOUT_MS, reportTimeout } from './callback-timeout.ts';
import { NoOpInstrument } from './no-op-instrument.ts';
import { type Callbacks, ObservableInstrument, type Observed } from './observable-instrument.ts';

/** A busy event loop comes back late: past this the rest runs at once, for a collection in time. */
const TURNING_SECONDS = 1;

/** Calls a callback with a result that writes through `observe` until the round is closed. */
type Run = (round: Round) => void | Promise<void>;

/** What a callback may observe, by key. */
type ObservedList = ReadonlyMap<string, Metric>;

interface Registration {
  readonly list: ObservedList;
  readonly run: Run;
  /** A callback that is still at work is not started again. */
  running: boolean;
}

/** What one callback observes in one collection; closed when its time is over. */
interface Round {
  open: boolean;
}

/** The app's asynchronous instruments: who observes what, and the observing itself. */
export class ObservableRegistry implements Callbacks {
  /** By key, in the order of registration. */
  readonly #registrations = new Map<string, Registration>();
  readonly #metrics = new Set<Metric>();
  /** A number for each callback and metric: keys are made of them. */
  readonly #numbers = new WeakMap<WeakKey, number>();
  readonly #rounds: Ticker;
  #lastNumber = 0;
  #current: Promise<void> | undefined;

  /** `rounds`: what the store marks observed series with. */
  constructor(rounds: Ticker) {
    this.#rounds = rounds;
  }

  /** What an instrument is for callbacks that was asked for by this name. */
  observed(metric: Metric, asked: string): Observed {
    const number = String(this.#numberOf(metric));
    const name = asked.toLowerCase();
    const isRenamed = name !== metric.descriptor.name.toLowerCase();
    return { metric, key: isRenamed ? number + JSON.stringify(name) : number };
  }

  add(callback: ObservableCallback, { metric, key }: Observed): void {
    const list = new Map([[key, metric]]);
    this.#register(callback, list, (round) => callback(singleResult(round, metric)));
  }

  remove(callback: ObservableCallback, { metric, key }: Observed): void {
    this.#unregister(callback, new Map([[key, metric]]));
  }

  addBatch(callback: BatchObservableCallback, observables: readonly Observable[]): void {
    const list = ownOf(observables);
    // Nothing would be seen of what such a callback observes.
    if (list.size === 0 && areDropped(observables)) return;
    this.#register(callback, list, (round) => callback(batchResult(round, list)));
  }

  removeBatch(callback: BatchObservableCallback, observables: readonly Observable[]): void {
    this.#unregister(callback, ownOf(observables));
  }

  /**
   * Runs every callback once, side by side, each for 500 ms at most. A callback that throws,
   * rejects or takes longer is counted and said, and disturbs no other. Series that nobody
   * observed this time are gone afterwards (SDK specification). Who asks meanwhile shares the
   * round: two at once would each take the other's series for gone.
   */
  observe(): Promise<void> {
    this.#current ??= this.#observeAll().finally(() => {
      this.#current = undefined;
    });
    return this.#current;
  }

  /**
   * Calls every callback for a process that ends, but for those that are at work. What they observe
   * before they return counts, no series goes, and past a second the rest is left out.
   */
  observeNow(): void {
    this.#rounds.now++;
    const end = monotonicSeconds() + TURNING_SECONDS;
    for (const registration of [...this.#registrations.values()]) {
      if (monotonicSeconds() > end) return;
      if (!registration.running) void runOnce(registration);
    }
  }

  async #observeAll(): Promise<void> {
    this.#rounds.now++;
    const { now: number } = this.#rounds;
    const lastTurn = monotonicSeconds() + TURNING_SECONDS;
    const turn = new Turn();
    const needsBreak = () => turn.isOver && monotonicSeconds() < lastTurn;
    const running: Promise<void>[] = [];
    // A copy: what is added meanwhile has to wait; what is removed is not called any more.
    for (const [key, registration] of [...this.#registrations]) {
      if (needsBreak()) await turn.next();
      if (this.#registrations.has(key)) running.push(runOnce(registration));
    }
    await Promise.all(running);
    for (const { table } of this.#metrics) {
      for (const _ of table.removing((rows, row) => rows.tickOf(row) < number)) {
        if (needsBreak()) await turn.next();
      }
    }
  }

  #register(callback: unknown, list: ObservedList, run: Run): void {
    if (typeof callback !== 'function' || list.size === 0) {
      countFault('invalid_instrument');
      return;
    }
    const key = this.#keyOf(callback, list);
    if (this.#registrations.has(key)) return;
    for (const metric of list.values()) this.#metrics.add(metric);
    this.#registrations.set(key, { list, run, running: false });
  }

  #unregister(callback: unknown, list: ObservedList): void {
    if (typeof callback === 'function') this.#registrations.delete(this.#keyOf(callback, list));
  }

  /** Equal for the same callback and the same instruments, in whatever order. */
  #keyOf(callback: WeakKey, list: ObservedList): string {
    return [this.#numberOf(callback), ...[...list.keys()].sort()].join();
  }

  #numberOf(known: WeakKey): number {
    let number = this.#numbers.get(known);
    if (number === undefined) {
      number = ++this.#lastNumber;
      this.#numbers.set(known, number);
    }
    return number;
  }
}

async function runOnce(registration: Registration): Promise<void> {
  const place = `callback of ${nameOf(registration)}`;
  if (registration.running) return reportTimeout(place);
  const round: Round = { open: true };
  registration.running = true;
  const work = settle(registration, round, place);
  if (!(await settlesWithin(work, CALLBACK_TIMEOUT_MS))) reportTimeout(place);
  round.open = false;
}

async function settle(registration: Registration, round: Round, place: string): Promise<void> {
  try {
    await registration.run(round);
  } catch (error) {
    reportFault('callback_error', place, error);
  } finally {
    registration.running = false;
  }
}

function nameOf({ list }: Registration): string {
  return [...new Set(list.values())].map(({ descriptor }) => descriptor.name).join(', ');
}

function singleResult(round: Round, metric: Metric): ObservableResult {
  return {
    observe: (value: number, attributes?: Attributes) =>
      observeInto(round, metric, { value, attributes }),
  };
}

function batchResult(round: Round, list: ObservedList): BatchObservableResult {
  return {
    observe: (observable: Observable, value: number, attributes?: Attributes) => {
      const observed = ObservableInstrument.observedBy(observable);
      if (observed !== undefined && list.has(observed.key)) {
        observeInto(round, observed.metric, { value, attributes });
      } else if (!NoOpInstrument.isDropped(observable)) {
        countFault('invalid_instrument');
      }
    },
  };
}

interface Observation {
  readonly value: number;
  readonly attributes: Attributes | undefined;
}

function observeInto(round: Round, metric: Metric, seen: Observation): void {
  if (!round.open) return;
  const { amounts, table } = metric;
  if (isAmount(seen.value, amounts)) {
    table.locate(seen.attributes).take(amountOf(seen.value, amounts));
  } else {
    countFault('invalid_value');
  }
}

function areDropped(observables: unknown): boolean {
  return listOf(observables).some(NoOpInstrument.isDropped);
}

/** What is behind an app's list; what is not ours, or can't be read, is left out. */
function ownOf(observables: unknown): ObservedList {
  const own = listOf(observables).flatMap((one) => ObservableInstrument.observedBy(one) ?? []);
  return new Map(own.map(({ metric, key }) => [key, metric]));
}

function listOf(observables: unknown): readonly unknown[] {
  try {
    return Array.isArray(observables) ? [...observables] : [];
  } catch {
    return [];
  }
}

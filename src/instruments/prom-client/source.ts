import { monotonicSeconds } from '../../foundation/clock.ts';
import { settlesWithin } from '../../foundation/deadline.ts';
import { reportFault } from '../../foundation/guard.ts';
import { inTurns, Turn } from '../../foundation/turns.ts';
import { CALLBACK_TIMEOUT_MS, reportTimeout } from '../../pipeline/callback-timeout.ts';
import type { Source } from '../../pipeline/collection.ts';
import type { Family } from '../../store/family.ts';
import type { BridgedFamily } from './bridged-family.ts';
import { createFamily, isFamilyOf } from './families.ts';
import type { PromMetric, PromReading, PromRegistry } from './library.ts';
import { readPoints } from './points.ts';
import { metricsOf, type Registered } from './registries.ts';

/** Less than a source may take: what has been read by then is there. */
const LONGEST_SECONDS = 1.5;

/**
 * Under this key a source has the registries it reads. `Symbol.for`, so that a second copy of the
 * package adds to it instead of counting the same metrics again; the version is that of this contract.
 */
export const BRIDGED: unique symbol = Symbol.for('@acme/otel-metrics.bridged.v1') as never;

/** Registries may come and go: what is in there is asked for at each collection. */
export type Registries = Iterable<PromRegistry>;

/** All bridged registries of the process. */
export class PromClientSource implements Source {
  readonly name = 'prom-client';
  readonly [BRIDGED] = new Set<Registries>();
  readonly #families = new WeakMap<PromMetric, BridgedFamily>();
  /** What has not answered yet is not asked again. */
  readonly #asked = new WeakMap<PromMetric, Promise<PromReading>>();

  /**
   * A metric that fails or is late is left out alone, counted and said. The app's own functions run
   * side by side; else one metric is read after the other, since what the library hands out is large.
   */
  async collect(): Promise<readonly Family[]> {
    const end = monotonicSeconds() + LONGEST_SECONDS;
    const turn = new Turn();
    const metrics = [...metricsOf(this.#registries())];
    const asked = metrics.filter(({ metric }) => typeof metric.collect === 'function');
    const readings = new Map(asked.map((registered) => [registered, this.#read(registered)]));
    const families: Family[] = [];
    for (const registered of metrics) {
      if (monotonicSeconds() > end) {
        reportTimeout('reading the other metrics of prom-client', LONGEST_SECONDS * 1000);
        break;
      }
      const reading = await (readings.get(registered) ?? this.#read(registered));
      const family = await this.#familyOf(registered, { reading, turn });
      if (family !== undefined) families.push(family);
    }
    return families;
  }

  *#registries(): Generator<PromRegistry, void, void> {
    for (const registries of this[BRIDGED]) yield* registries;
  }

  /** Never rejects. */
  async #read({ metric, name }: Registered): Promise<PromReading | undefined> {
    const place = placeOf(name);
    try {
      const answer = this.#asked.get(metric) ?? this.#ask(metric);
      if (await settlesWithin(answer, CALLBACK_TIMEOUT_MS)) return await answer;
      reportTimeout(place);
    } catch (error) {
      reportFault('callback_error', place, error);
    }
    return undefined;
  }

  #ask(metric: PromMetric): Promise<PromReading> {
    const answered = () => void this.#asked.delete(metric);
    const answer = (async () => metric.getForPromString?.() ?? metric.get())();
    this.#asked.set(metric, answer);
    answer.then(answered, answered);
    return answer;
  }

  async #familyOf(registered: Registered, { reading, turn }: Read): Promise<Family | undefined> {
    const { metric, name, defaultLabels } = registered;
    if (reading === undefined) return undefined;
    try {
      const known = this.#families.get(metric);
      const family = isFamilyOf(known, registered) ? known : createFamily(registered);
      this.#families.set(metric, family);
      const { kind, descriptor } = family;
      const points = await inTurns(
        readPoints(kind, reading.values ?? [], descriptor.boundaries),
        turn,
      );
      await inTurns(family.replace(points, defaultLabels), turn);
      return family;
    } catch (error) {
      reportFault('callback_error', placeOf(name), error);
      return undefined;
    }
  }
}

interface Read {
  readonly reading: PromReading | undefined;
  readonly turn: Turn;
}

function placeOf(name: string): string {
  return `metric ${name} of prom-client`;
}

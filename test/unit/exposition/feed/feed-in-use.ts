import type {
  FeedMetric,
  FeedSeries,
  FeedState,
  Frame,
} from '../../../../src/exposition/feed/frame.ts';
import type { FrameText } from '../../../../src/exposition/feed/frame-text.ts';
import { FeedWriter } from '../../../../src/exposition/feed/writer.ts';
import { createNaming, type NamingOptions } from '../../../../src/exposition/naming.ts';
import { atOnce } from '../../../../src/foundation/turns.ts';
import type { Resource } from '../../../../src/pipeline/resource.ts';
import type { Family } from '../../../../src/store/family.ts';

export interface FeedOptions extends Partial<NamingOptions> {
  readonly resource?: Resource;
}

/** A writer, and frames of it as their readers get them. */
export class FeedInUse {
  readonly writer: FeedWriter;
  readonly #resource: Resource;
  #last: FrameText | undefined;

  constructor({ resource = {}, ...naming }: FeedOptions = {}) {
    this.#resource = resource;
    this.writer = new FeedWriter({
      naming: createNaming({
        prefix: '',
        translation: 'UnderscoreEscapingWithSuffixes',
        escaping: 'allow-utf-8',
        ...naming,
      }),
      constants: [],
      report: () => {},
    });
  }

  next(families: readonly Family[], timeMs = 0): Frame {
    const collection = { resource: this.#resource, timeMs, families, errors: [] };
    this.#last = atOnce(this.writer.next(collection));
    return frameOf(this.#last);
  }

  whole(): Frame {
    if (this.#last === undefined) throw new Error('there is no frame yet');
    return frameOf(atOnce(this.writer.whole(this.#last)));
  }
}

export function frameOf({ texts }: FrameText): Frame {
  return JSON.parse(texts.join('')) as Frame;
}

/** What a reader of frames knows, in the plainest way. Throws where a frame makes no sense. */
export class Replay {
  readonly #metrics = new Map<number, FeedMetric>();
  readonly #series = new Map<number, FeedSeries>();
  readonly #states = new Map<number, FeedState>();

  apply({ metrics, series, gone, values }: Frame): void {
    for (const metric of metrics) introduce(this.#metrics, metric);
    for (const id of gone) {
      if (!this.#series.delete(id)) throw new Error(`${id} has gone and was not there`);
      this.#states.delete(id);
    }
    for (const one of series) introduce(this.#series, one);
    for (const [id, state] of values) {
      if (!this.#series.has(id)) throw new Error(`${id} has a value and is not there`);
      this.#states.set(id, state);
    }
  }

  /** By what each series is called. Throws where two are called the same. */
  get states(): Readonly<Record<string, FeedState>> {
    const states = new Map<string, FeedState>();
    for (const [id, { metric, labels, bounds, quantiles }] of this.#series) {
      const { name, type, unit } = this.#metrics.get(metric) as FeedMetric;
      const key = seriesKey({ name, type, unit, labels, marks: bounds ?? quantiles });
      if (states.has(key)) throw new Error(`${key} is there twice`);
      states.set(key, this.#states.get(id) as FeedState);
    }
    return Object.fromEntries(states);
  }

  stateOf(id: number): FeedState | undefined {
    return this.#states.get(id);
  }

  get metrics(): readonly FeedMetric[] {
    return [...this.#metrics.values()];
  }

  get series(): readonly FeedSeries[] {
    return [...this.#series.values()];
  }
}

export interface CalledSeries extends Pick<FeedMetric, 'name' | 'type' | 'unit'> {
  readonly labels: Readonly<Record<string, string>>;
  readonly marks: readonly number[] | undefined;
}

export function seriesKey({ name, type, unit, labels, marks }: CalledSeries): string {
  const pairs = Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([name, type, unit, pairs, marks]);
}

function introduce<T extends { readonly id: number }>(known: Map<number, T>, one: T): void {
  if (known.has(one.id)) throw new Error(`${one.id} is introduced twice`);
  known.set(one.id, one);
}

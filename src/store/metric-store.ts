import { OPTIONS } from '../config/options.ts';
import { countFault } from '../foundation/faults.ts';
import { warn } from '../foundation/log.ts';
import type { Descriptor, Scope } from './descriptor.ts';
import { ExemplarSampler } from './exemplars.ts';
import type { Family } from './family.ts';
import { createIntake } from './intake.ts';
import { Interner } from './interner.ts';
import { createKeyFilter } from './key-filter.ts';
import { rowsOf } from './kinds-of-rows.ts';
import { Metric } from './metric.ts';
import type { Ticker } from './rows.ts';
import { SeriesBudget } from './series-budget.ts';
import { SeriesTable } from './series-table.ts';

export interface StoreOptions {
  /** Most series of one instrument, the overflow series among them. */
  readonly limit: number;
  /** Most series of all instruments together; each may have its overflow series beyond that. */
  readonly totalLimit: number;
  /** Whether `endIdle` has an effect; it needs four more bytes for each series. */
  readonly expires: boolean;
}

/** All instruments of the process, in the order in which they were made. */
export class MetricStore {
  readonly #options: StoreOptions;
  readonly #interner = new Interner();
  readonly #budget: SeriesBudget;
  /** Rounds of `endIdle`. */
  readonly #sweeps: Ticker = { now: 0 };
  /** Rounds of observation: what was observed in one has its number. */
  readonly rounds: Ticker = { now: 0 };
  /** Of counters and histograms; what may become an exemplar is for others to say. */
  readonly sampler = new ExemplarSampler(this.rounds);
  readonly #metrics = new Map<string, Metric>();
  /** The first descriptor of each name of a scope. */
  readonly #firsts = new Map<string, Descriptor>();
  /** Metrics of instruments that would have it otherwise, which is said once. */
  readonly #disputed = new Set<Metric>();

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#budget = new SeriesBudget(options.totalLimit);
  }

  /**
   * The metric of a descriptor; an equal one in the same scope shares it, with the bounds and the
   * rule of the first. A second kind or unit under a name works on its own and is said once: which of
   * them a page can show is the exposition's decision.
   */
  register(scope: Scope, descriptor: Descriptor): Metric {
    const identity = identityOf(scope, descriptor);
    const known = this.#metrics.get(identity);
    if (known !== undefined) {
      this.#compareTerms(known, descriptor);
      return known;
    }
    this.#reportConflict(scope, descriptor);
    const metric = new Metric(scope, descriptor, this.#newTable(descriptor));
    this.#metrics.set(identity, metric);
    return metric;
  }

  metrics(): Iterable<Metric> {
    return this.#metrics.values();
  }

  families(): readonly Family[] {
    return [...this.#metrics.values()];
  }

  /**
   * Ends the series that were last written before the call that was `rounds` calls ago, with a pause
   * wherever the work may be put off. A sum that may fall stays until it is 0: begun anew it would be
   * wrong by what it stood at.
   */
  *endIdle(rounds: number): Generator<void, void, void> {
    if (!this.#options.expires) return;
    const oldest = this.#sweeps.now - rounds + 1;
    this.#sweeps.now++;
    for (const { table, descriptor } of this.#metrics.values()) {
      if (isObserved(descriptor)) continue;
      const mayFall = descriptor.kind === 'up-down-counter';
      yield* table.removing(
        (rows, row) => rows.tickOf(row) < oldest && !(mayFall && rows.valueOf(row) !== 0),
      );
    }
  }

  /**
   * Ends what was recorded, with a pause wherever the work may be put off, and returns how many
   * series that were. What callbacks observe is not ours to begin anew; a sum that may fall would
   * end below 0, since what is under way now is still to be taken off.
   */
  *endRecorded(): Generator<void, number, void> {
    let ended = 0;
    for (const { table, descriptor } of this.#metrics.values()) {
      if (isObserved(descriptor) || descriptor.kind === 'up-down-counter') continue;
      yield* table.removing(() => {
        ended++;
        return true;
      });
    }
    return ended;
  }

  #newTable(descriptor: Descriptor): SeriesTable {
    const { limit, expires } = this.#options;
    const sweeps = expires ? this.#sweeps : undefined;
    const { labels, name, rule: { attributes } = {} } = descriptor;
    const keeps = attributes && createKeyFilter(attributes);
    return new SeriesTable({
      ...rowsOf(descriptor),
      interner: this.#interner,
      keeps,
      intake: labels && createIntake(name, labels, keeps),
      limit: descriptor.rule?.limit ?? limit,
      budget: this.#budget,
      ticker: isObserved(descriptor) ? this.rounds : sweeps,
      sampler: hasExemplars(descriptor) ? this.sampler : undefined,
      onOverflow: (by) => reportOverflow(descriptor, by),
    });
  }

  /** Instruments that rules give one name may have come with terms of their own. */
  #compareTerms(known: Metric, descriptor: Descriptor): void {
    if (this.#disputed.has(known) || haveOneTerms(known.descriptor, descriptor)) return;
    this.#disputed.add(known);
    reportDispute(known.descriptor);
  }

  #reportConflict(scope: Scope, descriptor: Descriptor): void {
    const name = nameIn(scope, descriptor);
    const first = this.#firsts.get(name);
    if (first === undefined) {
      this.#firsts.set(name, descriptor);
      return;
    }
    countFault('instrument_conflict');
    warn(
      `instrument_conflict:${name}`,
      `instrument '${descriptor.name}' exists already as ${summary(first)}, now asked for as ` +
        `${summary(descriptor)}: use the same kind and unit, or another name`,
    );
  }
}

function isObserved({ kind }: Descriptor): boolean {
  return kind.startsWith('observable');
}

function haveOneTerms(first: Descriptor, second: Descriptor): boolean {
  return first.joins !== true || termsOf(first) === termsOf(second);
}

/** What the first instrument decides for all. */
function termsOf({ kind, form, boundaries, rule }: Descriptor): string {
  const buckets = kind === 'histogram' ? [form, boundaries] : [];
  const { limit, attributes } = rule ?? {};
  return JSON.stringify([limit, attributes?.allow, attributes?.deny, ...buckets]);
}

function reportDispute({ name }: Descriptor): void {
  countFault('instrument_conflict');
  warn(
    `instrument_conflict:terms:${name}`,
    `instruments that are all '${name}' differ in their limits, attributes, buckets or forms: ` +
      'those of the first one hold for all',
  );
}

function hasExemplars({ kind }: Descriptor): boolean {
  return kind === 'counter' || kind === 'histogram';
}

function reportOverflow({ name, rule }: Descriptor, by: 'limit' | 'budget'): void {
  const own = rule?.limit === undefined ? OPTIONS.cardinalityLimit.env : `rule '${rule.pattern}'`;
  const [what, limit] =
    by === 'limit'
      ? [`metric '${name}' has`, own]
      : ['all metrics together have', OPTIONS.totalCardinalityLimit.env];
  warn(
    `overflow:${name}`,
    `${what} as many series as ${limit} allows: new ones of '${name}' are counted together under ` +
      'otel_metric_overflow="true"; /metrics/stats shows which labels they come from',
  );
}

/** Names are compared without case (API specification); the first spelling is the one shown. */
function nameIn(scope: Scope, { name }: Descriptor): string {
  return JSON.stringify([scope.name, scope.version, scope.schemaUrl, name.toLowerCase()]);
}

function identityOf(scope: Scope, descriptor: Descriptor): string {
  return JSON.stringify([nameIn(scope, descriptor), descriptor.kind, descriptor.unit]);
}

function summary({ kind, unit }: Descriptor): string {
  return unit === '' ? kind : `${kind} in '${unit}'`;
}

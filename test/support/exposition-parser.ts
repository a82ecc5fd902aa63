import {
  ExpositionLine,
  fail,
  labelKey,
  type NameRules,
  numberOf,
  readLines,
  unescapeText,
} from './exposition-line.ts';

/**
 * A strict reader of the Prometheus text format, 0.0.4 or, with names in quotes, 1.0.0. It refuses
 * what a lenient scraper would let pass, so that a page which parses here is right for all of them:
 * metadata twice or out of order, a metric in two places, labels or samples twice, bad escapes,
 * buckets that don't add up.
 */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ParsedMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string | undefined;
  readonly samples: readonly ParsedSample[];
}

interface OpenMetric extends ParsedMetric {
  readonly samples: ParsedSample[];
}

const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

/** The metrics of a page, in order. Throws an error that names the line. */
export function parseExposition(text: string, names: NameRules = 'old'): ParsedMetric[] {
  if (text === '') return [];
  const reader = new Reader(names);
  readLines(text, (line) => reader.read(line));
  return reader.end();
}

class Reader {
  readonly #names: NameRules;
  readonly #metrics = new Map<string, OpenMetric>();
  readonly #sampleNames = new Map<string, string>();
  readonly #seen = new Set<string>();
  #help: { name: string; text: string } | undefined;
  #current: OpenMetric | undefined;

  constructor(names: NameRules) {
    this.#names = names;
  }

  read(line: string): void {
    const reader = new ExpositionLine(line, this.#names);
    if (reader.has('# HELP ')) this.#readHelp(reader);
    else if (reader.has('# TYPE ')) this.#readType(reader);
    else this.#readSample(reader);
  }

  end(): ParsedMetric[] {
    if (this.#help !== undefined) fail(`HELP of ${this.#help.name} without TYPE`);
    for (const metric of this.#metrics.values()) {
      if (metric.samples.length === 0) fail(`${metric.name} has no samples`);
      if (metric.type === 'histogram') checkHistogram(metric);
      if (metric.type === 'summary') checkSummary(metric);
    }
    return [...this.#metrics.values()];
  }

  #readHelp(line: ExpositionLine): void {
    const name = line.metricName();
    line.expect(' ');
    const text = line.rest();
    if (this.#help !== undefined) fail('HELP after HELP');
    if (this.#metrics.has(name)) fail('HELP twice, or after TYPE');
    if (/\\[^\\n]|\\$/.test(text.replaceAll('\\\\', ''))) fail('bad escape');
    this.#help = { name, text: unescapeText(text) };
  }

  #readType(line: ExpositionLine): void {
    const name = line.metricName();
    line.expect(' ');
    const type = line.rest();
    if (!TYPES.includes(type)) fail('bad type');
    if (this.#metrics.has(name)) fail('TYPE twice');
    if (this.#help !== undefined && this.#help.name !== name) fail('HELP of another');
    this.#current = { name, type, help: this.#help?.text, samples: [] };
    this.#help = undefined;
    this.#metrics.set(name, this.#current);
    for (const sample of sampleNames(this.#current)) {
      if (this.#sampleNames.has(sample)) fail(`${sample} belongs to another metric`);
      this.#sampleNames.set(sample, name);
    }
  }

  #readSample(line: ExpositionLine): void {
    const { name, labels } = line.subject();
    line.expect(' ');
    const value = line.number();
    line.end();
    if (this.#help !== undefined) fail('HELP without TYPE');
    if (this.#current === undefined || this.#sampleNames.get(name) !== this.#current.name) {
      fail('a sample outside of its metric');
    }
    const identity = JSON.stringify([name, labelKey(labels)]);
    if (this.#seen.has(identity)) fail('a sample twice');
    this.#seen.add(identity);
    this.#current.samples.push({ name, labels, value });
  }
}

function sampleNames({ name, type }: ParsedMetric): string[] {
  const totals = [`${name}_sum`, `${name}_count`];
  if (type === 'summary') return [name, ...totals];
  return type === 'histogram' ? [name, `${name}_bucket`, ...totals] : [name];
}

/** Every label set has a sum and a count, and the bare name's samples are quantiles. */
function checkSummary({ name, samples }: ParsedMetric): void {
  const sets = Map.groupBy(samples, ({ labels: { quantile: _, ...labels } }) => labelKey(labels));
  for (const set of sets.values()) {
    for (const ending of ['_sum', '_count']) {
      if (!set.some((sample) => sample.name === name + ending)) fail(`${name} lacks ${ending}`);
    }
  }
  for (const sample of samples) {
    const quantile = numberOf(sample.labels.quantile ?? 'NaN');
    const isOne = quantile >= 0 && quantile <= 1;
    if (isOne !== (sample.name === name)) fail(`quantile in ${name}`);
  }
}

/** Every label set has ascending bounds up to +Inf, counts that never fall, a sum and a count. */
function checkHistogram({ name, samples }: ParsedMetric): void {
  const sets = new Map<string, Map<string, ParsedSample[]>>();
  for (const sample of samples) {
    const { le, ...labels } = sample.labels;
    if ((le === undefined) === sample.name.endsWith('_bucket')) fail(`le in ${name}`);
    const key = labelKey(labels);
    const set = sets.get(key) ?? new Map<string, ParsedSample[]>();
    sets.set(key, set);
    set.set(sample.name, [...(set.get(sample.name) ?? []), sample]);
  }
  for (const set of sets.values()) {
    const buckets = set.get(`${name}_bucket`) ?? [];
    const [count] = set.get(`${name}_count`) ?? [];
    if (count === undefined || !set.has(`${name}_sum`)) fail(`${name} lacks lines`);
    if (set.has(name)) fail(`${name} has a sample of its bare name`);
    checkBuckets(name, buckets, count.value);
  }
}

function checkBuckets(name: string, buckets: readonly ParsedSample[], count: number): void {
  let bound = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (const { labels, value } of buckets) {
    const next = numberOf(labels.le ?? '');
    if (!(next > bound)) fail(`the bounds of ${name} do not ascend`);
    if (!(value >= total)) fail(`the buckets of ${name} are not cumulative`);
    [bound, total] = [next, value];
  }
  if (bound !== Number.POSITIVE_INFINITY) fail(`${name} has no +Inf bucket`);
  if (total !== count) fail(`${name} counts ${count}, its +Inf bucket ${total}`);
}

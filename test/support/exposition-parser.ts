/**
 * A strict reader of the Prometheus text format 0.0.4. It refuses what a lenient scraper would let
 * pass, so that a page which parses here is right for all of them: metadata twice or out of order,
 * a metric in two places, labels or samples twice, bad escapes, buckets that don't add up.
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

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;
const SAMPLE = /^([^{ ]+)(?:\{(.+)\})? (\S+)$/s;
const NUMBER = /^(?:NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$/;
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

/** The metrics of a page, in order. Throws an error that names the line. */
export function parseExposition(text: string): ParsedMetric[] {
  if (text === '') return [];
  if (!text.isWellFormed()) throw new Error('the page is not well-formed Unicode');
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const reader = new Reader();
  for (const [index, line] of text.slice(0, -1).split('\n').entries()) {
    try {
      reader.read(line);
    } catch (error) {
      throw new Error(`line ${index + 1}, ${(error as Error).message}: ${line}`);
    }
  }
  return reader.end();
}

class Reader {
  readonly #metrics = new Map<string, OpenMetric>();
  readonly #sampleNames = new Map<string, string>();
  readonly #seen = new Set<string>();
  #help: { name: string; text: string } | undefined;
  #current: OpenMetric | undefined;

  read(line: string): void {
    if (line.startsWith('# HELP ')) this.#readHelp(line.slice(7));
    else if (line.startsWith('# TYPE ')) this.#readType(line.slice(7));
    else this.#readSample(line);
  }

  end(): ParsedMetric[] {
    if (this.#help !== undefined) throw new Error(`HELP of ${this.#help.name} without TYPE`);
    for (const metric of this.#metrics.values()) {
      if (metric.samples.length === 0) throw new Error(`${metric.name} has no samples`);
      if (metric.type === 'histogram') checkHistogram(metric);
    }
    return [...this.#metrics.values()];
  }

  #readHelp(rest: string): void {
    const [, name = '', text = ''] = /^(\S+) (.*)$/s.exec(rest) ?? [];
    if (this.#help !== undefined) throw new Error('HELP after HELP');
    if (this.#metrics.has(name)) throw new Error('HELP twice, or after TYPE');
    if (/\\[^\\n]|\\$/.test(text.replaceAll('\\\\', ''))) throw new Error('bad escape');
    this.#help = { name, text: unescapeText(text) };
  }

  #readType(rest: string): void {
    const [name = '', type = '', ...more] = rest.split(' ');
    if (!METRIC_NAME.test(name)) throw new Error('bad metric name');
    if (!TYPES.includes(type) || more.length > 0) throw new Error('bad type');
    if (this.#metrics.has(name)) throw new Error('TYPE twice');
    if (this.#help !== undefined && this.#help.name !== name) throw new Error('HELP of another');
    this.#current = { name, type, help: this.#help?.text, samples: [] };
    this.#help = undefined;
    this.#metrics.set(name, this.#current);
    for (const sample of sampleNames(this.#current)) {
      if (this.#sampleNames.has(sample)) throw new Error(`${sample} belongs to another metric`);
      this.#sampleNames.set(sample, name);
    }
  }

  #readSample(line: string): void {
    const [, name = '', labelText, number = ''] = SAMPLE.exec(line) ?? [];
    if (this.#help !== undefined) throw new Error('HELP without TYPE');
    if (this.#current === undefined || this.#sampleNames.get(name) !== this.#current.name) {
      throw new Error('a sample outside of its metric');
    }
    if (!NUMBER.test(number)) throw new Error('bad number');
    const labels = labelText === undefined ? {} : parseLabels(labelText);
    const identity = JSON.stringify([name, Object.entries(labels).sort()]);
    if (this.#seen.has(identity)) throw new Error('a sample twice');
    this.#seen.add(identity);
    this.#current.samples.push({ name, labels, value: parseNumber(number) });
  }
}

function sampleNames({ name, type }: ParsedMetric): string[] {
  if (type !== 'histogram') return [name];
  return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`];
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const at = LABEL.lastIndex;
    const [whole, name = '', value = '', comma] = LABEL.exec(text) ?? [];
    if (whole === undefined) throw new Error(`bad label at ${text.slice(at)}`);
    if (name.startsWith('__')) throw new Error(`reserved label ${name}`);
    if (Object.hasOwn(labels, name)) throw new Error(`label ${name} twice`);
    if (value === '') throw new Error(`label ${name} is empty, which is the same as none`);
    if (comma === ',' && LABEL.lastIndex === text.length) throw new Error('a comma too many');
    labels[name] = unescapeText(value);
  }
  return labels;
}

function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character));
}

function parseNumber(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}

/** Every label set has ascending bounds up to +Inf, counts that never fall, a sum and a count. */
function checkHistogram({ name, samples }: ParsedMetric): void {
  const sets = new Map<string, Map<string, ParsedSample[]>>();
  for (const sample of samples) {
    const { le, ...labels } = sample.labels;
    if ((le === undefined) === sample.name.endsWith('_bucket')) throw new Error(`le in ${name}`);
    const key = JSON.stringify(Object.entries(labels).sort());
    const set = sets.get(key) ?? new Map<string, ParsedSample[]>();
    sets.set(key, set);
    set.set(sample.name, [...(set.get(sample.name) ?? []), sample]);
  }
  for (const set of sets.values()) {
    const buckets = set.get(`${name}_bucket`) ?? [];
    const [count] = set.get(`${name}_count`) ?? [];
    if (count === undefined || !set.has(`${name}_sum`)) throw new Error(`${name} lacks lines`);
    if (set.has(name)) throw new Error(`${name} has a sample of its bare name`);
    checkBuckets(name, buckets, count.value);
  }
}

function checkBuckets(name: string, buckets: readonly ParsedSample[], count: number): void {
  let bound = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (const { labels, value } of buckets) {
    const next = parseNumber(labels.le ?? '');
    if (!(next > bound)) throw new Error(`the bounds of ${name} do not ascend`);
    if (!(value >= total)) throw new Error(`the buckets of ${name} are not cumulative`);
    [bound, total] = [next, value];
  }
  if (bound !== Number.POSITIVE_INFINITY) throw new Error(`${name} has no +Inf bucket`);
  if (total !== count) throw new Error(`${name} counts ${count}, its +Inf bucket ${total}`);
}

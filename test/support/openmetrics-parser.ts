import {
  ExpositionLine,
  fail,
  type Labels,
  labelKey,
  type NameRules,
  numberOf,
  readLines,
  unescapeText,
} from './exposition-line.ts';
import { checkOpenMetricsHistogram } from './openmetrics-histogram.ts';
import { checkOpenMetricsSummary } from './openmetrics-summary.ts';

export interface OpenMetricsExemplar {
  readonly labels: Labels;
  readonly value: number;
  /** In seconds. */
  readonly time: number | undefined;
}

export interface OpenMetricsSample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
  readonly exemplar: OpenMetricsExemplar | undefined;
}

export interface OpenMetricsFamily {
  readonly name: string;
  readonly type: OpenMetricsType;
  readonly unit: string | undefined;
  readonly help: string | undefined;
  /** The samples of one label set come together. */
  readonly samples: readonly OpenMetricsSample[];
}

/** What the names of a type's samples end with. Types that no page of ours has are none. */
const SUFFIXES = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  summary: ['', '_count', '_sum', '_created'],
  info: ['_info'],
  unknown: [''],
} as const;

export type OpenMetricsType = keyof typeof SUFFIXES;
type Suffix = (typeof SUFFIXES)[OpenMetricsType][number];

/** Which values a sample may have, by the end of its name; any where none is said. */
const VALUES: Partial<Record<Suffix, (value: number) => boolean>> = {
  _info: (value) => value === 1,
  _total: (value) => value >= 0,
  _bucket: (value) => Number.isInteger(value) && value >= 0,
  _count: (value) => Number.isInteger(value) && value >= 0,
  _sum: (value) => value >= 0,
  _created: (value) => Number.isFinite(value) && value >= 0,
};

const METADATA = ['TYPE', 'UNIT', 'HELP'] as const;
const MOST_EXEMPLAR_CHARACTERS = 128;

/**
 * A strict reader of OpenMetrics 1.0.0: the families of a page, in order. It refuses all that the
 * specification forbids, and of what it only advises against the things that no page of ours does:
 * families without samples or without a type, metadata in another order, times of samples, types
 * that we have none of. Throws an error that names the line.
 */
export function parseOpenMetrics(text: string, names: NameRules = 'old'): OpenMetricsFamily[] {
  const page = new Page(names);
  readLines(text, (line) => page.read(line));
  return page.end();
}

class Page {
  readonly #names: NameRules;
  readonly #families: Family[] = [];
  readonly #claimed = new Set<string>();
  #metadata: Metadata | undefined;
  #hasEnded = false;

  constructor(names: NameRules) {
    this.#names = names;
  }

  read(line: string): void {
    if (this.#hasEnded) fail('a line after the end');
    const reader = new ExpositionLine(line, this.#names);
    if (line === '# EOF') this.#hasEnded = true;
    else if (reader.has('# ')) this.#readMetadata(reader);
    else this.#readSample(reader);
  }

  end(): OpenMetricsFamily[] {
    if (!this.#hasEnded) fail('no end');
    this.#close();
    return this.#families.map((family) => family.end());
  }

  #readMetadata(line: ExpositionLine): void {
    const keyword = METADATA.find((one) => line.has(`${one} `)) ?? fail('a comment');
    const name = line.metricName();
    line.expect(' ');
    const metadata = this.#metadata?.name === name ? this.#metadata : this.#open(name);
    metadata.add(keyword, line.rest());
  }

  #open(name: string): Metadata {
    this.#close();
    this.#metadata = new Metadata(name);
    return this.#metadata;
  }

  #close(): void {
    if (this.#metadata !== undefined && !this.#metadata.isUsed) fail('a family without samples');
    this.#metadata = undefined;
  }

  #readSample(line: ExpositionLine): void {
    if (this.#metadata === undefined) fail('a sample without metadata');
    if (!this.#metadata.isUsed) this.#begin(this.#metadata);
    this.#families.at(-1)?.add(sampleOf(line));
  }

  #begin(metadata: Metadata): void {
    const family = new Family(metadata);
    for (const name of family.names) {
      if (this.#claimed.has(name)) fail(`${name} may be of another family`);
    }
    for (const name of family.names) this.#claimed.add(name);
    this.#families.push(family);
    metadata.isUsed = true;
  }
}

class Metadata {
  readonly name: string;
  /** From its first sample on. */
  isUsed = false;
  readonly #texts = new Map<(typeof METADATA)[number], string>();

  constructor(name: string) {
    this.name = name;
  }

  add(keyword: (typeof METADATA)[number], text: string): void {
    if (this.isUsed) fail('metadata after samples, or a family twice');
    const order = METADATA.indexOf(keyword);
    if (METADATA.slice(order).some((one) => this.#texts.has(one))) {
      fail(`${keyword} twice, or not in its place`);
    }
    this.#texts.set(keyword, text);
  }

  get type(): OpenMetricsType {
    const type = this.#texts.get('TYPE');
    return isType(type) ? type : fail(`bad type ${type}`);
  }

  get unit(): string | undefined {
    const unit = this.#texts.get('UNIT');
    if (unit === undefined) return undefined;
    if (!/^[a-zA-Z0-9_:]+$/.test(unit)) fail('bad unit');
    if (!this.name.endsWith(`_${unit}`)) fail('the name does not end with its unit');
    if (this.type === 'info') fail('an info has no unit');
    return unit;
  }

  get help(): string | undefined {
    const help = this.#texts.get('HELP');
    if (help === undefined) return undefined;
    if (!/^(?:[^"\\]|\\["\\n])*$/s.test(help)) fail('bad escape in HELP');
    return unescapeText(help);
  }
}

function isType(text: string | undefined): text is OpenMetricsType {
  return text !== undefined && Object.hasOwn(SUFFIXES, text);
}

class Family {
  /** All that its samples might be called, and its own name. */
  readonly names: ReadonlySet<string>;
  readonly #family: OpenMetricsFamily;
  readonly #samples: OpenMetricsSample[] = [];
  readonly #seen = new Set<string>();
  readonly #groups = new Set<string>();
  #group: string | undefined;

  constructor({ name, type, unit, help }: Metadata) {
    this.#family = { name, type, unit, help, samples: this.#samples };
    this.names = new Set([name, ...SUFFIXES[type].map((suffix) => name + suffix)]);
  }

  add(sample: OpenMetricsSample): void {
    const { name, labels } = sample;
    const identity = JSON.stringify([name, labelKey(labels)]);
    if (this.#seen.has(identity)) fail('a sample twice');
    this.#seen.add(identity);
    const suffix = this.#suffixOf(name);
    this.#enter(labelKey(this.#labelsOf(sample)));
    checkSample(sample, suffix);
    this.#samples.push(sample);
  }

  end(): OpenMetricsFamily {
    const { type, name, samples } = this.#family;
    for (const point of Map.groupBy(samples, this.#pointOf).values()) {
      if (type === 'histogram') checkOpenMetricsHistogram(name, point);
      if (type === 'summary') checkOpenMetricsSummary(name, point);
      if (type === 'counter' && point[0]?.name !== `${name}_total`) fail(`${name} without a total`);
    }
    return this.#family;
  }

  readonly #pointOf = (sample: OpenMetricsSample): string => labelKey(this.#labelsOf(sample));

  /** Without the one that tells lines of a label set from each other. */
  #labelsOf({ name, labels }: OpenMetricsSample): Labels {
    const suffix = this.#suffixOf(name);
    if (suffix === '_bucket') return without(labels, 'le');
    return this.#family.type === 'summary' && suffix === '' ? without(labels, 'quantile') : labels;
  }

  #suffixOf(sample: string): Suffix {
    const { name, type } = this.#family;
    const suffix = suffixesOf(type).find((one) => sample === name + one);
    return suffix ?? fail('a sample outside of its family');
  }

  #enter(group: string): void {
    if (group === this.#group) return;
    if (this.#groups.has(group)) fail('the samples of a label set do not come together');
    this.#groups.add(group);
    this.#group = group;
  }
}

function suffixesOf(type: OpenMetricsType): readonly Suffix[] {
  return SUFFIXES[type];
}

function without(labels: Labels, name: 'le' | 'quantile'): Labels {
  const { [name]: own, ...others } = labels;
  return own === undefined ? fail(`a sample without ${name}`) : others;
}

function sampleOf(line: ExpositionLine): OpenMetricsSample {
  const { name, labels } = line.subject();
  line.expect(' ');
  const value = line.number();
  const exemplar = line.has(' # ') ? exemplarOf(line) : undefined;
  line.end();
  return { name, labels, value, exemplar };
}

function exemplarOf(line: ExpositionLine): OpenMetricsExemplar {
  const labels = line.labelsInBraces();
  const characters = [...Object.entries(labels).flat().join('')].length;
  if (characters > MOST_EXEMPLAR_CHARACTERS) fail('an exemplar of too many characters');
  line.expect(' ');
  const value = line.number();
  const time = line.has(' ') ? line.number() : undefined;
  if (time !== undefined && !Number.isFinite(time)) fail('an exemplar of no time');
  return { labels, value, time };
}

/** What a sample must be by the end of its name. */
function checkSample({ labels, value, exemplar }: OpenMetricsSample, suffix: Suffix): void {
  if (!(VALUES[suffix]?.(value) ?? true)) fail('a value that there may not be');
  if (exemplar === undefined) return;
  if (suffix !== '_bucket' && suffix !== '_total') fail('an exemplar where there may be none');
  const bound = suffix === '_bucket' ? numberOf(labels.le ?? '') : Number.POSITIVE_INFINITY;
  if (!(exemplar.value <= bound)) fail('an exemplar of another bucket');
}

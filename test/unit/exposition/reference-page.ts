import { metricName } from '../../../src/exposition/names.ts';
import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type {
  Distribution,
  Exemplar,
  ExponentialBuckets,
  Family,
  StoredAttributes,
  SummaryState,
} from '../../../src/store/family.ts';
import { quantilesOf } from '../../../src/store/quantiles.ts';

const RESERVED: Partial<Record<FamilyKind, string>> = { histogram: 'le', summary: 'quantile' };

interface Row {
  readonly value: number;
  readonly distribution?: Distribution | undefined;
  readonly summary?: SummaryState | undefined;
  readonly startTimeMs: number;
  readonly exemplars: readonly Exemplar[];
}

/** The format of a page; names are the same in both. */
export type Dialect = 'text' | 'openmetrics';

type Rows = Map<string, Row>;

/**
 * Pages that differ in the order of a metric's lines alone become equal by it: which series comes
 * first is not promised. That the lines of one are in order is for a strict reader to see.
 */
export function inAnyOrder(page: string): string[] {
  return page.split(/^(?=# )/m).map((metric) => metric.split('\n').sort().join('\n'));
}

/**
 * The page of families whose names don't clash, in the plainest way: all of it at once, from one
 * series after the other, and without anything kept from the page before.
 */
export function referencePage(families: readonly Family[], dialect: Dialect = 'text'): string {
  const names = [...new Set(families.map(nameOf))];
  const metrics = names.map((name) => families.filter((one) => nameOf(one) === name));
  const text = metrics.map((own) => pageOf(own, dialect)).join('');
  return dialect === 'text' ? text : `${text}# EOF\n`;
}

function nameOf({ kind, descriptor: { name, unit } }: Family): string {
  return metricName({ name, unit, kind }, '');
}

function pageOf(families: readonly Family[], dialect: Dialect): string {
  const [kind = 'gauge', ...others] = new Set(families.map((family) => family.kind));
  const rows = families.map((family) => merged(rowsOf(family), family.kind));
  const all = merged(
    rows.flatMap((one) => [...one]),
    others.length === 0 ? kind : 'gauge',
  );
  if (all.size === 0) return '';
  const name = families.map(nameOf)[0] ?? '';
  const help = families.map(({ descriptor }) => descriptor.description).find((one) => one !== '');
  const write = dialect === 'text' ? textOf : openMetricsOf;
  const [first] = families;
  const seconds = first?.descriptor.unit === 's';
  return write({ name, kind, help, seconds }, [...all]);
}

interface Metadata {
  readonly name: string;
  readonly kind: FamilyKind;
  readonly help: string | undefined;
  /** Whether these are what the metric is of. */
  readonly seconds: boolean;
}

type Labelled = readonly [labels: string, row: Row];

function textOf({ name, kind, help }: Metadata, rows: readonly Labelled[]): string {
  const lines = rows.flatMap(([labels, row]) => linesOf({ name, kind }, labels, row));
  return [
    ...(help === undefined
      ? []
      : [`# HELP ${name} ${help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}\n`]),
    `# TYPE ${name} ${typeOf(kind)}\n`,
    ...lines,
  ].join('');
}

function openMetricsOf({ name, kind, help, seconds }: Metadata, rows: readonly Labelled[]): string {
  const family = kind === 'counter' ? name.replace(/_total$/, '') : name;
  const lines = rows.flatMap(([labels, row]) => {
    const created = sample(`${family}_created`, labels, row.startTimeMs / 1000);
    if (kind === 'counter') return [exemplified(sample(name, labels, row.value), row, 0), created];
    if (kind !== 'histogram' && kind !== 'summary') return [sample(name, labels, row.value)];
    const plain = linesOf({ name, kind }, labels, row);
    const [sum = '', count = ''] = plain.slice(-2);
    const buckets = plain
      .slice(0, -2)
      .map((line, bucket) =>
        exemplified(line.replace(/((?:le|quantile)="\d+)"} /, '$1.0"} '), row, bucket),
      );
    return [...buckets, count, sum, created];
  });
  return [
    `# TYPE ${family} ${typeOf(kind)}\n`,
    ...(seconds ? [`# UNIT ${family} seconds\n`] : []),
    ...(help === undefined ? [] : [`# HELP ${family} ${escaped(help)}\n`]),
    ...lines,
  ].join('');
}

function typeOf(kind: FamilyKind): string {
  return kind === 'up-down-counter' ? 'gauge' : kind;
}

/** The line with the latest exemplar that the bucket has. */
function exemplified(line: string, { exemplars }: Row, bucket: number): string {
  const own = exemplars.filter((one) => one.bucket === bucket);
  const latest = own.toSorted((one, other) => one.timeMs - other.timeMs).at(-1);
  if (latest === undefined) return line;
  const { traceId, spanId, value, timeMs } = latest;
  const labels = traceId === '' ? '' : `trace_id="${traceId}",span_id="${spanId}"`;
  return line.replace('\n', ` # {${labels}} ${value} ${timeMs / 1000}\n`);
}

function rowsOf(family: Family): [labels: string, row: Row][] {
  return [...family.series()].map((series) => [labelsOf(family, series.attributes), series]);
}

/** What stands between the braces for a series of this family. */
export function labelsOf({ scope, kind }: Family, attributes: StoredAttributes): string {
  const { name, version = '', schemaUrl = '' } = scope;
  const entries = {
    ...(name !== '' && { otel_scope_name: name }),
    ...(version !== '' && { otel_scope_version: version }),
    ...(schemaUrl !== '' && { otel_scope_schema_url: schemaUrl }),
  };
  return labelText({ ...entries, ...attributes }, RESERVED[kind]);
}

function merged(rows: readonly (readonly [labels: string, row: Row])[], kind: FamilyKind): Rows {
  const all: Rows = new Map();
  for (const [labels, row] of rows) {
    const first = all.get(labels);
    if (first === undefined) all.set(labels, row);
    else if (kind !== 'gauge') all.set(labels, sumOf(first, row));
  }
  return all;
}

function sumOf(first: Row, second: Row): Row {
  if (first.summary !== undefined && second.summary !== undefined) {
    const summary = summedUp(first.summary, second.summary);
    // Of those whose windows nobody knows the first one stays.
    if (summary === undefined) return first;
    const startTimeMs = Math.min(first.startTimeMs, second.startTimeMs);
    return { value: 0, summary, startTimeMs, exemplars: [] };
  }
  const common = {
    value: first.value + second.value,
    startTimeMs: Math.min(first.startTimeMs, second.startTimeMs),
    exemplars: [...first.exemplars, ...second.exemplars],
  };
  if (first.distribution === undefined || second.distribution === undefined) {
    return { ...common, distribution: undefined };
  }
  const { boundaries, counts, count, sum, min, max } = first.distribution;
  const other = second.distribution;
  return {
    ...common,
    distribution: {
      boundaries,
      counts: counts.map((one, bucket) => one + (other.counts[bucket] ?? 0)),
      count: count + other.count,
      sum: sum + other.sum,
      min: Math.min(min, other.min),
      max: Math.max(max, other.max),
    },
  };
}

function summedUp(one: SummaryState, other: SummaryState): SummaryState | undefined {
  if (one.window === undefined || other.window === undefined) return undefined;
  const window = inOneWindow(one.window, other.window);
  const count = one.count + other.count;
  const quantiles = one.quantiles.map(({ quantile }) => quantile);
  return { count, sum: one.sum + other.sum, quantiles: quantilesOf(window, quantiles), window };
}

/** Of windows that have the same scale and little in them. */
function inOneWindow(one: ExponentialBuckets, other: ExponentialBuckets): ExponentialBuckets {
  const filled = [one, other].flatMap(({ offset, counts }) =>
    counts.map((count, position) => ({ index: offset + position, count })),
  );
  const offset = Math.min(...filled.map(({ index }) => index));
  const counts = new Array<number>(Math.max(...filled.map(({ index }) => index)) - offset + 1).fill(
    0,
  );
  for (const { index, count } of filled)
    counts[index - offset] = (counts[index - offset] ?? 0) + count;
  return { ...one, offset, counts, zeroCount: one.zeroCount + other.zeroCount };
}

function linesOf(
  { name, kind }: Pick<Metadata, 'name' | 'kind'>,
  labels: string,
  row: Row,
): string[] {
  if (kind === 'histogram') return histogramLines(name, labels, row);
  return kind === 'summary' ? summaryLines(name, labels, row) : [sample(name, labels, row.value)];
}

function summaryLines(name: string, labels: string, { summary }: Row): string[] {
  const { quantiles = [], sum = 0, count = 0 } = summary ?? {};
  const lines = quantiles.map(({ quantile, value }) => {
    const own = `quantile="${quantile}"`;
    return sample(name, [labels, own].filter((text) => text !== '').join(), value);
  });
  return [...lines, sample(`${name}_sum`, labels, sum), sample(`${name}_count`, labels, count)];
}

function histogramLines(name: string, labels: string, { distribution }: Row): string[] {
  const { boundaries = [], counts = [], count = 0, sum = 0 } = distribution ?? {};
  const buckets = counts.map((_, bucket) => {
    const upTo = counts.slice(0, bucket + 1).reduce((total, one) => total + one, 0);
    const le = `le="${boundaries[bucket] ?? '+Inf'}"`;
    return sample(`${name}_bucket`, [labels, le].filter((text) => text !== '').join(), upTo);
  });
  return [...buckets, sample(`${name}_sum`, labels, sum), sample(`${name}_count`, labels, count)];
}

function sample(name: string, labels: string, value: number): string {
  const text = String(value).replace('Infinity', 'Inf').replace(/^Inf/, '+Inf');
  return labels === '' ? `${name} ${text}\n` : `${name}{${labels}} ${text}\n`;
}

function labelText(attributes: StoredAttributes, reserved: string | undefined): string {
  const labels = new Map<string, string>();
  for (const key of Object.keys(attributes).sort()) {
    const name = key.replace(/[^a-zA-Z0-9]+/g, '_').replace(/^(?=\d)/, 'key_');
    const label = name === reserved ? `exported_${name}` : name;
    const joined = labels.get(label);
    const value = String(attributes[key]);
    labels.set(label, joined === undefined ? value : `${joined};${value}`);
  }
  return [...labels.keys()]
    .sort()
    .filter((label) => labels.get(label) !== '')
    .map((label) => `${label}="${escaped(labels.get(label) ?? '')}"`)
    .join();
}

function escaped(value: string): string {
  return value
    .toWellFormed()
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n');
}

import { metricName } from '../../../src/exposition/names.ts';
import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type { Distribution, Family, StoredAttributes } from '../../../src/store/family.ts';

interface Row {
  readonly value: number;
  readonly distribution?: Distribution | undefined;
}

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
export function referencePage(families: readonly Family[]): string {
  const names = new Set(families.map(nameOf));
  return [...names].map((name) => pageOf(families.filter((f) => nameOf(f) === name))).join('');
}

function nameOf({ kind, descriptor: { name, unit } }: Family): string {
  return metricName({ name, unit, kind }, '');
}

function pageOf(families: readonly Family[]): string {
  const [kind = 'gauge', ...others] = new Set(families.map((family) => family.kind));
  const rows = families.map((family) => merged(rowsOf(family), family.kind));
  const all = merged(
    rows.flatMap((one) => [...one]),
    others.length === 0 ? kind : 'gauge',
  );
  if (all.size === 0) return '';
  const name = families.map(nameOf)[0] ?? '';
  const help = families.map(({ descriptor }) => descriptor.description).find((one) => one !== '');
  const lines = [...all].flatMap(([labels, row]) =>
    kind === 'histogram' ? histogramLines(name, labels, row) : [sample(name, labels, row.value)],
  );
  return [
    ...(help === undefined
      ? []
      : [`# HELP ${name} ${help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}\n`]),
    `# TYPE ${name} ${kind === 'up-down-counter' ? 'gauge' : kind}\n`,
    ...lines,
  ].join('');
}

function rowsOf(family: Family): [labels: string, row: Row][] {
  return [...family.series()].map((series) => [
    labelsOf(family, series.attributes),
    { value: series.value, distribution: series.distribution },
  ]);
}

/** What stands between the braces for a series of this family. */
export function labelsOf({ scope, kind }: Family, attributes: StoredAttributes): string {
  const { name, version = '', schemaUrl = '' } = scope;
  const entries = {
    ...(name !== '' && { otel_scope_name: name }),
    ...(version !== '' && { otel_scope_version: version }),
    ...(schemaUrl !== '' && { otel_scope_schema_url: schemaUrl }),
  };
  return labelText({ ...entries, ...attributes }, kind === 'histogram');
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
  if (first.distribution === undefined || second.distribution === undefined) {
    return { value: first.value + second.value };
  }
  const { boundaries, counts, count, sum, min, max } = first.distribution;
  const other = second.distribution;
  return {
    value: 0,
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

function labelText(attributes: StoredAttributes, isHistogram: boolean): string {
  const labels = new Map<string, string>();
  for (const key of Object.keys(attributes).sort()) {
    const name = key.replace(/[^a-zA-Z0-9]+/g, '_').replace(/^(?=\d)/, 'key_');
    const label = isHistogram && name === 'le' ? 'exported_le' : name;
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

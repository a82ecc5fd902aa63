import type { TranslationStrategy } from '../../../src/config/metrics-options.ts';
import type { Format } from '../../../src/exposition/format.ts';
import { createNaming, type Naming } from '../../../src/exposition/naming.ts';
import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type {
  Distribution,
  Exemplar,
  Family,
  Series,
  SummaryState,
} from '../../../src/store/family.ts';
import { distribution } from './fake-family.ts';

const RESERVED: Partial<Record<FamilyKind, string>> = { histogram: 'le', summary: 'quantile' };
const ADD_UP: readonly FamilyKind[] = ['counter', 'up-down-counter', 'histogram'];

/** A text format, and how names are led to it. */
export interface Dialect {
  readonly format: Format;
  readonly translation: TranslationStrategy;
}

/** A metric as a page of any text format has it. */
export interface Plain {
  readonly name: string;
  readonly type: string;
  readonly unit: string | undefined;
  readonly help: string | undefined;
  readonly samples: readonly PlainSample[];
}

/** Which series comes first is not promised; of one, the reader has seen to the order of lines. */
export type PlainSample = readonly [
  name: string,
  labels: Readonly<Record<string, string>>,
  value: number,
  exemplar?: unknown,
];

export function inOrder(samples: readonly PlainSample[]): PlainSample[] {
  const identity = ([name, labels]: PlainSample) =>
    JSON.stringify([name, Object.entries(labels).sort()]);
  return samples.toSorted((one, other) => (identity(one) < identity(other) ? -1 : 1));
}

/** What the page has to say of a family, put down in another way. */
export function expected(family: Family, { format, translation }: Dialect): Plain[] {
  const naming = createNaming({ prefix: '', translation, escaping: format.escaping });
  const { name, unit, description } = family.descriptor;
  const instrument = { name, unit, kind: family.kind };
  const whole = naming.metricName(instrument);
  const isOpen = format.kind === 'openmetrics';
  const isTotal = whole.endsWith('_total');
  const own = isOpen && family.kind === 'counter' && isTotal ? whole.slice(0, -6) : whole;
  const type = isOpen && family.kind === 'counter' && !isTotal ? 'unknown' : typeOf(family);
  const frame: Frame = { name: own, type, isOpen };
  const samples = [...joined(family, naming)].flatMap((point) => samplesOf(frame, point));
  if (samples.length === 0) return [];
  const help = description.toWellFormed();
  return [
    {
      ...{ name: own, type },
      unit: (isOpen && naming.unitOf(instrument)) || undefined,
      help: help === '' ? undefined : help,
      samples: inOrder(samples),
    },
  ];
}

function typeOf({ kind }: Family): string {
  return kind === 'up-down-counter' ? 'gauge' : kind;
}

interface Frame {
  readonly name: string;
  readonly type: string;
  readonly isOpen: boolean;
}

interface Point {
  readonly labels: Record<string, string>;
  readonly value: number;
  readonly distribution: Distribution | undefined;
  readonly summary: SummaryState | undefined;
  readonly exemplars: readonly Exemplar[];
  readonly startTimeMs: number;
}

function samplesOf({ name, type, isOpen }: Frame, point: Point): PlainSample[] {
  const { labels, value, exemplars, startTimeMs } = point;
  const created: PlainSample[] = isOpen
    ? [[`${name}_created`, labels, startTimeMs / 1000, undefined]]
    : [];
  if (type === 'counter') {
    const sampleName = isOpen ? `${name}_total` : name;
    return [
      withExemplar([sampleName, labels, value + 0], isOpen, exemplars),
      ...(isOpen ? created : []),
    ];
  }
  if (type === 'summary') return [...quantilesOf({ name, isOpen }, point), ...created];
  if (type !== 'histogram') return [withExemplar([name, labels, value + 0], isOpen, [])];
  const { counts, sum } = point.distribution ?? distribution([], []);
  const bounds = isOpen
    ? ['0.0', '0.005', '1.0', '2.5e+06', '+Inf']
    : ['0', '0.005', '1', '2.5e+06', '+Inf'];
  const upTo = (bucket: number) => counts.slice(0, bucket + 1).reduce((all, one) => all + one, 0);
  return [
    ...bounds.map((le, bucket) =>
      withExemplar(
        [`${name}_bucket`, { ...labels, le }, upTo(bucket)],
        isOpen,
        exemplars.filter((one) => one.bucket === bucket),
      ),
    ),
    withExemplar([`${name}_sum`, labels, sum + 0], isOpen, []),
    withExemplar([`${name}_count`, labels, upTo(counts.length)], isOpen, []),
    ...created,
  ];
}

/** OpenMetrics knows no values and sums below 0. */
function quantilesOf(
  { name, isOpen }: Pick<Frame, 'name' | 'isOpen'>,
  { labels, summary }: Point,
): PlainSample[] {
  const { quantiles = [], count = 0, sum = 0 } = summary ?? {};
  const all: PlainSample[] = [
    ...quantiles.map(({ quantile, value }): PlainSample => {
      const text = isOpen
        ? quantile.toFixed(quantile % 1 === 0 ? 1 : 2).replace(/(?<=[1-9])0$/, '')
        : String(quantile);
      return [name, { ...labels, quantile: text }, value + 0];
    }),
    [`${name}_sum`, labels, sum + 0],
    [`${name}_count`, labels, count],
  ];
  const isShown = ([sample, , value]: PlainSample) =>
    sample === `${name}_sum` ? value >= 0 : !(value < 0);
  return isOpen ? all.filter(isShown).map((sample) => withExemplar(sample, isOpen, [])) : all;
}

function withExemplar(
  [name, labels, value]: PlainSample,
  isOpen: boolean,
  exemplars: readonly Exemplar[],
): PlainSample {
  if (!isOpen) return [name, labels, value];
  const latest = exemplars.toSorted((one, other) => one.timeMs - other.timeMs).at(-1);
  if (latest === undefined) return [name, labels, value, undefined];
  const { traceId, spanId } = latest;
  const span = traceId === '' ? {} : { trace_id: traceId, span_id: spanId };
  return [name, labels, value, { labels: span, value: latest.value, time: latest.timeMs / 1000 }];
}

/** The series of a family by their labels, in the order of first appearance. */
function joined(family: Family, naming: Naming): Iterable<Point> {
  const byLabels = new Map<string, Point>();
  for (const series of family.series()) {
    const labels = labelsOf(series, RESERVED[family.kind], naming);
    const key = JSON.stringify(Object.entries(labels).sort());
    const first = byLabels.get(key);
    if (first === undefined) byLabels.set(key, { ...stateOf(series), labels });
    else if (ADD_UP.includes(family.kind)) byLabels.set(key, { ...added(first, series), labels });
  }
  return byLabels.values();
}

function stateOf({ value, distribution: own, summary, exemplars, startTimeMs }: Series) {
  return { value, distribution: own, summary, exemplars, startTimeMs };
}

function added(first: Point, second: Series): Omit<Point, 'labels'> {
  const [one, other] = [first.distribution, second.distribution];
  return {
    value: first.value + second.value,
    summary: undefined,
    distribution: one && {
      ...one,
      counts: one.counts.map((count, index) => count + (other?.counts[index] ?? 0)),
      sum: one.sum + (other?.sum ?? 0),
    },
    exemplars: [...first.exemplars, ...second.exemplars],
    startTimeMs: Math.min(first.startTimeMs, second.startTimeMs),
  };
}

function labelsOf({ attributes: own }: Series, reserved: string | undefined, naming: Naming) {
  const labels: Record<string, string[]> = Object.create(null);
  for (const key of Object.keys(own).sort()) {
    const name = naming.labelName(key, reserved);
    labels[name] = [...(labels[name] ?? []), String(own[key])];
  }
  const texts = Object.entries(labels).map(([name, all]) => [name, all.join(';').toWellFormed()]);
  return Object.fromEntries(texts.filter(([, value]) => value !== ''));
}

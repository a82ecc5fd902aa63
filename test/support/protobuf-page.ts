import {
  decodePage,
  type Label,
  type PageBucket,
  type PageExemplar,
  type PageFamily,
  type PageHistogram,
  type PageMetric,
  type PageSummary,
  type Timestamp,
} from './protobuf-schema.ts';

export interface Strictness {
  /** Whether names are of any characters, as agreed on by `escaping=allow-utf-8`. */
  readonly anyNames?: boolean;
  /** Whether a series may stand there twice, as one may in a page that was interrupted. */
  readonly seriesTwice?: boolean;
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const TYPES = ['COUNTER', 'GAUGE', 'SUMMARY', 'HISTOGRAM'];
/** OpenMetrics's limit for the names and values of an exemplar's labels. */
const MOST_EXEMPLAR_CHARACTERS = 128;

/**
 * The families of a page in Prometheus's protobuf format. It refuses what one of the readers there
 * are would take otherwise than another, or not at all. Throws an error that names the family.
 */
export function parseProtobufPage(bytes: Uint8Array, strictness: Strictness = {}): PageFamily[] {
  const families = decodePage(bytes);
  const owners = new Set<string>();
  for (const family of families) {
    try {
      for (const name of sampleNames(family)) {
        if (owners.has(name)) throw new Error(`${name} belongs to another family`);
        owners.add(name);
      }
      checkFamily(family, strictness);
    } catch (error) {
      throw new Error(`${family.name}: ${(error as Error).message}`);
    }
  }
  return families;
}

/** A metric's labels as a record. */
export function labelsOf({ label }: { readonly label: readonly Label[] }): Record<string, string> {
  return Object.fromEntries(label.map(({ name, value }) => [name, value]));
}

function sampleNames({ name, type }: PageFamily): string[] {
  const totals = [name, `${name}_sum`, `${name}_count`];
  if (type === 'SUMMARY') return totals;
  return type === 'HISTOGRAM' ? [...totals, `${name}_bucket`] : [name];
}

function checkFamily(family: PageFamily, strictness: Strictness): void {
  const { name, type, unit, metric } = family;
  if (!(strictness.anyNames ? name !== '' : METRIC_NAME.test(name))) {
    throw new Error('bad metric name');
  }
  if (!TYPES.includes(type)) throw new Error('bad type');
  if (unit === '') throw new Error('an empty unit');
  if (!name.replace(/_total$/, '').endsWith(unit ?? '')) {
    throw new Error('a unit that the name does not end with');
  }
  if (metric.length === 0) throw new Error('no metrics');
  checkMetrics(metric, type, strictness);
  const native = metric.filter(({ histogram }) => histogram !== undefined && isNative(histogram));
  if (native.length > 0 && native.length < metric.length) throw new Error('not all are native');
}

function checkMetrics(metrics: readonly PageMetric[], type: string, strictness: Strictness): void {
  const seen = new Set<string>();
  for (const metric of metrics) {
    checkMetric(metric, type);
    checkLabels(metric.label, strictness.anyNames);
    const labels = labelsOf(metric);
    if (metric.histogram && 'le' in labels) throw new Error('le belongs to the buckets');
    if (metric.summary && 'quantile' in labels) throw new Error('quantile belongs to quantiles');
    const identity = JSON.stringify(metric.label);
    if (seen.has(identity) && !strictness.seriesTwice) throw new Error('a series twice');
    seen.add(identity);
  }
}

function checkLabels(labels: readonly Label[], anyNames = false): void {
  let last = '';
  for (const { name, value } of labels) {
    if (!(anyNames ? name !== '' : LABEL_NAME.test(name))) throw new Error('bad label name');
    if (name === '__name__' || (!anyNames && name.startsWith('__'))) {
      throw new Error(`reserved label ${name}`);
    }
    if (name <= last) throw new Error(`label ${name} twice, or out of order`);
    if (value === '') throw new Error(`label ${name} is empty, which is the same as none`);
    last = name;
  }
}

function checkMetric(metric: PageMetric, type: string): void {
  const { label: _, ...values } = metric;
  const [only, ...others] = Object.keys(values);
  if (only?.toUpperCase() !== type || others.length > 0) throw new Error('a value of another type');
  const { gauge, counter, summary, histogram } = metric;
  if (gauge !== undefined && gauge.value === undefined) throw new Error('no value');
  if (counter !== undefined) {
    if (counter.value === undefined) throw new Error('no value');
    checkExemplar(counter.exemplar);
    checkTime(counter.createdTimestamp);
  }
  if (summary !== undefined) checkSummary(summary);
  if (histogram !== undefined) checkHistogram(histogram);
}

function checkSummary({ sampleCount, sampleSum, quantile, createdTimestamp }: PageSummary): void {
  if (sampleCount === undefined || sampleSum === undefined) throw new Error('no count or no sum');
  let last = Number.NEGATIVE_INFINITY;
  for (const one of quantile) {
    if (one.value === undefined) throw new Error('a quantile without a value');
    if (!(one.quantile > last)) throw new Error('the quantiles do not ascend');
    last = one.quantile;
  }
  checkTime(createdTimestamp);
}

function checkHistogram(histogram: PageHistogram): void {
  const { sampleCount, sampleSum, bucket, createdTimestamp } = histogram;
  if (sampleCount === undefined || sampleSum === undefined) throw new Error('no count or no sum');
  checkBuckets(bucket, sampleCount);
  checkTime(createdTimestamp);
  if (isNative(histogram)) checkNative(histogram);
  else if (histogram.exemplars.length > 0) throw new Error('exemplars that nobody reads');
}

function checkBuckets(buckets: readonly PageBucket[], count: number): void {
  let bound = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (const bucket of buckets) {
    const { upperBound, cumulativeCount, exemplar } = bucket;
    if (!(upperBound > bound)) throw new Error('the bounds do not ascend');
    if (!(cumulativeCount >= total)) throw new Error('the buckets are not cumulative');
    checkExemplar(exemplar);
    if (exemplar && !(exemplar.value > bound && exemplar.value <= upperBound)) {
      throw new Error('an exemplar of another bucket');
    }
    if (upperBound === Number.POSITIVE_INFINITY) checkLast(bucket, count);
    [bound, total] = [upperBound, cumulativeCount];
  }
  if (total > count) throw new Error('more in the buckets than were counted');
}

function checkLast({ cumulativeCount, exemplar }: PageBucket, count: number): void {
  if (exemplar === undefined) throw new Error('+Inf says nothing');
  if (cumulativeCount !== count) throw new Error('+Inf does not count all');
}

/** As Prometheus sees it: it takes any span for a sign, also one that says nothing. */
function isNative({ positiveSpan, zeroThreshold = 0, zeroCount = 0 }: PageHistogram): boolean {
  return positiveSpan.length > 0 || zeroThreshold > 0 || zeroCount > 0;
}

function checkNative(histogram: PageHistogram): void {
  const { schema = Number.NaN, zeroThreshold = Number.NaN, zeroCount = Number.NaN } = histogram;
  if (!(schema >= -4 && schema <= 8)) throw new Error('no schema of Prometheus');
  if (!(zeroThreshold >= 0 && zeroCount >= 0)) throw new Error('no zero bucket');
  const { positiveSpan, positiveDelta, sampleCount, exemplars } = histogram;
  const places = positiveSpan.reduce((sum, { length }) => sum + length, 0);
  if (positiveSpan.slice(1).some(({ offset }) => offset < 0)) throw new Error('spans overlap');
  if (places !== positiveDelta.length) throw new Error('spans and buckets differ');
  if (positiveSpan.length === 0) throw new Error('no span');
  let count = 0;
  let total = zeroCount;
  for (const delta of positiveDelta) {
    count += delta;
    if (count < 0) throw new Error('a negative count');
    total += count;
  }
  if (total !== sampleCount) throw new Error(`${total} in the buckets, ${sampleCount} counted`);
  for (const exemplar of exemplars) {
    checkExemplar(exemplar);
    if (exemplar.timestamp === undefined) throw new Error('an exemplar without a time');
  }
}

function checkExemplar(exemplar: PageExemplar | undefined): void {
  if (exemplar === undefined) return;
  if (exemplar.value === undefined) throw new Error('an exemplar without a value');
  checkLabels(exemplar.label);
  const characters = exemplar.label.reduce(
    (sum, { name, value }) => sum + [...name, ...value].length,
    0,
  );
  if (characters > MOST_EXEMPLAR_CHARACTERS) throw new Error('an exemplar of too many characters');
  checkTime(exemplar.timestamp);
}

function checkTime(time: Timestamp | undefined): void {
  if (time === undefined) return;
  const { seconds = 0, nanos = 0 } = time;
  if (!(seconds >= 0 && nanos >= 0 && nanos < 1e9)) throw new Error('a time that is none');
}

import { NO_EXEMPLARS } from '../../store/exemplars.ts';
import type { Exemplar } from '../../store/family.ts';
import type { PromExemplar, PromLabels, PromValue } from './library.ts';

/** How apps call the label; the first is OpenMetrics's own example. */
const TRACE_LABELS = ['trace_id', 'traceId', 'traceID'];
const SPAN_LABELS = ['span_id', 'spanId', 'spanID'];
const TRACE_ID = /^[0-9a-f]{32}$/i;
const SPAN_ID = /^[0-9a-f]{16}$/i;

/**
 * The exemplar of a line, in a bucket of its series. Ids that are a trace's and a span's are kept,
 * other labels are not: here an exemplar leads to a span.
 */
export function exemplarOf({ exemplar }: PromValue, bucket: number): Exemplar | undefined {
  if (!isWhole(exemplar)) return undefined;
  const { labelSet = {}, value, timestamp } = exemplar;
  const traceId = idOf(labelSet, TRACE_LABELS, TRACE_ID);
  const spanId = idOf(labelSet, SPAN_LABELS, SPAN_ID);
  const isSpan = traceId !== '' && spanId !== '';
  const ids = isSpan ? { traceId, spanId } : { traceId: '', spanId: '' };
  return { bucket, value, timeMs: timestamp * 1000, ...ids };
}

export function exemplarsOf(value: PromValue): readonly Exemplar[] {
  const exemplar = exemplarOf(value, 0);
  return exemplar === undefined ? NO_EXEMPLARS : [exemplar];
}

function isWhole(
  exemplar: PromExemplar | null | undefined,
): exemplar is PromExemplar & { readonly timestamp: number } {
  return Number.isFinite(exemplar?.value) && Number.isFinite(exemplar?.timestamp);
}

function idOf(labels: PromLabels, names: readonly string[], form: RegExp): string {
  const id = names.map((name) => labels[name]).find((value) => value !== undefined);
  return typeof id === 'string' && form.test(id) ? id.toLowerCase() : '';
}

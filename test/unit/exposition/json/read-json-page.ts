import type { Format } from '../../../../src/exposition/format.ts';
import type { Family } from '../../../../src/store/family.ts';
import { type RenderOptions, render } from '../render.ts';

const JSON_FORMAT: Format = { kind: 'json', version: '1.0.0', escaping: 'underscores' };

/** A number, or the text of one that JSON has none for. */
export type JsonNumber = number | 'NaN' | '+Inf' | '-Inf';

export interface JsonSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly value?: JsonNumber;
  readonly count?: number;
  readonly sum?: JsonNumber;
  readonly buckets?: readonly { readonly le: JsonNumber; readonly count: number }[];
  readonly native?: object;
  readonly quantiles?: readonly { readonly quantile: number; readonly value: JsonNumber }[];
  readonly created?: number;
  readonly exemplars?: readonly object[];
}

export interface JsonMetric {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly series: readonly JsonSeries[];
}

export interface JsonPage {
  readonly metrics: readonly JsonMetric[];
  readonly said: readonly string[];
}

/** The metrics of a page in JSON, and what was said of them; none of an empty one. */
export function readJsonPage(families: readonly Family[], options: RenderOptions = {}): JsonPage {
  const { text, omissions } = render(families, { format: JSON_FORMAT, ...options });
  const said = omissions.map(({ cause, count }) => `${cause} ${count}`);
  if (text === '') return { metrics: [], said };
  const { collectedAt, metrics } = JSON.parse(text) as {
    readonly collectedAt: string;
    readonly metrics: readonly JsonMetric[];
  };
  if (collectedAt !== '1970-01-01T00:00:00.000Z') throw new Error(`collected at ${collectedAt}`);
  if (metrics.length === 0) throw new Error('a page of nothing is an empty one');
  return { metrics, said };
}

export function numberOf(value: JsonNumber): number {
  return typeof value === 'number' ? value : Number(value.replace('Inf', 'Infinity'));
}

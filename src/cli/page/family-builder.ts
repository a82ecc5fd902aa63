import { unitWordsAtEnd } from '../../exposition/unit-words.ts';
import type { Bucket, Labels, PageFamily, PageSeries, PageType, Quantile } from './page.ts';
import { type Sample, toNumber } from './sample-line.ts';

/** What a sample says of its series. */
export type Role = 'value' | 'bucket' | 'quantile' | 'count' | 'sum' | 'none';

interface OpenSeries {
  readonly labels: Labels;
  readonly buckets: Bucket[];
  readonly quantiles: Quantile[];
  value?: number;
  count?: number;
  sum?: number;
}

/** A family while its page is read. */
export class FamilyBuilder {
  type: PageType;
  unit = '';
  help = '';
  #name: string;
  readonly #series = new Map<string, OpenSeries>();

  constructor(name: string, type: PageType = 'unknown') {
    this.#name = name;
    this.type = type;
  }

  get hasSeries(): boolean {
    return this.#series.size > 0;
  }

  /** Takes a sample; false where it is none that the family can have. */
  add({ name, labels, value }: Sample, role: Role): boolean {
    if (role === 'none') return true;
    if (role === 'bucket' || role === 'quantile') return this.#addPart(role, labels, value);
    if (role === 'value') {
      // In OpenMetrics a counter's family has no `_total`, and an info's no `_info`.
      this.#name = name;
    }
    this.#seriesOf(labels)[role] = value;
    return true;
  }

  build(): PageFamily {
    const { type, help } = this;
    const series = [...this.#series.values()].map((one) => closed(one, type));
    // Text formats but OpenMetrics have no word for it, and names end with it by custom.
    return { name: this.#name, type, unit: this.unit || unitWordsAtEnd(this.#name), help, series };
  }

  #addPart(role: 'bucket' | 'quantile', all: Labels, value: number): boolean {
    const { [role === 'bucket' ? 'le' : 'quantile']: key, ...labels } = all;
    const number = toNumber(key ?? '');
    if (number === undefined || Number.isNaN(number)) return false;
    const series = this.#seriesOf(labels);
    if (role === 'bucket') series.buckets.push({ upperBound: number, count: value });
    else series.quantiles.push({ q: number, value });
    return true;
  }

  #seriesOf(labels: Labels): OpenSeries {
    const key = JSON.stringify(Object.entries(labels).sort(byName));
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const series: OpenSeries = { labels, buckets: [], quantiles: [] };
    this.#series.set(key, series);
    return series;
  }
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

function closed({ labels, buckets, quantiles, ...rest }: OpenSeries, type: PageType): PageSeries {
  switch (type) {
    case 'histogram':
      return { labels, ...rest, buckets: buckets.sort((a, b) => a.upperBound - b.upperBound) };
    case 'summary':
      return { labels, ...rest, quantiles: quantiles.sort((a, b) => a.q - b.q) };
    default:
      return { labels, ...rest };
  }
}

import { METRICS, type MetricKey } from '../../src/views/metrics.ts';
import { createNames, type NamesOptions } from '../../src/views/names.ts';

/** Every histogram that panels and rules ask for, as a page calls it. */
export function histogramNames(options: NamesOptions): ReadonlySet<string> {
  const keys = Object.keys(METRICS) as MetricKey[];
  const histograms = keys.map(createNames(options)).filter(({ type }) => type === 'histogram');
  return new Set(histograms.map(({ name }) => name));
}

import { fail } from './exposition-line.ts';
import { boundOf, isAscending } from './openmetrics-histogram.ts';
import type { OpenMetricsSample } from './openmetrics-parser.ts';

/** Checks the samples of one label set: canonical, ascending quantiles from 0 to 1, none of them below 0. */
export function checkOpenMetricsSummary(name: string, point: readonly OpenMetricsSample[]): void {
  const samples = point.filter((sample) => sample.name === name);
  const quantiles = samples.map(({ labels }) => boundOf(labels.quantile ?? '', 'quantile'));
  if (quantiles.some((one) => one < 0 || one > 1)) fail(`a quantile of ${name} that is none`);
  if (!isAscending(quantiles, (one, next) => one < next)) {
    fail(`the quantiles of ${name} do not ascend`);
  }
  if (samples.some(({ value }) => value < 0)) fail(`a quantile of ${name} is negative`);
  if (point.some((one) => one.name !== name && 'quantile' in one.labels)) {
    fail(`quantile belongs to the quantiles of ${name}`);
  }
  if (!point.some((one) => one.name === `${name}_count`)) fail(`${name} has no count`);
}

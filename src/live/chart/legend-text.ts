import { fillLegend } from '../../views/legend.ts';

/** A legend with the labels of a line: `p95 {route}`. */
export function legendText(legend: string, labels: Readonly<Record<string, string>>): string {
  // An empty label is one that is not there.
  return fillLegend(legend, (role) => labels[role] || '(none)') || 'value';
}

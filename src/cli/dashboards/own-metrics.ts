import { panelsOf } from '../../views/any-metric.ts';
import { knownNames } from '../../views/known-names.ts';
import type { Section } from '../../views/panel.ts';
import type { Fit } from '../fit.ts';

/** More of them no one looks at, and Grafana becomes slow. */
const MOST_METRICS = 100;

/** The section with what else the app measures itself, in the order of names. */
export function withOwnMetrics(section: Section, { present, names }: Fit): Section {
  const known = knownNames(names);
  const own = [...(present?.values() ?? [])]
    .filter(({ name }) => !known.has(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const shown = own.slice(0, MOST_METRICS);
  const rest = own.length - shown.length;
  return {
    ...section,
    help: rest === 0 ? section.help : `${section.help} ${rest} further metrics are left out.`,
    panels: [...section.panels, ...shown.flatMap(panelsOf)],
  };
}

import { labelNameText } from '../../exposition/escaping.ts';
import type { Section } from '../../views/panel.ts';
import type { PromqlOptions } from '../../views/promql.ts';
import type { NamedSubject } from '../../views/subject.ts';
import { askingOf, type Fit } from '../fit.ts';

/** What of all series a dashboard shows: those of the job, the instances and the routes chosen. */
export interface Selection {
  /** How its questions are asked; `$…` are variables of the dashboard, or Grafana's own. */
  readonly asking: PromqlOptions & { readonly matchers: (metric: NamedSubject) => string };
  readonly choosesRoute: boolean;
}

export const TARGET = 'job="$job",instance=~"$instance"';

export function createSelection(section: Section, fit: Fit): Selection {
  const choosesRoute = section.id === 'service';
  const matchers = ({ labels: { route } }: NamedSubject) =>
    choosesRoute && route !== undefined ? `${TARGET},${labelNameText(route)}=~"$route"` : TARGET;
  return {
    choosesRoute,
    asking: { ...askingOf(fit), window: '$__rate_interval', matchers },
  };
}

import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type DashboardLink,
  DashboardLinkBuilder,
  DashboardLinkType,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Section } from '../../views/panel.ts';
import type { Fit } from '../fit.ts';
import { buildPanel } from './panel.ts';
import { createSelection } from './selection.ts';
import { statsOf } from './stats.ts';
import { variablesOf } from './variables.ts';

/** By which the dashboards find each other. */
const TAG = 'otel-metrics';

/** A section as a dashboard of Grafana. Its uid stays, so that a new one takes the place of an old one. */
export function buildDashboard(section: Section, fit: Fit): Dashboard {
  const isClassic = fit.names.naming === 'classic';
  const selection = createSelection(section, fit);
  const builder = new DashboardBuilder(
    `Node.js / ${section.title}${isClassic ? ' (classic names)' : ''}`,
  )
    .uid(`${TAG}-${isClassic ? 'classic-' : ''}${section.id}`)
    .description(section.help)
    .tags([TAG, 'nodejs', 'generated'])
    .editable()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .timezone('browser')
    .variables(variablesOf(selection, fit))
    .annotations([])
    .link({ build: linkToOthers });
  const stats = statsOf(section, fit, selection);
  const panels = section.panels.map((panel) => buildPanel(panel, selection));
  [...stats, ...panels].forEach((panel, at) => {
    builder.withPanel(panel.id(at + 1));
  });
  return builder.build();
}

/** To all that have the tag, with what is chosen here. */
function linkToOthers(): DashboardLink {
  const link = new DashboardLinkBuilder('Node.js')
    .type(DashboardLinkType.Dashboards)
    .icon('dashboard')
    .tags([TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true)
    .build();
  // The library hides it in a menu; without a word on its place it stands at the top.
  const { placement: _menu, ...shown } = link;
  return shown;
}

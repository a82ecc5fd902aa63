import { fitSection } from '../../views/fitting.ts';
import type { Section } from '../../views/panel.ts';
import { SECTIONS } from '../../views/sections.ts';
import { createHas, type Fit } from '../fit.ts';
import { buildDashboard } from './dashboard.ts';
import { withOwnMetrics } from './own-metrics.ts';

/** A dashboard of Grafana, as a file. */
export interface DashboardFile {
  /** Without a folder. */
  readonly file: string;
  /** As the command takes it: the file without its ending. */
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly json: string;
}

/** The dashboards of an app: one for each section of which it has anything. */
export function renderDashboards(fit: Fit): readonly DashboardFile[] {
  return sectionsOf(fit).map((section) => {
    const dashboard = buildDashboard(section, fit);
    return {
      file: `${section.id}.json`,
      name: section.id,
      title: section.title,
      help: section.help,
      json: `${JSON.stringify(dashboard, undefined, 2)}\n`,
    };
  });
}

function sectionsOf(fit: Fit): readonly Section[] {
  if (fit.present === undefined) return SECTIONS;
  return SECTIONS.map((section) =>
    section.id === 'business' ? withOwnMetrics(section, fit) : section,
  ).flatMap((section) => fitSection(section, createHas(fit)) ?? []);
}

import { SECTIONS } from '../../views/sections.ts';
import { CommandFailure } from '../command.ts';
import { legible } from '../legible.ts';
import { nearest } from '../nearest.ts';
import type { DashboardFile } from './dashboards.ts';

/** The dashboard of a name, or all of them. Throws a `CommandFailure` where there is none. */
export function chooseDashboards(
  all: readonly DashboardFile[],
  name: string | undefined,
): readonly DashboardFile[] {
  if (all.length === 0) throw new CommandFailure('dashboards: the page has no metric for any');
  const chosen = name === undefined ? all : all.filter((one) => one.name === name);
  if (name !== undefined && chosen.length === 0) throw noDashboard(name, all);
  return chosen;
}

function noDashboard(name: string, all: readonly DashboardFile[]): CommandFailure {
  if (SECTIONS.some(({ id }) => id === name)) {
    return new CommandFailure(`dashboards: the page has no metric for the dashboard ${name}`);
  }
  const names = all.map((one) => one.name);
  const meant = nearest(name, names);
  const hint = meant === undefined ? `There are ${names.join(', ')}` : `Did you mean ${meant}?`;
  return new CommandFailure(`dashboards: there is no dashboard '${legible(name)}'. ${hint}`, 2);
}

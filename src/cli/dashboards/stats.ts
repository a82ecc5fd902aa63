import {
  BigValueColorMode,
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { fitPanel } from '../../views/fitting.ts';
import { GOLDEN_NUMBERS } from '../../views/golden-numbers.ts';
import type { Panel, Section } from '../../views/panel.ts';
import { createHas, type Fit } from '../fit.ts';
import { DATASOURCE } from './datasource.ts';
import { GOLDEN_LIMITS, thresholdsAt } from './limits.ts';
import type { Selection } from './selection.ts';
import { targetsOf } from './targets.ts';
import { UNITS } from './units.ts';

/** Of the golden numbers those that are about requests; the others are of a process. */
const SHOWN = ['requests', 'errors', 'latency', 'in-flight'];
/** Of Grafana's grid: together they have all its columns. */
const COLUMNS = 24;
const HEIGHT = 4;

/** The row of numbers on top of the service's dashboard; others have none. */
export function statsOf(section: Section, fit: Fit, selection: Selection): PanelBuilder[] {
  if (section.id !== 'service') return [];
  const has = createHas(fit);
  return SHOWN.flatMap((shown) => GOLDEN_NUMBERS.filter(({ id }) => id === shown))
    .map(({ id, title, unit, expression }): Panel => {
      const help = 'Of all routes and instances that are chosen, now.';
      return { id, title, unit, help, queries: [{ legend: title, expression }] };
    })
    .flatMap((panel) => fitPanel(panel, has) ?? [])
    .map((panel, _at, all) => buildStat(panel, selection).span(COLUMNS / all.length));
}

function buildStat(panel: Panel, selection: Selection): PanelBuilder {
  const limit = GOLDEN_LIMITS[panel.id];
  const builder = new PanelBuilder()
    .title(panel.title)
    .description(panel.help)
    .datasource(DATASOURCE)
    .height(HEIGHT)
    .unit(UNITS[panel.unit])
    .min(0)
    .graphMode(BigValueGraphMode.Area)
    .colorMode(limit === undefined ? BigValueColorMode.None : BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .targets(targetsOf(panel, selection));
  return limit === undefined ? builder : builder.thresholds(thresholdsAt(limit));
}

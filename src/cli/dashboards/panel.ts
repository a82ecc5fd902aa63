import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Panel } from '../../views/panel.ts';
import { DATASOURCE } from './datasource.ts';
import { LIMITS, limitLine, thresholdsAt } from './limits.ts';
import type { Selection } from './selection.ts';
import { targetsOf } from './targets.ts';
import { NEVER_NEGATIVE, UNITS } from './units.ts';

/** Of Grafana's grid, which has 24 columns. */
const SIZE = { width: 12, height: 8 };

/** A chart of a dashboard. */
export function buildPanel(panel: Panel, selection: Selection): PanelBuilder {
  const builder = new PanelBuilder()
    .title(panel.title)
    .description(panel.help)
    .datasource(DATASOURCE)
    .span(SIZE.width)
    .height(SIZE.height)
    .unit(UNITS[panel.unit])
    .axisSoftMin(0)
    .fillOpacity(panel.shape === 'stacked' ? 40 : 5)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max'])
        .sortBy('Max')
        .sortDesc(true),
    )
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending),
    )
    .targets(targetsOf(panel, selection));
  if (NEVER_NEGATIVE.has(panel.unit)) builder.min(0);
  const limit = LIMITS[panel.id];
  if (limit !== undefined) builder.thresholds(thresholdsAt(limit)).thresholdsStyle(limitLine());
  return panel.shape === 'stacked'
    ? builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
    : builder;
}

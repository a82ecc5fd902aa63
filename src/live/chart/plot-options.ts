import type uPlot from 'uplot';
import type { Panel } from '../../views/panel.ts';
import { formatNumber } from '../format-number.ts';
import { isDark } from '../theme.ts';
import type { Curve } from './curves.ts';
import { isDashed, lineColor } from './palette.ts';
import { clock, timeSplits } from './time-axis.ts';

/** Charts of one page point at the same moment. */
const SYNC = { key: 'moment', setSeries: false };
const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** How a chart looks; colours are asked for at each drawing, since the theme may change. */
export function plotOptions(
  panel: Panel,
  curves: readonly Curve[],
  onPoint: (at: number | undefined) => void,
): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    ms: 1,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      ...{ sync: SYNC, y: false, drag: { x: false, y: false, setScale: false } },
      points: { size: 7, width: 2 },
    },
    scales: { x: { time: true, auto: false }, y: { range: yRange } },
    axes: [timeAxis(), valueAxis(panel)],
    series: [{}, ...curves.map(({ color }) => curveOptions(color, panel, curves.length))],
    ...(panel.shape === 'stacked' && { bands: bandsOf(curves.length) }),
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
  };
}

function curveOptions(color: number, panel: Panel, count: number): uPlot.Series {
  const isStacked = panel.shape === 'stacked';
  const isFilled = isStacked || count === 1;
  return {
    stroke: () => lineColor(color, isDark()),
    width: 1.75,
    ...(!isStacked && { dash: isDashed(color) ? [6, 3] : [] }),
    ...(isFilled && { fill: () => lineColor(color, isDark()) + (isStacked ? '4d' : '1f') }),
    points: { show: false },
  };
}

/** From each curve down to the one below it. */
function bandsOf(count: number): uPlot.Band[] {
  return Array.from({ length: Math.max(0, count - 1) }, (_, at) => ({ series: [at + 2, at + 1] }));
}

/** From 0, and with room above: a line that touches the edge looks cut off. */
function yRange(_plot: uPlot, low: number, high: number): [number, number] {
  if (low === null || high === null) return [0, 1];
  const min = Math.min(0, low);
  const max = Math.max(0, high);
  return min === max ? [0, 1] : [min < 0 ? min * 1.1 : 0, max * 1.1];
}

function timeAxis(): uPlot.Axis {
  return {
    ...common(),
    size: 24,
    splits: (...[, , from, to]) => timeSplits(from, to),
    values: (_plot, splits) => splits.map(clock),
  };
}

function valueAxis({ unit }: Panel): uPlot.Axis {
  return {
    ...common(),
    size: (_plot, values) => widthOf(values ?? []),
    space: 32,
    values: (_plot, splits) => splits.map((split) => formatNumber(split, unit)),
  };
}

/** Room for the longest text; never so little that charts below each other look ragged. */
function widthOf(texts: readonly string[]): number {
  return Math.max(48, ...texts.map((text) => 12 + text.length * 6.5));
}

function common(): uPlot.Axis {
  return {
    font: FONT,
    gap: 6,
    stroke: () => (isDark() ? '#98a3b0' : '#5a6472'),
    grid: { stroke: () => (isDark() ? '#252b33' : '#eaedf0'), width: 1 },
    ticks: { show: false },
  };
}

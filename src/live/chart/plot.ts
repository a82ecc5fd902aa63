import uPlot from 'uplot';
import type { Panel } from '../../views/panel.ts';
import type { Curve } from './curves.ts';
import { plotOptions } from './plot-options.ts';
import { stacked } from './stack.ts';

export interface Picture {
  /** Milliseconds since the epoch, ascending. */
  readonly times: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly curves: readonly Curve[];
}

/** The drawing of a chart: a canvas that is made when it is first drawn. */
export interface Plot {
  draw(picture: Picture): void;
  /** The same once more, in the colours and the size that the page has now. */
  redraw(): void;
  destroy(): void;
}

export interface PlotOptions {
  readonly host: HTMLElement;
  readonly panel: Panel;
  /** Where somebody points at, as a place in `times`; undefined where nobody does. */
  onPoint(at: number | undefined): void;
}

const HEIGHT = 168;

export function createPlot({ host, panel, onPoint }: PlotOptions): Plot {
  let chart: uPlot | undefined;
  let shown = '';
  const size = () => ({ width: Math.max(120, host.clientWidth), height: HEIGHT });
  const resized = new ResizeObserver(() => {
    if (chart !== undefined && chart.width !== size().width) chart.setSize(size());
  });
  resized.observe(host);

  const clear = () => {
    chart?.destroy();
    chart = undefined;
  };
  return {
    draw({ times, from, to, curves }) {
      const values = curves.map((curve) => curve.values);
      const data = [times, ...(panel.shape === 'stacked' ? stacked(values) : values)];
      const key = curves.map(({ name, color }) => `${color} ${name}`).join('\n');
      if (key !== shown) clear();
      shown = key;
      chart ??= new uPlot({ ...plotOptions(panel, curves, onPoint), ...size() }, [[]], host);
      const drawn = chart;
      drawn.batch(() => {
        drawn.setData(data as uPlot.AlignedData, false);
        drawn.setScale('x', { min: from, max: to });
      });
    },
    redraw() {
      chart?.redraw(false, true);
    },
    destroy() {
      resized.disconnect();
      clear();
    },
  };
}

import type { Panel } from '../../views/panel.ts';
import type { Snapshot } from '../snapshot.ts';
import { watchVisible } from '../visible.ts';
import { createChartFrame } from './chart-frame.ts';
import { type Curves, createCurves } from './curves.ts';
import { createPlot } from './plot.ts';

/** One panel: title, chart, and its numbers as text. Hidden until it has something to show. */
export interface ChartCard {
  readonly element: HTMLElement;
  hasData(): boolean;
  /** Does nothing for a card that nobody sees, but for one that may be about to show itself. */
  draw(snapshot: Snapshot): void;
  /** The theme has changed. */
  repaint(): void;
  destroy(): void;
}

/** `onVisible`: the card has come into view, and its chart may be old. */
export function createChartCard(panel: Panel, onVisible: () => void): ChartCard {
  const frame = createChartFrame(panel);
  const figure = frame.element;
  const curvesOf = createCurves(panel);
  let latest: Curves = { curves: [], leftOut: 0 };
  let last = -1;
  let pointed: number | undefined;
  let times: Snapshot['times'] = [];
  const tell = () => {
    frame.tell(latest, pointed ?? last, pointed === undefined ? undefined : times[pointed]);
  };
  let isVisible = false;
  const plot = createPlot({
    ...{ host: frame.host, panel },
    onPoint(at) {
      pointed = at;
      tell();
    },
  });
  const unwatch = watchVisible(figure, (visible) => {
    isVisible = visible;
    if (visible) onVisible();
  });
  return {
    element: figure,
    hasData: () => !figure.hidden,
    draw(snapshot) {
      if (!isVisible && !figure.hidden) return;
      latest = curvesOf(snapshot);
      last = snapshot.last;
      if (latest.curves.length === 0 && figure.hidden) return;
      times = snapshot.times;
      figure.hidden = false;
      // Its numbers stand there from the beginning, so that nothing moves when it is drawn.
      tell();
      if (isVisible)
        plot.draw({ times, from: snapshot.from, to: snapshot.to, curves: latest.curves });
    },
    repaint() {
      plot.redraw();
      tell();
    },
    destroy() {
      unwatch();
      plot.destroy();
    },
  };
}

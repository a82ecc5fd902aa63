import type { Panel } from '../../views/panel.ts';
import { element, setText } from '../element.ts';
import type { Curves } from './curves.ts';
import { createHelp } from './help.ts';
import { createLegend } from './legend.ts';
import { clock } from './time-axis.ts';

/** What is around a chart: its title, its help, and its numbers as text. */
export interface ChartFrame {
  readonly element: HTMLElement;
  /** Where the chart is drawn. */
  readonly host: HTMLElement;
  /** The numbers at a place of the curves, and the time where they are not those of now. */
  tell(curves: Curves, at: number, timeMs: number | undefined): void;
}

let count = 0;

/** Hidden at first. */
export function createChartFrame(panel: Panel): ChartFrame {
  const id = `chart-${++count}`;
  const host = element('div', {
    class: 'plot',
    role: 'img',
    'aria-label': `Chart: ${panel.title}. Its last values are in the table that follows.`,
  });
  const help = createHelp(id, panel);
  const moment = element('span', { class: 'moment', 'aria-hidden': 'true' });
  const legend = createLegend(panel);
  const title = element('h3', { id }, [panel.title]);
  return {
    host,
    element: element(
      'figure',
      { class: 'card chart', 'aria-labelledby': id, 'data-panel': panel.id, hidden: true },
      [
        element('div', { class: 'head' }, [title, moment, help.button]),
        ...[help.text, host, legend.element],
      ],
    ),
    tell(curves, at, timeMs) {
      legend.show(curves, at);
      setText(moment, timeMs === undefined ? '' : clock(timeMs));
    },
  };
}

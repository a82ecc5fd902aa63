import type { Panel } from '../../views/panel.ts';
import { element, setText } from '../element.ts';
import { formatNumber } from '../format-number.ts';
import { isDark } from '../theme.ts';
import type { Curves } from './curves.ts';
import { isDashed, lineColor } from './palette.ts';

/** A chart's numbers as text: for who reads them, and for who can't see the chart. */
export interface Legend {
  readonly element: HTMLElement;
  /** The values at a place of the curves. */
  show(shown: Curves, at: number): void;
}

interface Row {
  readonly element: HTMLElement;
  readonly mark: HTMLElement;
  readonly name: HTMLElement;
  readonly value: HTMLElement;
}

export function createLegend({ title, unit, shape }: Panel): Legend {
  const body = element('tbody');
  const more = element('p', { class: 'more', hidden: true });
  const caption = element('caption', { class: 'unseen' }, [`Last values of ${title}`]);
  const rows: Row[] = [];
  return {
    element: element('div', { class: 'legend' }, [element('table', {}, [caption, body]), more]),
    show({ curves, leftOut }, at) {
      while (rows.length > curves.length) rows.pop()?.element.remove();
      for (const [index, curve] of curves.entries()) {
        const row = rows[index] ?? addRow(rows, body);
        row.mark.style.color = lineColor(curve.color, isDark());
        row.mark.classList.toggle('dashed', shape !== 'stacked' && isDashed(curve.color));
        setText(row.name, curve.name);
        row.name.title = curve.name;
        setText(row.value, formatNumber(curve.values[at], unit));
      }
      more.hidden = leftOut === 0;
      setText(more, `and ${leftOut} more`);
    },
  };
}

function addRow(rows: Row[], body: HTMLElement): Row {
  const mark = element('span', { class: 'mark', 'aria-hidden': 'true' });
  const name = element('span', { class: 'name' });
  const value = element('td');
  const head = element('th', { scope: 'row' }, [mark, name]);
  const row = { element: element('tr', {}, [head, value]), mark, name, value };
  body.append(row.element);
  rows.push(row);
  return row;
}

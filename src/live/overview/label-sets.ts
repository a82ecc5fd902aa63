import { element } from '../element.ts';
import { formatNumber } from '../format-number.ts';
import type { LabelSet } from '../model/history.ts';

export interface LabelSetTable {
  readonly element: HTMLElement;
  show(sets: readonly LabelSet[]): void;
}

const ROWS = 10;

/** Which labels have the most values: each value is a series, and series are what metrics cost. */
export function createLabelSetTable(): LabelSetTable {
  const body = element('tbody');
  const heading = element('h2', { id: 'label-sets-title' }, ['Biggest label sets']);
  const whole = element(
    'section',
    { id: 'label-sets', class: 'section', hidden: true, 'aria-labelledby': heading.id },
    [
      heading,
      element('p', { class: 'lead' }, [
        'The labels with the most values. Each further value is a series, and series are what metrics cost.',
      ]),
      element(
        'div',
        { class: 'card table', tabindex: 0, role: 'region', 'aria-label': 'Table of label sets' },
        [
          element('table', {}, [
            element('thead', {}, [
              element('tr', {}, [
                ...['Label', 'Metric'].map((title) => element('th', { scope: 'col' }, [title])),
                ...['Values', 'Series'].map((title) => {
                  return element('th', { scope: 'col', class: 'number' }, [title]);
                }),
              ]),
            ]),
            body,
          ]),
        ],
      ),
    ],
  );
  return {
    element: whole,
    show(sets) {
      body.replaceChildren(...sets.slice(0, ROWS).map(rowOf));
      whole.hidden = sets.length === 0;
    },
  };
}

function rowOf({ label, metric, values, series }: LabelSet): HTMLElement {
  return element('tr', {}, [
    element('th', { scope: 'row', class: 'metric' }, [label]),
    element('td', { class: 'metric' }, [metric]),
    element('td', { class: 'number' }, [formatNumber(values, 'count')]),
    element('td', { class: 'number' }, [formatNumber(series, 'count')]),
  ]);
}

import { panelsOf } from '../../views/any-metric.ts';
import { type ChartCard, createChartCard } from '../chart/chart-card.ts';
import { element } from '../element.ts';
import type { Found } from '../model/search.ts';
import type { Snapshot } from '../snapshot.ts';

/** A metric that was found, with its charts. */
export interface FoundMetric {
  readonly element: HTMLElement;
  draw(snapshot: Snapshot): void;
  repaint(): void;
  destroy(): void;
}

let count = 0;

export function createFoundMetric(found: Found, onVisible: () => void): FoundMetric {
  const { name, help } = found.metric;
  const cards: ChartCard[] = panelsOf(found.metric).map((panel) =>
    createChartCard(panel, onVisible),
  );
  const id = `found-${++count}`;
  return {
    element: element('article', { class: 'found', tabindex: -1, 'aria-labelledby': id }, [
      element('h3', { id, class: 'metric' }, [name]),
      element('p', { class: 'facts' }, [factsOf(found)]),
      element('p', { class: 'lead', hidden: help === '' }, [help]),
      element(
        'div',
        { class: 'grid' },
        cards.map((card) => card.element),
      ),
    ]),
    draw(snapshot) {
      for (const card of cards) card.draw(snapshot);
    },
    repaint() {
      for (const card of cards) card.repaint();
    },
    destroy() {
      for (const card of cards) card.destroy();
    },
  };
}

function factsOf({ metric: { type, unit, series }, label }: Found): string {
  const facts = [type, unit, `${series} series`];
  if (label !== undefined) {
    const { name, value } = label;
    facts.push(value === undefined ? `label ${name}` : `${name} = ${value}`);
  }
  return facts.filter((fact) => fact !== '').join(' · ');
}

import type { Panel, Section } from '../../views/panel.ts';
import { type ChartCard, createChartCard } from '../chart/chart-card.ts';
import { element } from '../element.ts';
import { prose } from '../prose.ts';
import type { Snapshot } from '../snapshot.ts';

/** Charts that stand together under a heading, which is there when one of them is. */
export interface SectionView {
  readonly id: string;
  readonly title: string;
  readonly element: HTMLElement;
  hasData(): boolean;
  draw(snapshot: Snapshot): void;
  repaint(): void;
  /** Further charts, behind those that are there. */
  add(panels: readonly Panel[]): void;
}

export function createSectionView(section: Section, onVisible: () => void): SectionView {
  const { id, title, help, panels } = section;
  const cards: ChartCard[] = [];
  const grid = element('div', { class: 'grid' });
  const heading = element('h2', { id: `${id}-title` }, [title]);
  const whole = element(
    'section',
    { id, class: 'section', 'aria-labelledby': heading.id, tabindex: -1, hidden: true },
    [heading, element('p', { class: 'lead' }, prose(help)), grid],
  );
  const add = (more: readonly Panel[]) => {
    for (const panel of more) {
      const card = createChartCard(panel, onVisible);
      cards.push(card);
      grid.append(card.element);
    }
  };
  add(panels);
  const hasData = () => cards.some((card) => card.hasData());
  return {
    ...{ id, title, hasData, add },
    element: whole,
    draw(snapshot) {
      for (const card of cards) card.draw(snapshot);
      whole.hidden = !hasData();
    },
    repaint() {
      for (const card of cards) card.repaint();
    },
  };
}

import type { NamesOf } from '../../views/names.ts';
import { SECTIONS } from '../../views/sections.ts';
import { element } from '../element.ts';
import { createFooter } from '../footer.ts';
import type { History } from '../model/history.ts';
import type { Snapshot } from '../snapshot.ts';
import { createLabelSetTable } from './label-sets.ts';
import { createOwnMetrics } from './own-metrics.ts';
import { createSectionLinks } from './section-links.ts';
import { createSectionView } from './section-view.ts';
import { createTiles } from './tiles.ts';

/** All that is seen while nobody searches. */
export interface Overview {
  readonly element: HTMLElement;
  readonly nav: HTMLElement;
  readonly footer: HTMLElement;
  draw(snapshot: Snapshot, history: History, names: NamesOf): void;
  repaint(): void;
}

const OWN = 'business';

export function createOverview(onVisible: () => void): Overview {
  const tiles = createTiles();
  const links = createSectionLinks();
  const footer = createFooter();
  const labelSets = createLabelSetTable();
  const sections = SECTIONS.map((section) => createSectionView(section, onVisible));
  const ownPanels = createOwnMetrics();
  const ofOwn = sections.find(({ id }) => id === OWN);
  return {
    nav: links.element,
    footer: footer.element,
    element: element('div', { class: 'overview' }, [
      tiles.element,
      ...sections.map((section) => section.element),
      labelSets.element,
    ]),
    draw(snapshot, history, names) {
      tiles.draw(snapshot);
      ofOwn?.add(ownPanels(history.metrics(), names));
      for (const section of sections) section.draw(snapshot);
      labelSets.show(history.labelSets());
      const there = sections.filter((section) => section.hasData());
      const absent = sections.filter((section) => !section.hasData());
      links.show([...there, ...(labelSets.element.hidden ? [] : [LABEL_SETS])]);
      footer.showAbsent(absent.map(({ title }) => title));
      footer.showLeftOut(history.leftOut);
    },
    repaint() {
      for (const section of sections) section.repaint();
    },
  };
}

const LABEL_SETS = { id: 'label-sets', title: 'Biggest label sets' };

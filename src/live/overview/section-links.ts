import { element } from '../element.ts';

interface Target {
  readonly id: string;
  readonly title: string;
}

export interface SectionLinks {
  readonly element: HTMLElement;
  show(sections: readonly Target[]): void;
}

/** Leads to the sections that are there. */
export function createSectionLinks(): SectionLinks {
  const list = element('ul');
  let shown = '';
  return {
    element: element('nav', { 'aria-label': 'Sections' }, [list]),
    show(sections) {
      const key = sections.map(({ id }) => id).join(' ');
      if (key === shown) return;
      shown = key;
      list.replaceChildren(
        ...sections.map(({ id, title }) => {
          return element('li', {}, [element('a', { href: `#${id}` }, [title])]);
        }),
      );
    },
  };
}

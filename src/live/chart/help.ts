import type { Panel } from '../../views/panel.ts';
import { element } from '../element.ts';
import { prose } from '../prose.ts';

export interface Help {
  readonly button: HTMLElement;
  readonly text: HTMLElement;
}

/** What a chart shows, for who asks. */
export function createHelp(id: string, { title, help }: Pick<Panel, 'title' | 'help'>): Help {
  const text = element('p', { id: `${id}-help`, class: 'help', hidden: true }, prose(help));
  const button = element(
    'button',
    {
      ...{ type: 'button', class: 'about', hidden: help === '' },
      ...{ 'aria-label': `About ${title}`, 'aria-expanded': 'false', 'aria-controls': text.id },
    },
    ['?'],
  );
  button.addEventListener('click', () => {
    text.hidden = !text.hidden;
    button.setAttribute('aria-expanded', String(!text.hidden));
  });
  return { button, text };
}

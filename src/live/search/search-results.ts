import { element, setText } from '../element.ts';
import type { Found } from '../model/search.ts';
import type { Snapshot } from '../snapshot.ts';
import { createFoundMetric, type FoundMetric } from './found-metric.ts';

export interface SearchResults {
  readonly element: HTMLElement;
  show(text: string, found: readonly Found[]): void;
  hide(): void;
  draw(snapshot: Snapshot): void;
  repaint(): void;
  /** To the first one. */
  enter(): void;
}

export interface SearchResultsOptions {
  /** A chart has come into view. */
  onVisible(): void;
  /** Back to where the words are typed. */
  onLeave(): void;
  /** One of those that stand by their names alone. */
  onChoose(name: string): void;
}

/** More charts than anybody looks at; further metrics stand by their names. */
const CHARTS = 12;
const NAMES = 200;

export function createSearchResults(options: SearchResultsOptions): SearchResults {
  const heading = element('h2', { id: 'found-title', 'aria-live': 'polite' });
  const list = element('div', { class: 'results' });
  const rest = element('ul', { class: 'rest' });
  const whole = element(
    'section',
    { id: 'found', class: 'section', hidden: true, 'aria-labelledby': heading.id },
    [heading, list, rest],
  );
  let hits: readonly FoundMetric[] = [];
  const clear = () => {
    for (const hit of hits) hit.destroy();
    hits = [];
  };
  whole.addEventListener('keydown', (event) => {
    const target = nextOf(event, [...list.children]);
    if (target === undefined) return;
    event.preventDefault();
    if (target === null) options.onLeave();
    else target.focus();
  });
  return {
    element: whole,
    show(text, found) {
      clear();
      setText(heading, titleOf(text, found.length));
      hits = found.slice(0, CHARTS).map((each) => createFoundMetric(each, options.onVisible));
      list.replaceChildren(...hits.map((hit) => hit.element));
      const names = found.slice(CHARTS, CHARTS + NAMES).map(({ metric }) => metric.name);
      rest.replaceChildren(...names.map((name) => nameItem(name, options.onChoose)));
      whole.hidden = false;
    },
    hide() {
      clear();
      list.replaceChildren();
      whole.hidden = true;
    },
    draw(snapshot) {
      for (const hit of hits) hit.draw(snapshot);
    },
    repaint() {
      for (const hit of hits) hit.repaint();
    },
    enter() {
      const [first] = list.children;
      if (first instanceof HTMLElement) first.focus();
    },
  };
}

function titleOf(text: string, count: number): string {
  if (count === 0) return `No metric matches “${text}”`;
  return `${count} ${count === 1 ? 'metric matches' : 'metrics match'} “${text}”`;
}

function nameItem(name: string, onChoose: (name: string) => void): HTMLElement {
  const button = element('button', { type: 'button', class: 'metric' }, [name]);
  button.addEventListener('click', () => onChoose(name));
  return element('li', {}, [button]);
}

/** Where a key leads from the hit that has the focus: `null` for out of them. */
function nextOf({ key }: KeyboardEvent, hits: readonly Element[]): HTMLElement | null | undefined {
  if (key === 'Escape') return null;
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  const at = hits.indexOf(document.activeElement ?? document.body);
  if (step === 0 || at === -1) return undefined;
  const next = hits[at + step];
  if (next instanceof HTMLElement) return next;
  return step === -1 ? null : undefined;
}

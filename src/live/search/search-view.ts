import type { History } from '../model/history.ts';
import { search } from '../model/search.ts';
import type { Snapshot } from '../snapshot.ts';
import { createSearchBox, type SearchBox } from './search-box.ts';
import { createSearchResults } from './search-results.ts';

export interface SearchView {
  readonly box: HTMLElement;
  readonly results: HTMLElement;
  /** Whether somebody searches. */
  isOpen(): boolean;
  draw(snapshot: Snapshot): void;
  repaint(): void;
}

export interface SearchViewOptions {
  readonly history: History;
  /** Something is to be drawn: other words, or a chart in view. */
  onChange(): void;
}

/** The search: where words are typed, and what is found. */
export function createSearchView({ history, onChange }: SearchViewOptions): SearchView {
  let text = '';
  let known = -1;
  const find = () => {
    known = history.metrics().length;
    if (text === '') results.hide();
    else results.show(text, search(history, text));
  };
  const type = (words: string) => {
    text = words;
    find();
    onChange();
  };
  const box: SearchBox = createSearchBox({ onSearch: type, onEnter: () => results.enter() });
  const results = createSearchResults({
    onVisible: onChange,
    onLeave: () => box.focus(),
    onChoose(name) {
      box.set(name);
      box.focus();
      type(name);
    },
  });
  return {
    box: box.element,
    results: results.element,
    isOpen: () => text !== '',
    draw(snapshot) {
      // Metrics come while the app runs; who has found one is not disturbed by others that change.
      if (text !== '' && known !== history.metrics().length) find();
      results.draw(snapshot);
    },
    repaint: () => results.repaint(),
  };
}

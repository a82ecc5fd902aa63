import { element } from '../element.ts';

export interface SearchBox {
  readonly element: HTMLElement;
  focus(): void;
  /** Without telling of it. */
  set(text: string): void;
}

export interface SearchBoxOptions {
  onSearch(text: string): void;
  /** Somebody wants to go to what was found. */
  onEnter(): void;
}

/** Who types goes on typing; each letter's hits would be drawn for nothing. */
const TYPING_MS = 100;

/** `/` leads to it from anywhere, Escape clears it, Enter and the arrow lead to what was found. */
export function createSearchBox({ onSearch, onEnter }: SearchBoxOptions): SearchBox {
  const input = element('input', {
    ...{ type: 'search', id: 'search', placeholder: 'Search metrics', autocomplete: 'off' },
    ...{ spellcheck: 'false', 'aria-keyshortcuts': '/', 'aria-controls': 'found' },
  });
  const form = element('form', { role: 'search', class: 'search' }, [
    element('label', { for: 'search', class: 'unseen' }, ['Search metrics by name, label or help']),
    input,
    element('kbd', { 'aria-hidden': 'true' }, ['/']),
  ]);
  let timer: number | undefined;
  const searchNow = () => {
    clearTimeout(timer);
    timer = undefined;
    onSearch(input.value.trim());
  };
  const enter = (event: Event) => {
    event.preventDefault();
    if (timer !== undefined) searchNow();
    onEnter();
  };
  form.addEventListener('submit', enter);
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(searchNow, TYPING_MS);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') enter(event);
    if (event.key !== 'Escape') return;
    event.preventDefault();
    input.value = '';
    searchNow();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping()) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  return {
    element: form,
    focus: () => input.focus(),
    set(text) {
      input.value = text;
    },
  };
}

function isTyping(): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLInputElement && focused.type !== 'radio';
}

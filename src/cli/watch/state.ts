import type { Key } from './keys.ts';

/** What a person has chosen to see. */
export interface WatchState {
  readonly filter: string;
  /** Whether what is typed goes to the filter. */
  readonly isTyping: boolean;
  /** The first line that is shown. */
  readonly offset: number;
}

export const BEGINNING: WatchState = { filter: '', isTyping: false, offset: 0 };

/** `quit` is by choice, `interrupt` is Ctrl-C. */
export type Next = WatchState | 'quit' | 'interrupt';

const LONGEST_FILTER = 60;

/** What a key leads to; `page` is how many lines are shown at once. */
export function afterKey(state: WatchState, key: Key, page: number): Next {
  if (key.press === 'interrupt') return 'interrupt';
  const moved = afterMove(state, key, page);
  if (moved !== undefined) return moved;
  return state.isTyping ? afterTyping(state, key) : afterCommand(state, key);
}

function afterMove(state: WatchState, { press }: Key, page: number): WatchState | undefined {
  const steps: Partial<Record<Key['press'], number>> = {
    ...{ up: -1, down: 1, 'page-up': -page, 'page-down': page },
    ...{ home: -Number.MAX_SAFE_INTEGER, end: Number.MAX_SAFE_INTEGER },
  };
  const step = steps[press];
  return step === undefined ? undefined : { ...state, offset: Math.max(0, state.offset + step) };
}

function afterTyping(state: WatchState, key: Key): WatchState {
  switch (key.press) {
    case 'enter':
      return { ...state, isTyping: false };
    case 'escape':
      return BEGINNING;
    case 'backspace':
      return { ...state, filter: [...state.filter].slice(0, -1).join(''), offset: 0 };
    case 'text':
      return { ...state, filter: (state.filter + key.text).slice(0, LONGEST_FILTER), offset: 0 };
    default:
      return state;
  }
}

function afterCommand(state: WatchState, key: Key): Next {
  if (key.press === 'escape') return BEGINNING;
  if (key.press !== 'text') return state;
  if (key.text === 'q') return 'quit';
  return key.text === '/' ? { ...state, isTyping: true } : state;
}

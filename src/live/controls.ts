import { element } from './element.ts';

/** How much time charts show. */
const WINDOWS = [1, 5, 15] as const;
const DEFAULT_MINUTES = 5;

export interface WindowChoice {
  readonly element: HTMLElement;
  spanMs(): number;
}

/** 1, 5 or 15 minutes. */
export function createWindowChoice(onChange: () => void): WindowChoice {
  let minutes: number = DEFAULT_MINUTES;
  const choices = WINDOWS.map((each) => {
    const input = element('input', {
      ...{ type: 'radio', name: 'window', id: `window-${each}`, value: each },
      checked: each === DEFAULT_MINUTES,
    });
    input.addEventListener('change', () => {
      minutes = each;
      onChange();
    });
    return element('label', { for: input.id }, [input, element('span', {}, [`${each} min`])]);
  });
  return {
    element: element('fieldset', { class: 'windows' }, [
      element('legend', { class: 'unseen' }, ['Time that charts show']),
      ...choices,
    ]),
    spanMs: () => minutes * 60_000,
  };
}

export interface PauseButton {
  readonly element: HTMLElement;
  isPaused(): boolean;
}

export function createPauseButton(onChange: () => void): PauseButton {
  let isPaused = false;
  const button = element('button', { type: 'button', class: 'pause', 'aria-pressed': 'false' }, [
    'Pause',
  ]);
  button.addEventListener('click', () => {
    isPaused = !isPaused;
    button.setAttribute('aria-pressed', String(isPaused));
    onChange();
  });
  return { element: button, isPaused: () => isPaused };
}

export function createThemeButton(onClick: () => void): HTMLElement {
  const button = element('button', { type: 'button', class: 'theme' }, [
    element('span', { class: 'unseen' }, ['Switch between light and dark']),
  ]);
  button.addEventListener('click', onClick);
  return button;
}

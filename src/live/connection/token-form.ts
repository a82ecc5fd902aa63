import { element, setText } from '../element.ts';

export interface TokenForm {
  readonly element: HTMLElement;
  /** Asks; says so where there was one that the app did not take. */
  show(hadToken: boolean): void;
  hide(): void;
}

/** Asks for the app's bearer token, and for nothing else. */
export function createTokenForm(onToken: (token: string) => void): TokenForm {
  const input = element('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
    'aria-describedby': 'token-help token-fault',
  });
  const fault = element('p', { id: 'token-fault', class: 'fault', role: 'alert' });
  const form = element('form', { class: 'token', hidden: true, 'aria-labelledby': 'token-title' }, [
    element('h2', { id: 'token-title' }, ['This app asks for a token']),
    element('p', { id: 'token-help' }, [
      'It is the one in the file that ACME_METRICS_BEARER_TOKEN_FILE names. This tab keeps it until it is closed.',
    ]),
    element('label', { for: 'token' }, ['Token']),
    element('div', { class: 'row' }, [
      input,
      element('button', { type: 'submit', class: 'primary' }, ['Show the metrics']),
    ]),
    fault,
  ]);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const token = input.value.trim();
    input.value = '';
    if (token !== '') onToken(token);
  });
  return {
    element: form,
    show(hadToken) {
      setText(fault, hadToken ? 'The app did not take this token.' : '');
      form.hidden = false;
      input.focus();
    },
    hide() {
      form.hidden = true;
    },
  };
}

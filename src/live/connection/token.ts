import { recall, remember } from './storage.ts';

const KEY = 'acme-metrics-token';
let given = recall(KEY, 'tab');

/** The token that somebody gave in this tab; gone when the tab is closed. */
export function currentToken(): string | undefined {
  return given;
}

export function takeToken(token: string): void {
  given = token;
  remember(KEY, token, 'tab');
}

/** What a browser keeps for the page. One that keeps nothing, by its settings, is no fault. */
export function recall(key: string, where: 'tab' | 'browser'): string | undefined {
  try {
    return of(where).getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(key: string, value: string, where: 'tab' | 'browser'): void {
  try {
    of(where).setItem(key, value);
  } catch {
    // It holds until the page is left.
  }
}

function of(where: 'tab' | 'browser'): Storage {
  return where === 'tab' ? sessionStorage : localStorage;
}

import { recall, remember } from './connection/storage.ts';

const KEY = 'acme-metrics-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark now: as somebody chose, and as the system is where nobody did. */
export function isDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === undefined ? system.matches : chosen === 'dark';
}

/** Takes what was chosen before, and tells of each change, the system's too. */
export function watchTheme(onChange: () => void): { toggle(): void } {
  const stored = recall(KEY, 'browser');
  if (stored === 'light' || stored === 'dark') document.documentElement.dataset['theme'] = stored;
  system.addEventListener('change', onChange);
  return {
    toggle() {
      const theme = isDark() ? 'light' : 'dark';
      document.documentElement.dataset['theme'] = theme;
      remember(KEY, theme, 'browser');
      onChange();
    },
  };
}

import type { PanelUnit } from '../../views/panel.ts';

/** Grafana's names of units. */
export const UNITS: Readonly<Record<PanelUnit, string>> = {
  'per-second': 'suffix: /s',
  seconds: 's',
  share: 'percentunit',
  bytes: 'bytes',
  count: 'short',
  'bytes-per-second': 'binBps',
  'share-of-time': 'percentunit',
  none: 'short',
};

/** Numbers of these are never below 0; a gauge of an app's own may be. */
export const NEVER_NEGATIVE: ReadonlySet<PanelUnit> = new Set([
  ...(['per-second', 'bytes-per-second', 'share', 'share-of-time'] as const),
]);

import { type Expression, share } from './expression.ts';
import type { PanelUnit } from './panel.ts';

/** What somebody wants to know first, each one number. */
export interface GoldenNumber {
  readonly id: string;
  readonly title: string;
  readonly unit: PanelUnit;
  readonly expression: Expression;
}

export const GOLDEN_NUMBERS: readonly GoldenNumber[] = [
  {
    ...{ id: 'requests', title: 'Requests', unit: 'per-second' },
    expression: { ask: 'rate', of: 'requestDuration' },
  },
  {
    ...{ id: 'latency', title: 'Latency p95', unit: 'seconds' },
    expression: { ask: 'quantile', q: 0.95, of: 'requestDuration' },
  },
  {
    ...{ id: 'errors', title: 'Errors', unit: 'share' },
    expression: share('failed', { of: 'requestDuration' }),
  },
  {
    ...{ id: 'in-flight', title: 'In flight', unit: 'count' },
    expression: { ask: 'value', aggregate: 'sum', of: 'activeRequests' },
  },
  {
    ...{ id: 'cpu', title: 'CPU', unit: 'share-of-time' },
    expression: { ask: 'rate', of: 'cpuTime' },
  },
  {
    ...{ id: 'heap', title: 'Heap', unit: 'bytes' },
    expression: { ask: 'value', aggregate: 'sum', of: 'heapUsed' },
  },
];

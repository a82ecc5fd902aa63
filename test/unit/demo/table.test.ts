import { describe, expect, test } from 'vitest';
import type { Readings } from '../../../scripts/demo/readings.ts';
import { plainLine, tableLines } from '../../../scripts/demo/table.ts';

const READINGS: Readings = {
  seconds: 10,
  requests: { rate: 30.04, p50: 0.0042, p95: 0.21, p99: 1.25, errorRate: 1.6, abortedRate: 0.8 },
  routes: [
    {
      method: 'GET',
      route: '',
      rate: 0.8,
      p50: 0.0025,
      p95: 0.00475,
      p99: 0.00495,
      errorRate: 0,
      abortedRate: 0,
    },
    {
      method: 'GET',
      route: '/orders/:id',
      rate: 11.5,
      p50: 0.0042,
      p95: 0.0093,
      p99: Number.NaN,
      errorRate: 0.8,
      abortedRate: 0.8,
    },
  ],
  statements: [
    { operation: 'SELECT', table: '', rate: 2.4, mean: 0.2004, p95: 0.4, errorRate: 0 },
    { operation: 'INSERT', table: 'orders', rate: 4, mean: 0.0012, p95: 0.003, errorRate: 0.8 },
  ],
  pool: { used: 1, idle: 3, pending: 0 },
  runtime: {
    loopDelayP99: 0.0112,
    loopUtilization: 0.066,
    cpu: 0.094,
    rssBytes: 95_400_000,
    heapUsedBytes: 21_000_000,
  },
};

describe('the table', () => {
  test('of a busy app', async () => {
    const lines = tableLines(READINGS, (_, text) => text);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('table.golden.txt');
  });

  test('paints what went wrong, and only that', () => {
    const painted: string[] = [];
    tableLines(READINGS, (style, text) => {
      if (style === 'red' || style === 'yellow') painted.push(`${style}: ${text.trim()}`);
      return text;
    });
    expect(painted).toEqual(['red: 0.8', 'yellow: 0.8', 'red: 1.6', 'yellow: 0.8', 'red: 0.8']);
  });

  test('is never wider than 90 columns', () => {
    const widths = tableLines(READINGS, (_, text) => text).map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(90);
  });

  test('says in one line what a log needs', () => {
    expect(plainLine(READINGS)).toBe(
      '30.0 req/s  p95 210 ms  1.6 errors/s  0.8 aborted/s  6.4 queries/s  pool 1/3/0  loop p99 11.2 ms  RSS 95.4 MB',
    );
  });
});

import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createView } from '../../../scripts/demo/live-view.ts';
import type { Readings } from '../../../scripts/demo/readings.ts';

const NONE = { rate: 0, p50: 0, p95: 0, p99: 0, errorRate: 0, abortedRate: 0 };
const READINGS: Readings = {
  seconds: 10,
  requests: NONE,
  routes: [],
  statements: [],
  pool: { used: 0, idle: 0, pending: 0 },
  runtime: { loopDelayP99: 0, loopUtilization: 0, cpu: 0, rssBytes: 0, heapUsedBytes: 0 },
};

function record(terminal: { isTTY: boolean; rows?: number }) {
  const writes: string[] = [];
  const view = createView({ ...terminal, write: (text) => writes.push(text) }, ['http://page']);
  writes.length = 0;
  return { view, writes };
}

describe('on a terminal', () => {
  test('the table is drawn over the one before', () => {
    const { view, writes } = record({ isTTY: true, rows: 40 });
    view(READINGS, 61);
    view(READINGS, 62);
    const [first = '', second = ''] = writes;
    const height = first.split('\n').length - 1;
    expect(first).not.toContain(`\u001b[${height}A`);
    expect(second).toContain(`\u001b[${height}A`);
    expect(stripVTControlCharacters(second)).toContain('1:02   last 10 s   http://page');
  });

  test('never more lines are drawn than can be drawn over', () => {
    const { view, writes } = record({ isTTY: true, rows: 5 });
    view(READINGS, 1);
    expect(writes.join('').split('\n')).toHaveLength(5);
  });
});

test('elsewhere a line is written every five seconds, without control characters', () => {
  const { view, writes } = record({ isTTY: false });
  for (let second = 1; second <= 12; second += 1) view(READINGS, second + 0.01);
  expect(writes.map((line) => line.slice(0, 4))).toEqual(['0:05', '0:10']);
  expect(writes).toEqual(writes.map(stripVTControlCharacters));
});

import { describe, expect, test } from 'vitest';
import { type Group, OURS, PROM_CLIENT } from '../../bench/report/result.ts';
import { TARGETS, type Target } from '../../bench/report/target-table.ts';
import { outcomes, targetLines } from '../../bench/report/targets.ts';
import { RECORDS, REQUESTS } from './groups.ts';

const requests = (atMost: number): Target => ({
  what: 'requests',
  group: REQUESTS.id,
  goal: { kind: 'times bare', atMost },
});
const records = (atLeast: number): Target => ({
  what: 'records',
  group: RECORDS.id,
  goal: { kind: 'times less', than: PROM_CLIENT, atLeast },
});
const figure = (below: number): Target => ({
  what: 'figure',
  group: RECORDS.id,
  goal: { kind: 'figure', below },
});

describe('outcomes', () => {
  test.each([
    [requests(1.04), true],
    [requests(1.03), false],
    [records(4.5), true],
    [records(4.6), false],
    [figure(60.1), true],
    [figure(60), false],
  ])('%j is met: %s', (target, met) => {
    expect(outcomes([REQUESTS, RECORDS], [target])).toMatchObject([{ met }]);
  });

  test('say what was reached, and what the peers take', () => {
    expect(outcomes([REQUESTS, RECORDS], [requests(1.05), records(4)])).toEqual([
      {
        what: 'requests',
        target: 'at most 1.05 × bare',
        reached: '10.4 µs',
        ratio: '1.04 × bare',
        spread: '1.02 × – 1.06 ×',
        peers: 'prom-client 1.25 ×',
        met: true,
      },
      {
        what: 'records',
        target: 'prom-client at least 4 × as much',
        reached: '60.0 ns',
        ratio: 'prom-client 4.50 ×',
        spread: '4.00 × – 5.20 ×',
        peers: 'prom-client 270 ns',
        met: true,
      },
    ]);
  });

  test.each([
    [-2, 3, true],
    [1, 3, false],
    [-3, -1, false],
  ])('growth from %s to %s is none: %s', (low, high, met) => {
    const group: Group = {
      id: 'soak/heap',
      title: '',
      unit: 'B/min',
      rows: [{ variant: OURS, figure: { median: (low + high) / 2, low, high } }],
    };
    const target: Target = { what: '', group: group.id, goal: { kind: 'none' } };
    expect(outcomes([group], [target])).toMatchObject([{ met }]);
  });

  test('leave out what was not measured', () => {
    expect(outcomes([RECORDS]).map(({ what }) => what)).toEqual(['Counter, 3 fresh attributes']);
    expect(targetLines([])).toEqual([]);
  });
});

test('no target stands twice in the table', () => {
  const names = TARGETS.map(({ what }) => what);
  expect(new Set(names).size).toBe(names.length);
});

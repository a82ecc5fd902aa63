import { describe, expect, test } from 'vitest';
import { findProblem } from '../../bench/harness/measured.ts';

const counts = 'http_server_request_duration';
const sample = (route: string, count: number, suffix = '_seconds') =>
  `${counts}${suffix}_count{http_route="${route}",status="200"} ${count}\n`;
const PAGE = sample('/', 3) + sample('/users/:id', 4) + sample('/orders/:order/items/:item', 5);

describe('findProblem', () => {
  test.each([
    ['all requests on all routes', PAGE, { routes: true, served: 12 }, undefined],
    ['a name without a unit', sample('/', 7, ''), { routes: false, served: 7 }, undefined],
    [
      'a time stamp',
      `${counts}_count{a="b"} 7 1700000000\n`,
      { routes: false, served: 7 },
      undefined,
    ],
    [
      'a request too few',
      PAGE,
      { routes: true, served: 13 },
      'http_server_request_duration has counted 12 after 13 requests',
    ],
    [
      'an empty page',
      '',
      { routes: false, served: 1 },
      'http_server_request_duration has counted 0 after 1 requests',
    ],
    [
      'a route too few',
      sample('/', 3),
      { routes: true, served: 3 },
      'no series of /users/:id, /orders/:order/items/:item',
    ],
  ])('%s', (_name, page, expected, problem) => {
    expect(findProblem(page, { counts, ...expected })).toBe(problem);
  });
});

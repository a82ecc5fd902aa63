import {
  BARE,
  BARE_AGAIN,
  compare,
  type Group,
  OURS,
  PROM_CLIENT,
} from '../../bench/report/result.ts';

/** Figures of requests, compared with bare. */
export const REQUESTS: Group = {
  id: 'requests/http',
  title: 'CPU per request, plain http',
  unit: 'µs',
  rows: compare(
    new Map([
      [BARE, [10, 10]],
      [BARE_AGAIN, [9.9, 10.1]],
      [OURS, [10.2, 10.6]],
      [PROM_CLIENT, [12, 13]],
    ]),
    { to: BARE, notes: { [PROM_CLIENT]: 'no route' } },
  ),
};

/** Figures of points, compared with ours. */
export const RECORDS: Group = {
  id: 'records/counter_3_fresh',
  title: 'Record: counter, 3 fresh attributes',
  unit: 'ns',
  rows: compare(
    new Map([
      [OURS, [50, 60, 70]],
      [PROM_CLIENT, [260, 270, 280]],
    ]),
    { to: OURS },
  ),
};

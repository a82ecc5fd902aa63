// table: alerts on the requests that the app serves.
import type { Alert, AlertGroup } from '../alert.ts';
import { percent, THRESHOLDS as T } from '../thresholds.ts';

const ERRORS = 'http_request_errors:ratio_rate';
const P95 = 'http_request_duration_seconds:p95_rate5m';

const ERROR_RATIO: Alert = {
  name: 'HttpErrorRatioHigh',
  severity: 'critical',
  needs: ['requestDuration'],
  when: `More than ${percent(T.HttpErrorRatioHigh.share)} of all requests failed over 5 minutes, at ${T.HttpErrorRatioHigh.traffic} requests a second or more.`,
  summary: 'Many requests fail',
  describe: () =>
    '{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} failed in the last 5 minutes.',
  clauses: (ask) => [
    { value: ask.recorded(`job:${ERRORS}5m`), is: '>', than: T.HttpErrorRatioHigh.share },
    {
      join: 'and',
      value: ask.recorded('job:http_requests:rate5m'),
      is: '>=',
      than: T.HttpErrorRatioHigh.traffic,
    },
  ],
  runbook: {
    means:
      "Requests are answered with a status of 5xx, or not at all. Answers of 4xx are the client's fault and do not count.",
    look: [
      'Errors by route on the service dashboard: one route, or all of them?',
      'What began at the same time: a deployment, a failing database or partner, a full event loop.',
      "`errors_total` by `type` and `component`, then the app's log.",
    ],
    fix: [
      'Roll back where it began with a deployment.',
      'Where a partner or the database fails, see its own alert; answer without it if you can.',
    ],
    tune: 'Raise the share where some errors are normal; raise the traffic where few requests make it jump.',
  },
};

const ROUTE_ERROR_RATIO: Alert = {
  name: 'HttpRouteErrorRatioHigh',
  severity: 'warning',
  needs: ['requestDuration'],
  when: `More than ${percent(T.HttpRouteErrorRatioHigh.share)} of a route's requests failed over 5 minutes, at ${T.HttpRouteErrorRatioHigh.traffic} requests a second or more.`,
  summary: 'Many requests of one route fail',
  describe: (ask) =>
    `{{ $value | humanizePercentage }} of the requests to ${ask.label('requestDuration', 'route')} of {{ $labels.job }} failed in the last 5 minutes.`,
  clauses: (ask) => [
    {
      value: ask.recorded(`job_route:${ERRORS}5m`),
      is: '>',
      than: T.HttpRouteErrorRatioHigh.share,
    },
    {
      join: 'and',
      value: ask.recorded('job_route:http_requests:rate5m'),
      is: '>=',
      than: T.HttpRouteErrorRatioHigh.traffic,
    },
  ],
  runbook: {
    means:
      "One route fails, which in the app's whole may be too little to be seen. Requests that no route took are together, without a route.",
    look: [
      'The statuses of that route, and since when.',
      'What only this route uses: a table, a partner, a cache.',
    ],
    fix: ['Mend the route, or switch off what leads to it.'],
    tune: 'A route that may fail is left out by a matcher in `expr`, on the label of the route.',
  },
};

const P95_HIGH: Alert = {
  name: 'HttpLatencyP95High',
  severity: 'warning',
  needs: ['requestDuration'],
  when: `More than 5% of all requests took longer than ${T.HttpLatencyP95High.seconds} s over 5 minutes, at ${T.HttpLatencyP95High.traffic} requests a second or more.`,
  summary: 'Requests are slow',
  describe: () =>
    '5% of the requests to {{ $labels.job }} take longer than {{ $value | humanizeDuration }}.',
  clauses: (ask) => [
    { value: ask.recorded(`job:${P95}`), is: '>', than: T.HttpLatencyP95High.seconds },
    {
      join: 'and',
      value: ask.recorded('job:http_requests:rate5m'),
      is: '>=',
      than: T.HttpLatencyP95High.traffic,
    },
  ],
  runbook: {
    means: 'One request in twenty is slower than users should wait.',
    look: [
      'p95 by route on the service dashboard: one slow route, or all of them?',
      "The event loop's delay: where it is high, too, all routes wait for one piece of code.",
      'Database and outgoing calls by duration; connections of the pool that requests wait for.',
    ],
    fix: [
      'An index, a cache or a shorter query where the database is slow; a time limit for partners.',
      'More instances where the CPU is at its end.',
    ],
    tune: 'Bounds of the buckets (0.25, 0.5, 0.75, 1, 2.5 s) are exact thresholds; between them Prometheus guesses.',
  },
};

const P99_HIGH: Alert = {
  name: 'HttpLatencyP99High',
  severity: 'warning',
  needs: ['requestDuration'],
  when: `More than 1% of all requests took longer than ${T.HttpLatencyP99High.seconds} s over 5 minutes, at ${T.HttpLatencyP99High.traffic} requests a second or more.`,
  summary: 'Some requests are very slow',
  describe: () =>
    '1% of the requests to {{ $labels.job }} take longer than {{ $value | humanizeDuration }}.',
  clauses: (ask) => [
    {
      value: ask.recorded('job:http_request_duration_seconds:p99_rate5m'),
      is: '>',
      than: T.HttpLatencyP99High.seconds,
    },
    {
      join: 'and',
      value: ask.recorded('job:http_requests:rate5m'),
      is: '>=',
      than: T.HttpLatencyP99High.traffic,
    },
  ],
  runbook: {
    means: 'Most users are served well, and a few wait very long. p95 may look fine.',
    look: [
      'Routes that are slow and rarely asked for: reports, exports, searches.',
      "Garbage collections and the event loop's delay at the same time.",
      "Waits for a connection of the database's pool.",
    ],
    fix: [
      'Move long work to a queue; answer in pages.',
      'Set time limits, so that what hangs fails early.',
    ],
    tune: 'With few requests 1% is one or two of them: raise the traffic, or `for`.',
  },
};

const ROUTE_P95_HIGH: Alert = {
  name: 'HttpRouteLatencyP95High',
  severity: 'warning',
  needs: ['requestDuration'],
  when: `More than 5% of a route's requests took longer than ${T.HttpRouteLatencyP95High.seconds} s over 5 minutes, at ${T.HttpRouteLatencyP95High.traffic} requests a second or more.`,
  summary: 'One route is slow',
  describe: (ask) =>
    `5% of the requests to ${ask.label('requestDuration', 'route')} of {{ $labels.job }} take longer than {{ $value | humanizeDuration }}.`,
  clauses: (ask) => [
    { value: ask.recorded(`job_route:${P95}`), is: '>', than: T.HttpRouteLatencyP95High.seconds },
    {
      join: 'and',
      value: ask.recorded('job_route:http_requests:rate5m'),
      is: '>=',
      than: T.HttpRouteLatencyP95High.traffic,
    },
  ],
  runbook: {
    means: "One route is slow, which in the app's whole may be too little to be seen.",
    look: [
      'What this route asks for: its tables, its partners, their durations.',
      'Whether the answer grew: more rows, no paging.',
    ],
    fix: ['An index, a cache, paging; a queue where it is work that nobody has to wait for.'],
    tune: 'A route that may be slow, a report or an upload, is left out by a matcher in `expr`.',
  },
};

const SLO_LOOK = [
  'HttpErrorRatioHigh and HttpRouteErrorRatioHigh: what fails, and since when.',
  'How much of the budget is left: the share of failures over 30 days beside 0.1%.',
] as const;
const SLO_FIX = ['As for HttpErrorRatioHigh. Stop deployments until the budget recovers.'] as const;

const BURN_FAST: Alert = {
  name: 'SloBurnRateFast',
  severity: 'critical',
  needs: ['requestDuration'],
  when: `Failures use up the budget of an objective of ${percent(1 - T.SloBurnRateFast.budget)} more than ${T.SloBurnRateFast.burn} times as fast as allowed, over 1 hour and still over 5 minutes, at ${T.SloBurnRateFast.traffic} requests a second or more.`,
  summary: 'The error budget will be gone in two days',
  describe: () =>
    '{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} failed in the last hour: at that rate the budget of 30 days lasts two days at the most.',
  clauses: (ask) => burning(ask.recorded, ['1h', '5m'], T.SloBurnRateFast),
  runbook: {
    means:
      "The objective is that 99.9% of requests succeed. 0.1% may fail: that is the budget. At 14.4 times its rate, 2% of a month's budget goes in an hour.",
    look: SLO_LOOK,
    fix: SLO_FIX,
    tune: 'Another objective is another budget: for 99.5% write 0.005 for 0.001 in both burn-rate alerts. With fewer requests than the minimum of traffic the share says little, and HttpErrorRatioHigh has to do.',
  },
};

const BURN_SLOW: Alert = {
  name: 'SloBurnRateSlow',
  severity: 'warning',
  needs: ['requestDuration'],
  when: `Failures use up the budget of an objective of ${percent(1 - T.SloBurnRateSlow.budget)} more than ${T.SloBurnRateSlow.burn} times as fast as allowed, over 6 hours and still over 30 minutes, at ${T.SloBurnRateSlow.traffic} requests a second or more.`,
  summary: 'The error budget will be gone in five days',
  describe: () =>
    '{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} failed in the last 6 hours: at that rate the budget of 30 days lasts five days at the most.',
  clauses: (ask) => burning(ask.recorded, ['6h', '30m'], T.SloBurnRateSlow),
  runbook: {
    means:
      "Few requests fail, but steadily. At 6 times the rate of the budget, 5% of a month's goes in 6 hours.",
    look: SLO_LOOK,
    fix: SLO_FIX,
    tune: 'As SloBurnRateFast.',
  },
};

/** The long window says that it matters, the short one that it is not over yet. */
function burning(
  recorded: (name: string) => string,
  [long, short]: readonly [long: string, short: string],
  { burn, budget, traffic }: { readonly burn: number; budget: number; traffic: number },
) {
  const than = `${burn} * ${budget}`;
  return [
    { value: recorded(`job:${ERRORS}${long}`), is: '>', than },
    { join: 'and', value: recorded(`job:${ERRORS}${short}`), is: '>', than },
    { join: 'and', value: recorded(`job:http_requests:rate${long}`), is: '>=', than: traffic },
  ] as const;
}

export const HTTP_ALERTS: AlertGroup = {
  name: 'http',
  title: 'Requests',
  alerts: [
    ...[ERROR_RATIO, ROUTE_ERROR_RATIO, P95_HIGH, P99_HIGH, ROUTE_P95_HIGH],
    ...[BURN_FAST, BURN_SLOW],
  ],
};

// table: requests that fail or take long, and requests that don't.
import type { AlertName } from '../../../../src/cli/rules/thresholds.ts';
import type { CaseSeries, RuleCase } from '../case.ts';

const OK = { route: '/orders', method: 'GET', status: '200' } as const;
const FAILED = { route: '/orders', method: 'GET', status: '500', error: '500' } as const;
const OF_ROUTE = { of: 'requestDuration', labels: { route: '/orders' } } as const;

function answers(labels: CaseSeries['labels'], perMinute: number): CaseSeries {
  return { of: 'requestDuration', labels: labels ?? {}, values: `0+${perMinute}x400` };
}

/** Of 60 requests a minute, or what is said, so many are below 0.5 s, 1 s and 2.5 s. */
function durations(halfSecond: number, second: number, perMinute = 60): CaseSeries {
  const buckets = {
    '0.5': `0+${halfSecond}x60`,
    '1': `0+${second}x60`,
    '2.5': `0+${perMinute}x60`,
    '+Inf': `0+${perMinute}x60`,
  };
  return { of: 'requestDuration', labels: OK, buckets, values: `0+${perMinute}x60` };
}

const QUICK = durations(60, 60);

/** All take between 1 and 2.5 s. */
function slow(perMinute: number): CaseSeries {
  return durations(0, 0, perMinute);
}

const lastsTwoDays = (percent: number) =>
  `${percent}% of the requests to app failed in the last hour: at that rate the budget of 30 days lasts two days at the most.`;
const lastsFiveDays = (percent: number) =>
  `${percent}% of the requests to app failed in the last 6 hours: at that rate the budget of 30 days lasts five days at the most.`;

export const HTTP_CASES = {
  HttpErrorRatioHigh: [
    {
      title: '6% of the requests fail',
      series: [answers(OK, 94), answers(FAILED, 6)],
      at: '6m',
      fires: { says: '6% of the requests to app failed in the last 5 minutes.' },
    },
    {
      title: 'just enough requests, all of which fail',
      series: [answers(FAILED, 7)],
      at: '10m',
      fires: { says: '100% of the requests to app failed in the last 5 minutes.' },
    },
    { title: 'just too few requests, all of which fail', series: [answers(FAILED, 5)], at: '15m' },
    { title: 'none fails', series: [answers(OK, 60)], at: '15m' },
    { title: 'just 5% fail', series: [answers(OK, 57), answers(FAILED, 3)], at: '15m' },
    {
      title: 'clients err',
      series: [answers(OK, 10), answers({ ...OK, status: '404' }, 50)],
      at: '15m',
    },
  ],
  HttpRouteErrorRatioHigh: [
    {
      title: '12% of the requests of one route fail, beside many others',
      series: [answers(OK, 22), answers(FAILED, 3), answers({ ...OK, route: '/health' }, 600)],
      at: '11m',
      fires: {
        ...OF_ROUTE,
        says: '12% of the requests to /orders of app failed in the last 5 minutes.',
      },
    },
    {
      title: 'just enough requests, all of which fail',
      series: [answers(FAILED, 4)],
      at: '14m',
      fires: {
        ...OF_ROUTE,
        says: '100% of the requests to /orders of app failed in the last 5 minutes.',
      },
    },
    { title: 'no route fails', series: [answers(OK, 10)], at: '20m' },
    { title: 'just 10% fail', series: [answers(OK, 9), answers(FAILED, 1)], at: '20m' },
    { title: 'just too few requests, all of which fail', series: [answers(FAILED, 2)], at: '20m' },
  ],
  HttpLatencyP95High: [
    {
      title: 'a few too many take between 0.5 and 1 s',
      series: [durations(56, 60)],
      at: '11m',
      fires: { says: '5% of the requests to app take longer than 625ms.' },
    },
    {
      title: 'just enough requests, and all are slow',
      series: [slow(7)],
      at: '15m',
      fires: { says: '5% of the requests to app take longer than 2.425s.' },
    },
    { title: 'all are quick', series: [QUICK], at: '20m' },
    { title: 'just 95% are below 0.5 s', series: [durations(57, 60)], at: '20m' },
    { title: 'just too few requests', series: [slow(5)], at: '20m' },
  ],
  HttpLatencyP99High: [
    {
      title: 'a few too many take between 1 and 2.5 s',
      series: [durations(54, 59.2)],
      at: '13m',
      fires: { says: '1% of the requests to app take longer than 1.375s.' },
    },
    {
      title: 'just enough requests, and all are slow',
      series: [slow(31)],
      at: '15m',
      fires: { says: '1% of the requests to app take longer than 2.485s.' },
    },
    { title: 'all are quick', series: [QUICK], at: '20m' },
    { title: 'just over 99% are below 1 s', series: [durations(54, 59.5)], at: '20m' },
    { title: 'just too few requests', series: [slow(29)], at: '20m' },
  ],
  HttpRouteLatencyP95High: [
    {
      title: 'a few too many of one route take between 1 and 2.5 s',
      series: [durations(54, 56)],
      at: '11m',
      fires: {
        ...OF_ROUTE,
        says: '5% of the requests to /orders of app take longer than 1.375s.',
      },
    },
    {
      title: 'just enough requests, and all are slow',
      series: [slow(4)],
      at: '14m',
      fires: {
        ...OF_ROUTE,
        says: '5% of the requests to /orders of app take longer than 2.425s.',
      },
    },
    { title: 'all are quick', series: [QUICK], at: '20m' },
    { title: 'just over 95% are below 1 s', series: [durations(54, 57.5)], at: '20m' },
    { title: 'just too few requests', series: [slow(2)], at: '20m' },
  ],
  SloBurnRateFast: [
    {
      title: '1.5% of the requests fail',
      series: [answers(OK, 98.5), answers(FAILED, 1.5)],
      at: '10m',
      fires: { says: lastsTwoDays(1.5) },
    },
    {
      title: 'just enough requests, all of which fail',
      series: [answers(FAILED, 13)],
      at: '58m',
      fires: { says: lastsTwoDays(100) },
    },
    {
      title: 'just too few requests, all of which fail',
      series: [answers(FAILED, 11)],
      at: '70m',
    },
    {
      title: '1.4% of the requests fail',
      series: [answers(OK, 98.6), answers(FAILED, 1.4)],
      at: '70m',
    },
    {
      title: 'it is over: nothing failed in the last 10 minutes',
      series: [
        answers(OK, 98),
        { of: 'requestDuration', labels: FAILED, values: '0+2x60 120x400' },
      ],
      at: '70m',
    },
    { title: 'no request fails', series: [answers(OK, 100)], at: '70m' },
    {
      title: 'a tenth fails for 4 minutes',
      series: [answers(OK, 98), { of: 'requestDuration', labels: FAILED, values: '0x65 10+10x10' }],
      at: '69m',
    },
    {
      title: 'the one request in an hour fails',
      series: [{ of: 'requestDuration', labels: FAILED, values: '0x61 1x60' }],
      at: '65m',
    },
    {
      title: 'one of 40 requests in an hour fails',
      series: [answers(OK, 0.65), { of: 'requestDuration', labels: FAILED, values: '0x61 1x60' }],
      at: '65m',
    },
    { title: 'nobody asks anything', series: [answers(OK, 0), answers(FAILED, 0)], at: '70m' },
  ],
  SloBurnRateSlow: [
    {
      title: '0.7% of the requests fail',
      series: [answers(OK, 99.3), answers(FAILED, 0.7)],
      at: '60m',
      fires: { says: lastsFiveDays(0.7) },
    },
    {
      title: 'just enough requests, all of which fail',
      series: [answers(FAILED, 13)],
      at: '5h50m',
      fires: { says: lastsFiveDays(100) },
    },
    {
      title: 'just too few requests, all of which fail',
      series: [answers(FAILED, 11)],
      at: '6h30m',
    },
    {
      title: '0.5% of the requests fail',
      series: [answers(OK, 99.5), answers(FAILED, 0.5)],
      at: '6h30m',
    },
    {
      title: 'a thousandth fails, as the budget allows',
      series: [answers(OK, 999), answers(FAILED, 1)],
      at: '6h30m',
    },
    {
      title: 'a twentieth fails for 20 minutes',
      series: [answers(OK, 95), { of: 'requestDuration', labels: FAILED, values: '0x370 5+5x30' }],
      at: '6h30m',
    },
    {
      title: 'the one request in 6 hours fails',
      series: [{ of: 'requestDuration', labels: FAILED, values: '0x365 1x60' }],
      at: '6h25m',
    },
    {
      title: 'two of 240 requests in 6 hours fail',
      series: [answers(OK, 0.65), { of: 'requestDuration', labels: FAILED, values: '0x365 2x60' }],
      at: '6h30m',
    },
    {
      title: 'it is over: nothing failed in the last hour',
      series: [
        answers(OK, 99),
        { of: 'requestDuration', labels: FAILED, values: '0+1x330 330x400' },
      ],
      at: '6h30m',
    },
  ],
} as const satisfies Partial<Record<AlertName, readonly RuleCase[]>>;

// table: what comes in, by route.
import { type Expression, share } from '../expression.ts';
import type { Section } from '../panel.ts';
import { percentiles } from '../percentiles.ts';

const BY_ROUTE = { of: 'requestDuration', by: ['route'] } as const;

const latency = (q: number): Expression => ({ ask: 'quantile', q, ...BY_ROUTE });

export const SERVICE: Section = {
  id: 'service',
  title: 'Service',
  help: 'Requests that come in: how many, how many fail, how long they take, by route.',
  panels: [
    {
      id: 'request-rate',
      title: 'Requests',
      help: 'Requests per second, by route. Without a route are those that none took.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [{ legend: '{route}', expression: { ask: 'rate', ...BY_ROUTE } }],
    },
    {
      id: 'request-errors',
      title: 'Failing requests',
      help: 'Share of requests that ended with 5xx or broke off here, by route. Those that their client broke off do not count.',
      unit: 'share',
      queries: [{ legend: '{route}', expression: share('failed', BY_ROUTE) }],
    },
    {
      id: 'request-latency',
      title: 'Latency',
      help: 'How long requests take, all routes together: one in two, one in 20 and one in 100 takes longer.',
      unit: 'seconds',
      queries: percentiles({ of: 'requestDuration' }),
    },
    {
      id: 'requests-in-flight',
      title: 'Requests in flight',
      help: 'Requests that are being answered. More and more of them: they come faster than they are answered.',
      unit: 'count',
      queries: [
        {
          legend: 'in flight',
          expression: { ask: 'value', aggregate: 'sum', of: 'activeRequests' },
        },
      ],
    },
    {
      id: 'request-p50',
      title: 'Latency p50 by route',
      help: 'Half of the requests of a route take longer.',
      unit: 'seconds',
      queries: [{ legend: '{route}', expression: latency(0.5) }],
    },
    {
      id: 'request-p95',
      title: 'Latency p95 by route',
      help: 'One in 20 requests of a route takes longer.',
      unit: 'seconds',
      queries: [{ legend: '{route}', expression: latency(0.95) }],
    },
    {
      id: 'request-p99',
      title: 'Latency p99 by route',
      help: 'One in 100 requests of a route takes longer.',
      unit: 'seconds',
      queries: [{ legend: '{route}', expression: latency(0.99) }],
    },
    {
      id: 'request-status',
      title: 'Answers by status',
      help: 'Requests per second, by the status of the answer. Without a status: no answer was sent.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [
        {
          legend: '{status}',
          expression: { ask: 'rate', of: 'requestDuration', by: ['status'] },
        },
      ],
    },
    {
      id: 'errors',
      title: 'Errors',
      help: 'Errors per second that the app recorded, and uncaught ones, by type and component.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [
        {
          legend: '{type} {component}',
          expression: { ask: 'rate', of: 'errors', by: ['type', 'component'] },
        },
      ],
    },
    {
      id: 'errors-by-severity',
      title: 'Errors by severity',
      help: 'Errors per second, by how bad they are.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [
        { legend: '{severity}', expression: { ask: 'rate', of: 'errors', by: ['severity'] } },
      ],
    },
  ],
};

// table: what the app asks of others.
import { type Expression, share } from '../expression.ts';
import type { Section } from '../panel.ts';
import { percentiles } from '../percentiles.ts';

const BY_HOST = { of: 'clientDuration', by: ['host'] } as const;
const BY_ENDPOINT = { of: 'externalApiDuration', by: ['service', 'endpoint'] } as const;
const ENDPOINT = '{service} {endpoint}';

const p95: Expression = { ask: 'quantile', q: 0.95, ...BY_HOST };

export const HTTP_CLIENTS: Section = {
  id: 'http-clients',
  title: 'Outgoing calls',
  help: 'HTTP requests that the app makes, by host, and calls that it times with `externalApi`.',
  panels: [
    {
      id: 'call-rate',
      title: 'Calls',
      help: 'Calls per second, by host.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [{ legend: '{host}', expression: { ask: 'rate', ...BY_HOST } }],
    },
    {
      id: 'call-errors',
      title: 'Failing calls',
      help: 'Share of calls that were answered with 4xx or 5xx, or not at all, by host.',
      unit: 'share',
      queries: [{ legend: '{host}', expression: share('failed', BY_HOST) }],
    },
    {
      id: 'call-latency',
      title: 'Latency of calls',
      help: 'How long calls take, all hosts together: one in two, one in 20 and one in 100 takes longer.',
      unit: 'seconds',
      queries: percentiles({ of: 'clientDuration' }),
    },
    {
      id: 'call-p95',
      title: 'Latency p95 by host',
      help: 'One in 20 calls to a host takes longer.',
      unit: 'seconds',
      queries: [{ legend: '{host}', expression: p95 }],
    },
    {
      id: 'call-status',
      title: 'Answers by status',
      help: 'Calls per second, by the status of the answer. Without a status: no answer came.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [
        { legend: '{status}', expression: { ask: 'rate', of: 'clientDuration', by: ['status'] } },
      ],
    },
    {
      id: 'external-api-rate',
      title: 'Calls of external APIs',
      help: 'Calls per second that the app times, by service and endpoint.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [{ legend: ENDPOINT, expression: { ask: 'rate', ...BY_ENDPOINT } }],
    },
    {
      id: 'external-api-errors',
      title: 'Failing calls of external APIs',
      help: 'Share of timed calls that were answered with 4xx or 5xx, or threw.',
      unit: 'share',
      queries: [{ legend: ENDPOINT, expression: share('failed', BY_ENDPOINT) }],
    },
    {
      id: 'external-api-p95',
      title: 'Latency p95 of external APIs',
      help: 'One in 20 timed calls takes longer.',
      unit: 'seconds',
      queries: [{ legend: ENDPOINT, expression: { ask: 'quantile', q: 0.95, ...BY_ENDPOINT } }],
    },
    {
      id: 'external-api-remaining',
      title: 'Rate limit left',
      help: 'Calls that a service still takes in its present window. At 0 it refuses them.',
      unit: 'count',
      queries: [
        {
          legend: ENDPOINT,
          expression: {
            ask: 'value',
            aggregate: 'min',
            of: 'externalApiRemaining',
            by: ['service', 'endpoint'],
          },
        },
      ],
    },
  ],
};

// table: what every business asks for; what else an app measures is `panelsOf` each of its metrics.
import { share } from '../expression.ts';
import type { Section } from '../panel.ts';

const BY_OPERATION = { of: 'operationDuration', by: ['service', 'operation'] } as const;
const OPERATION = '{service} {operation}';

export const BUSINESS: Section = {
  id: 'business',
  title: 'Business',
  help: 'What users do and what it brings, as the app tells it.',
  panels: [
    {
      id: 'registrations',
      title: 'Registrations',
      help: 'Registrations per second, by source and outcome.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [
        {
          legend: '{source} {status}',
          expression: { ask: 'rate', of: 'registrations', by: ['source', 'status'] },
        },
      ],
    },
    {
      id: 'active-users',
      title: 'Active users',
      help: 'Users who were active in a period.',
      unit: 'count',
      queries: [
        {
          legend: '{period}',
          // Each process that asks the same database knows them all.
          expression: { ask: 'value', aggregate: 'max', of: 'activeUsers', by: ['period'] },
        },
      ],
    },
    {
      id: 'user-actions',
      title: 'What users do',
      help: 'Actions per second.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [
        { legend: '{action}', expression: { ask: 'rate', of: 'userActions', by: ['action'] } },
      ],
    },
    {
      id: 'revenue',
      title: 'Revenue per second',
      help: 'Money that comes in, in units of its currency, by product.',
      unit: 'none',
      shape: 'stacked',
      queries: [
        {
          legend: '{currency} {product}',
          expression: { ask: 'rate', of: 'revenue', by: ['currency', 'product'] },
        },
      ],
    },
    {
      id: 'conversion',
      title: 'Conversion',
      help: 'Share of users who reach a stage, by segment.',
      unit: 'share',
      queries: [
        {
          legend: '{stage} {segment}',
          expression: {
            ask: 'value',
            aggregate: 'avg',
            of: 'conversionRate',
            by: ['stage', 'segment'],
          },
        },
      ],
    },
    {
      id: 'operation-rate',
      title: 'Operations',
      help: 'Operations per second that the app times, by name.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [{ legend: OPERATION, expression: { ask: 'rate', ...BY_OPERATION } }],
    },
    {
      id: 'operation-errors',
      title: 'Failing operations',
      help: 'Share of operations that failed, by name.',
      unit: 'share',
      queries: [{ legend: OPERATION, expression: share('failed', BY_OPERATION) }],
    },
    {
      id: 'operation-p95',
      title: 'Time of an operation p95',
      help: 'One in 20 operations takes longer.',
      unit: 'seconds',
      queries: [{ legend: OPERATION, expression: { ask: 'quantile', q: 0.95, ...BY_OPERATION } }],
    },
  ],
};

// table: calls of AI models.
import { share } from '../expression.ts';
import type { Section } from '../panel.ts';
import { percentiles } from '../percentiles.ts';

const BY_MODEL = { of: 'aiDuration', by: ['provider', 'model'] } as const;
const MODEL = '{provider} {model}';

export const AI: Section = {
  id: 'ai',
  title: 'AI',
  help: 'Calls of AI models: how many, how many fail, how long they take, tokens and cost.',
  panels: [
    {
      id: 'ai-rate',
      title: 'AI calls',
      help: 'Calls per second, by model.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [{ legend: MODEL, expression: { ask: 'rate', ...BY_MODEL } }],
    },
    {
      id: 'ai-errors',
      title: 'Failing AI calls',
      help: 'Share of calls that failed, by model.',
      unit: 'share',
      queries: [{ legend: MODEL, expression: share('failed', BY_MODEL) }],
    },
    {
      id: 'ai-latency',
      title: 'Latency of AI calls',
      help: 'How long calls take, all models together: one in two, one in 20 and one in 100 takes longer.',
      unit: 'seconds',
      queries: percentiles({ of: 'aiDuration' }),
    },
    {
      id: 'ai-p95',
      title: 'Latency p95 by model',
      help: 'One in 20 calls of a model takes longer.',
      unit: 'seconds',
      queries: [{ legend: MODEL, expression: { ask: 'quantile', q: 0.95, ...BY_MODEL } }],
    },
    {
      id: 'ai-tokens',
      title: 'Tokens',
      help: 'Tokens per second, by model and direction.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [
        {
          legend: '{model} {token}',
          expression: { ask: 'rate', part: 'sum', of: 'aiTokens', by: ['model', 'token'] },
        },
      ],
    },
    {
      id: 'ai-cost',
      title: 'Cost per second',
      help: 'What calls cost by the prices that the app was told, in units of the currency.',
      unit: 'none',
      shape: 'stacked',
      queries: [
        {
          legend: '{model} {currency}',
          expression: { ask: 'rate', of: 'aiCost', by: ['model', 'currency'] },
        },
      ],
    },
  ],
};

// table: alerts on what the app calls: HTTP and AI.
import { type Expression, share } from '../../../views/expression.ts';
import type { Alert, AlertGroup } from '../alert.ts';
import { percent, THRESHOLDS as T } from '../thresholds.ts';

const FAILING_RUNBOOK = {
  look: [
    'Statuses of the calls: 401 or 403 is a key, 429 a rate limit, 5xx the partner, none at all the network.',
    "The partner's status page, and whether its address still resolves.",
    'Durations of the calls: do they fail at a time limit?',
  ],
  fix: [
    'Renew keys; call less often on 429.',
    'Answer without the partner if you can, and try again with growing pauses.',
  ],
} as const;

const CLIENT: Alert = {
  name: 'HttpClientErrorRatioHigh',
  severity: 'warning',
  needs: ['clientDuration'],
  when: `More than ${percent(T.HttpClientErrorRatioHigh.share)} of the HTTP calls to a host failed over 5 minutes, at ${T.HttpClientErrorRatioHigh.traffic} calls a second or more.`,
  summary: 'Calls to another service fail',
  describe: (ask) =>
    `{{ $value | humanizePercentage }} of the calls of {{ $labels.job }} to ${ask.label('clientDuration', 'host')} failed in the last 5 minutes.`,
  clauses: (ask) => [
    {
      value: ask.of(share('failed', { of: 'clientDuration', by: ['host'] }), { window: '5m' }),
      is: '>',
      than: T.HttpClientErrorRatioHigh.share,
    },
    {
      join: 'and',
      value: ask.of({ ask: 'rate', of: 'clientDuration', by: ['host'] }, { window: '5m' }),
      is: '>=',
      than: T.HttpClientErrorRatioHigh.traffic,
    },
  ],
  runbook: {
    means: 'A host that the app calls answers with a status from 400 on, or not at all.',
    ...FAILING_RUNBOOK,
    tune: 'Where 404 is an answer like another, raise the share or leave the host out by a matcher in `expr`.',
  },
};

const API: Alert = {
  name: 'ExternalApiErrorRatioHigh',
  severity: 'warning',
  needs: ['externalApiDuration'],
  unlessSame: ['clientDuration', 'externalApiDuration'],
  when: `More than ${percent(T.ExternalApiErrorRatioHigh.share)} of the calls to a service that the app measures by \`externalApi()\` failed over 5 minutes, at ${T.ExternalApiErrorRatioHigh.traffic} calls a second or more.`,
  summary: 'Calls to an external API fail',
  describe: (ask) =>
    `{{ $value | humanizePercentage }} of the calls of {{ $labels.job }} to ${ask.label('externalApiDuration', 'service')} failed in the last 5 minutes.`,
  clauses: (ask) => [
    {
      value: ask.of(share('failed', { of: 'externalApiDuration', by: ['service'] }), {
        window: '5m',
      }),
      is: '>',
      than: T.ExternalApiErrorRatioHigh.share,
    },
    {
      join: 'and',
      value: ask.of({ ask: 'rate', of: 'externalApiDuration', by: ['service'] }, { window: '5m' }),
      is: '>=',
      than: T.ExternalApiErrorRatioHigh.traffic,
    },
  ],
  runbook: {
    means:
      'A service answers with a status from 400 on, or not at all. With classic names it is HttpClientErrorRatioHigh that says so: there the two are one metric.',
    ...FAILING_RUNBOOK,
    tune: 'As HttpClientErrorRatioHigh.',
  },
};

const LEFT: Expression = {
  ask: 'value',
  aggregate: 'min',
  of: 'externalApiRemaining',
  by: ['service', 'endpoint'],
};

const RATE_LIMIT: Alert = {
  name: 'ExternalApiRateLimitLow',
  severity: 'warning',
  needs: ['externalApiRemaining'],
  when: `No more calls are left than ${percent(T.ExternalApiRateLimitLow.share)} of the most that were left in the past hour, and then some were.`,
  summary: 'The rate limit of an external API is nearly used up',
  describe: (ask) =>
    `{{ $labels.job }} has {{ $value }} calls of ${ask.label('externalApiRemaining', 'endpoint')} to ${ask.label('externalApiRemaining', 'service')} left.`,
  clauses: (ask) => {
    const left = ask.of(LEFT, { window: '5m' });
    const most = `max_over_time((${left})[1h:1m])`;
    return [
      {
        value: left,
        is: '<=',
        than: `${T.ExternalApiRateLimitLow.share} * ${most}`,
      },
      // One that always says 0 says nothing.
      { join: 'and', value: most, is: '>', than: 0 },
    ];
  },
  runbook: {
    means:
      'Soon the service answers with 429. The number is from its last answer: without calls it stays, although the limit has begun anew.',
    look: [
      'Calls per second to that service: more than usual, and from where?',
      'Retries: failures that are tried again at once eat the limit.',
    ],
    fix: ['Cache answers, join calls, slow down.', 'Ask the service for a higher limit.'],
    tune: 'For a fixed number write it in the place of the right side, e.g. `<= 20`.',
  },
};

const OF_MODEL = { of: 'aiDuration', by: ['model'] } as const;

const AI_SLOW: Alert = {
  name: 'AiCallsSlow',
  severity: 'warning',
  needs: ['aiDuration'],
  when: `More than 5% of the calls to an AI model took longer than ${T.AiCallsSlow.seconds} s over 10 minutes, at ${T.AiCallsSlow.traffic} calls a second or more.`,
  summary: 'Calls to an AI model are slow',
  describe: (ask) =>
    `5% of the calls of {{ $labels.job }} to ${ask.label('aiDuration', 'model')} take longer than {{ $value | humanizeDuration }}.`,
  clauses: (ask) => [
    {
      value: ask.of({ ask: 'quantile', q: 0.95, ...OF_MODEL }, { window: '10m' }),
      is: '>',
      than: T.AiCallsSlow.seconds,
    },
    {
      join: 'and',
      value: ask.of({ ask: 'rate', ...OF_MODEL }, { window: '10m' }),
      is: '>=',
      than: T.AiCallsSlow.traffic,
    },
  ],
  runbook: {
    means: 'The model takes long to answer, or answers are longer than before.',
    look: [
      'Tokens per call: longer prompts and answers take longer.',
      "The provider's status page; whether other models are slow, too.",
    ],
    fix: [
      "A limit of the answer's length, a smaller model, streaming.",
      'A time limit and a second provider.',
    ],
    tune: 'Raise the seconds for models that think for long. Bounds of the buckets are 10.24, 20.48 and 40.96 s.',
  },
};

const AI_FAILING: Alert = {
  name: 'AiCallsFailing',
  severity: 'warning',
  needs: ['aiDuration'],
  when: `More than ${percent(T.AiCallsFailing.share)} of the calls to an AI model failed over 10 minutes, ${T.AiCallsFailing.failures} of them or more.`,
  summary: 'Calls to an AI model fail',
  describe: (ask) =>
    `{{ $value | humanizePercentage }} of the calls of {{ $labels.job }} to ${ask.label('aiDuration', 'model')} failed in the last 10 minutes.`,
  clauses: (ask) => [
    {
      value: ask.of(share('failed', OF_MODEL), { window: '10m' }),
      is: '>',
      than: T.AiCallsFailing.share,
    },
    {
      join: 'and',
      value: `${ask.of({ ask: 'rate', ...OF_MODEL, where: ['failed'] }, { window: '10m' })} * 600`,
      is: '>=',
      than: T.AiCallsFailing.failures,
    },
  ],
  runbook: {
    means: 'The provider refuses or breaks off calls.',
    look: [
      '`error_type` of the calls: 401 is the key, 429 the rate limit or the credit, 400 the prompt, 5xx the provider.',
      "The provider's status page and your account's limits.",
    ],
    fix: ['Renew the key or the credit; shorten prompts; slow down on 429.', 'A second provider.'],
    tune: 'Raise the share where some refusals are normal, and the number of failures where a few in 10 minutes are nothing.',
  },
};

const AI_COST: Alert = {
  name: 'AiCostHigh',
  severity: 'warning',
  needs: ['aiCost'],
  when: `AI calls cost more than ${T.AiCostHigh.perHour} units of a currency in an hour.`,
  summary: 'AI calls are over budget',
  describe: (ask) =>
    `The AI calls of {{ $labels.job }} cost {{ printf "%.2f" $value }} ${ask.label('aiCost', 'currency')} in the last hour.`,
  clauses: (ask) => [
    {
      value: `${ask.of({ ask: 'rate', of: 'aiCost', by: ['currency'] }, { window: '1h' })} * 3600`,
      is: '>',
      than: T.AiCostHigh.perHour,
    },
  ],
  runbook: {
    means: 'More is spent than the budget allows, by the prices that the app has given to `ai()`.',
    look: [
      'Cost by model, and tokens per call: more calls, or more expensive ones?',
      'Where the calls come from: a loop, retries, a robot.',
    ],
    fix: [
      'A smaller model, shorter prompts, answers from a cache.',
      'A limit per user and a hard one at the provider.',
    ],
    tune: 'The number is your budget for an hour: set it first of all.',
  },
};

export const PARTNER_ALERTS: AlertGroup = {
  name: 'partners',
  title: 'External APIs and AI',
  alerts: [CLIENT, API, RATE_LIMIT, AI_SLOW, AI_FAILING, AI_COST],
};

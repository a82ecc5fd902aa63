import type { Histogram } from '../../pipeline/meter.ts';
import { type CounterOf, counter } from '../declared/counter.ts';
import { beginning, declare } from '../declared/declare.ts';

type CostLabel = 'provider' | 'model' | 'currency';

/** Of the OpenTelemetry conventions of generative AI. */
const SECONDS = [
  ...[0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28],
  ...[2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
];
const TOKENS = [
  ...[1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536],
  ...[262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864],
];
const CALL_LABELS = [
  ...['gen_ai.operation.name', 'gen_ai.provider.name'],
  ...['gen_ai.request.model', 'error.type'],
];

export function durationOfCalls(): Histogram {
  return conventional('gen_ai.client.operation.duration', {
    help: 'GenAI operation duration.',
    unit: 's',
    labels: CALL_LABELS,
    buckets: SECONDS,
  });
}

export function usedTokens(): Histogram {
  return conventional('gen_ai.client.token.usage', {
    help: 'Number of input and output tokens used.',
    unit: '{token}',
    labels: [...CALL_LABELS, 'gen_ai.token.type'],
    buckets: TOKENS,
  });
}

/** It is there from the start, at 0. */
export function costOfCalls(
  labels: Readonly<Record<CostLabel, string>>,
): Pick<CounterOf<CostLabel>, 'add'> {
  return counter('ai_cost', {
    help: 'What calls of AI models cost, by the prices that the app was told.',
    labels: ['provider', 'model', 'currency'],
    initial: [labels],
  });
}

interface Convention {
  readonly help: string;
  readonly unit: string;
  readonly labels: readonly string[];
  readonly buckets: readonly number[];
}

/** By the conventions, `error.type` is there only where a call failed. */
function conventional(name: string, { buckets, ...options }: Convention): Histogram {
  return declare<Histogram>({
    kind: 'histogram',
    ...{ name, options, further: [], buckets, optionalLabels: ['error.type'] },
    make: (meter, own) => beginning(meter.createHistogram(name, own)),
  });
}

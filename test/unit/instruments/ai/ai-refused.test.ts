import { expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { ai } from '../../../../src/instruments/ai/ai.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';

setLogLevel('none');

/** Of what was declared in this file. */
const declaredNames = () =>
  [...processMetrics().provider.store.families()]
    .map(({ descriptor }) => descriptor.name)
    .filter((name) => /^(gen_ai|ai_cost)/.test(name));

it.each([
  ['misspelt', { price: 1 }, "ai: 'price' is no option; there is prices"],
  [
    'of prices misspelt',
    { prices: { input: 1, output: 1, outputs: 1 } },
    "ai: 'outputs' is no option; there are input, output, cachedInput, cacheWrites, currency",
  ],
  ['of a price below 0', { prices: { input: -1, output: 1 } }, "the price 'input'"],
])('declares nothing where it refuses an option %s', (_what, options, message) => {
  expect(() => ai('p', 'm', options as object)).toThrow(message);
  expect(declaredNames()).toEqual([]);
});

it('declares its metrics where it refuses nothing', () => {
  ai('p', 'm', { prices: { input: 1, output: 1 } });
  expect(declaredNames().sort()).toEqual([
    'ai_cost',
    'gen_ai.client.operation.duration',
    'gen_ai.client.token.usage',
  ]);
});

import { describe, expect, it } from 'vitest';
import { detectNames } from '../../../../src/cli/page/detect-names.ts';
import type { PageFamily } from '../../../../src/cli/page/page.ts';
import { METRICS, type MetricKey } from '../../../../src/views/metrics.ts';
import { createNames, DEFAULT_NAMES, type NamesOptions } from '../../../../src/views/names.ts';

/** What an app has that does nothing yet. */
const OF_ANY_APP: readonly MetricKey[] = [
  ...(['requestDuration', 'loopDelayP99', 'gcDuration', 'heapUsed', 'memory'] as const),
  ...(['cpuTime', 'descriptors', 'uptime'] as const),
];

function pageOf(options: NamesOptions, more: readonly string[] = []) {
  const names = createNames(options);
  const all = [...OF_ANY_APP.map((key) => names(key).name), ...more];
  return { metrics: new Map(all.map((name) => [name, {} as PageFamily])) };
}

const CASES = (['standard', 'classic'] as const).flatMap((naming) =>
  (
    [
      'UnderscoreEscapingWithSuffixes',
      'UnderscoreEscapingWithoutSuffixes',
      'NoUTF8EscapingWithSuffixes',
      'NoTranslation',
    ] as const
  ).flatMap((translation) =>
    ['', 'shop_', 'a:'].map((prefix): NamesOptions => ({ naming, translation, prefix })),
  ),
);

describe('the names of a page', () => {
  it.each(CASES)('are found: $naming $translation $prefix', (options) => {
    const found = createNames(detectNames(pageOf(options)));
    const wanted = createNames(options);
    for (const key of OF_ANY_APP) expect(found(key)).toEqual(wanted(key));
  });

  it('are the usual ones where nothing tells', () => {
    expect(detectNames(pageOf(DEFAULT_NAMES))).toEqual(DEFAULT_NAMES);
    expect(detectNames({ metrics: new Map() })).toEqual(DEFAULT_NAMES);
  });

  it('are those of most metrics, whatever else ends like them', () => {
    const others = Object.keys(METRICS).map((key) => `other_${key}_errors_total`);
    expect(detectNames(pageOf(DEFAULT_NAMES, ['shop_errors_total', ...others]))).toEqual(
      DEFAULT_NAMES,
    );
  });

  it('are those that are known', () => {
    const classic = { ...DEFAULT_NAMES, naming: 'classic', prefix: 'shop_' } as const;
    expect(detectNames(pageOf(classic), { naming: 'standard' }).naming).toBe('standard');
    expect(detectNames(pageOf(classic), { prefix: 'x_' })).toMatchObject({ prefix: 'x_' });
  });

  it('are found in a page of very many', () => {
    const metrics = new Map(Array.from({ length: 200_000 }, (_, i) => [`m${i}`, {} as PageFamily]));
    expect(detectNames({ metrics })).toEqual(DEFAULT_NAMES);
  });
});

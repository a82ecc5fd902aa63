import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../../../scripts/docs/catalogue.ts';
import { knownNames, OTHER_METRICS } from '../../../src/views/known-names.ts';
import { METRICS } from '../../../src/views/metrics.ts';
import { DEFAULT_NAMES } from '../../../src/views/names.ts';

const CATALOGUE = readCatalogue().flatMap(({ metrics }) => metrics);

describe('the names that are not the app’s own', () => {
  it('are those of all that the agent measures', () => {
    const known = knownNames(DEFAULT_NAMES);
    expect(CATALOGUE.map(({ pageName }) => pageName).filter((name) => !known.has(name))).toEqual(
      [],
    );
  });

  it('has no other metric that a panel asks for, or that is not measured', () => {
    const asked = new Set<string>(
      Object.values(METRICS).map(({ standard }) => standard.instrument.name),
    );
    for (const [name, kind, unit] of OTHER_METRICS) {
      expect(asked.has(name)).toBe(false);
      expect(CATALOGUE.find((one) => one.name === name)).toMatchObject({ kind, unit });
    }
  });

  it('have the prefix of the page, and classic names', () => {
    const known = knownNames({ ...DEFAULT_NAMES, naming: 'classic', prefix: 'shop_' });
    expect(known).toContain('shop_nodejs_eventloop_lag_min_seconds');
    expect(known).toContain('shop_cache_hits_total');
    expect(known).not.toContain('cache_hits_total');
    expect(known).not.toContain('orders_total');
  });
});

import { describe, expect, it } from 'vitest';
import { type Expression, share } from '../../../src/views/expression.ts';
import { fitExpression, fitPanel, fitSection } from '../../../src/views/fitting.ts';
import type { Panel } from '../../../src/views/panel.ts';

const hits: Expression = { ask: 'rate', of: 'cacheHits' };
const misses: Expression = { ask: 'rate', of: 'cacheMisses' };
const hasHits = (subject: unknown) => subject === 'cacheHits';

describe('what an app can answer', () => {
  it.each<[string, Expression, Expression | undefined]>([
    ['what it has', hits, hits],
    ['nothing of what it lacks', misses, undefined],
    ['of several ways the one it has', { ask: 'either', of: [misses, hits] }, hits],
    ['of a sum what it has', { ask: 'add', of: [hits, misses] }, hits],
    ['no sum of nothing', { ask: 'add', of: [misses, misses] }, undefined],
    ['no quotient without its divisor', { ask: 'divide', left: hits, right: misses }, undefined],
    ['no quotient without its dividend', { ask: 'divide', left: misses, right: hits }, undefined],
    [
      'a quotient of both',
      { ask: 'divide', left: hits, right: hits },
      { ask: 'divide', left: hits, right: hits },
    ],
    ['no zeros for what it lacks', { ask: 'zero', of: misses }, undefined],
    ['zeros', { ask: 'zero', of: hits }, { ask: 'zero', of: hits }],
    ['what only a page knows', { ask: 'rate', of: OWN() }, undefined],
  ])('%s', (_what, expression, expected) => {
    expect(fitExpression(expression, hasHits)).toEqual(expected);
  });

  it('is a share whole, or not at all', () => {
    const failed = share('failed', { of: 'jobDuration' });
    expect(fitExpression(failed, () => true)).toEqual(failed);
    expect(fitExpression(failed, () => false)).toBeUndefined();
  });

  it('is a panel with the series that it has, and a section with such panels', () => {
    const panel: Panel = {
      ...{ id: 'reads', title: 'Reads', help: 'Reads.', unit: 'per-second' },
      queries: [
        { legend: 'hits', expression: hits },
        { legend: 'misses', expression: misses },
      ],
    };
    const lacking: Panel = { ...panel, id: 'lacking', queries: panel.queries.slice(1) };
    expect(fitPanel(panel, hasHits)?.queries.map(({ legend }) => legend)).toEqual(['hits']);
    const section = { id: 'caches', title: 'Caches', help: '', panels: [lacking, panel] };
    expect(fitSection(section, hasHits)?.panels.map(({ id }) => id)).toEqual(['reads']);
    expect(fitSection({ ...section, panels: [lacking] }, hasHits)).toBeUndefined();
  });
});

function OWN() {
  return { name: 'own', type: 'counter', unit: '', help: '', labels: [] } as const;
}

import { describe, expect, it } from 'vitest';
import type { Format } from '../../../src/exposition/format.ts';
import { StablePiece } from '../../../src/exposition/slice.ts';
import { createWriter } from '../../../src/exposition/writers.ts';
import type { SummaryState } from '../../../src/store/family.ts';
import { ChangingFamily, fakeFamily, seriesOf, summaryOf } from './fake-family.ts';
import { createRenderer, render } from './render.ts';

const STATE = summaryOf({ 0.5: 1, 0.99: 2 }, { count: 3, sum: 4 });
const SHAPE = { quantiles: [0.5, 0.99], windowMs: 1, steps: 1 };
const KINDS = ['text', 'openmetrics', 'protobuf', 'json'] as const;
const MANY = seriesOf(500).map((one) => ({ ...one, summary: STATE }));

describe('the lines of summaries', () => {
  it('are the same pieces while they stay as they are', () => {
    const renderPage = createRenderer();
    const family = new ChangingFamily({
      ...{ name: 's', kind: 'summary', series: MANY, blockSize: 250 },
      more: { summary: SHAPE },
    });
    const [first, second] = renderPage([family]).slices;
    expect(first).toBeInstanceOf(StablePiece);
    family.change(300, { summary: { ...STATE, sum: 5 } });
    const { slices, text } = renderPage([family]);
    expect([slices[0] === first, slices[1] === second]).toEqual([true, false]);
    expect(text).toContain('s_sum{id="series-300"} 5\n');
  });

  it('are right of bridged ones, too, whose quantiles nobody has declared', () => {
    const series = [{ summary: summaryOf({ 0.5: 1 }, { count: 1, sum: 1 }) }, { summary: STATE }];
    const attributed = series.map((one, id) => ({ ...one, attributes: { id } }));
    const { text } = render([fakeFamily({ name: 's', kind: 'summary', series: attributed })]);
    expect(text).toBe(
      '# TYPE s summary\n' +
        's{id="0",quantile="0.5"} 1\ns_sum{id="0"} 1\ns_count{id="0"} 1\n' +
        's{id="1",quantile="0.5"} 1\ns{id="1",quantile="0.99"} 2\n' +
        's_sum{id="1"} 4\ns_count{id="1"} 3\n',
    );
  });
});

it.each(KINDS)('a summary without a state harms none of its name and labels in %s', (kind) => {
  const of = (summary?: SummaryState) =>
    fakeFamily({ name: 's', kind: 'summary', series: [{ attributes: { id: 'a' }, summary }] });
  const { text, omissions } = render([of(), of(STATE)], { format: formatOf(kind) });
  expect(text).toMatch(/"a"|\ba\b/);
  expect(omissions.map(({ cause }) => cause)).toEqual(['exposition_error']);
});

it.each(KINDS)(
  'no more than 32 summaries are worked out between two pauses in %s, and each once',
  (kind) => {
    let reads = 0;
    const family = fakeFamily({ name: 's', kind: 'summary', series: MANY });
    for (const series of family.series()) {
      Object.defineProperty(series, 'summary', {
        get(): SummaryState {
          reads++;
          return STATE;
        },
      });
    }
    const write = createWriter(formatOf(kind), {
      config: {
        ...{ prefix: '', createdLines: true },
        translationStrategy: 'UnderscoreEscapingWithSuffixes',
      },
      constants: [],
      report: () => {},
    });
    let before = 0;
    for (const _ of write({ resource: {}, families: [family], timeMs: 0, errors: [] })) {
      expect(reads - before).toBeLessThanOrEqual(32);
      before = reads;
    }
    expect(reads).toBe(MANY.length);
  },
);

function formatOf(kind: Format['kind']): Format {
  return { kind, version: '1.0.0', escaping: 'underscores' };
}

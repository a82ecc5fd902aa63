import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Format } from '../../../src/exposition/format.ts';
import { StablePiece } from '../../../src/exposition/slice.ts';
import type { Exemplar, Family } from '../../../src/store/family.ts';
import { newProvider } from '../pipeline/readings.ts';
import { ChangingFamily, distribution, fakeFamily, seriesOf, summaryOf } from './fake-family.ts';
import { createRenderer, type RenderOptions, render } from './render.ts';

const OPENMETRICS: Format = { kind: 'openmetrics', version: '1.0.0', escaping: 'underscores' };
const RESOURCE = { 'service.name': 'shop' };

function page(families: readonly Family[], options: RenderOptions = {}): string {
  return render(families, { format: OPENMETRICS, ...options }).text;
}

describe('the end', () => {
  it('is all of a page without metrics', () => {
    expect(page([])).toBe('# EOF\n');
    expect(page([fakeFamily({ name: 'a', series: [] })])).toBe('# EOF\n');
    expect(page([fakeFamily({ name: 'a' })], { names: ['b'] })).toBe('# EOF\n');
  });

  it('comes after the last of many slices, once', () => {
    const { text } = render([fakeFamily({ name: 'a', series: seriesOf(20_000) })], {
      format: OPENMETRICS,
    });
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    expect(text.match(/# EOF/g)).toHaveLength(1);
  });
});

describe('a page of some names', () => {
  const families = [fakeFamily({ name: 'jobs', kind: 'counter' }), fakeFamily({ name: 'b' })];

  it.each([
    ['the sample', 'jobs_total'],
    ['the family', 'jobs'],
    ['the beginning', 'jobs_created'],
  ])('has a counter by the name of %s', (_, name) => {
    expect(page(families, { resource: RESOURCE, names: [name] })).toBe(
      '# TYPE jobs counter\njobs_total 1\njobs_created 0\n# EOF\n',
    );
  });

  it('has the resource where it is asked for', () => {
    expect(page(families, { resource: RESOURCE, names: ['target_info'] })).toBe(
      '# TYPE target info\n# HELP target Attributes of the process that these metrics come from.\n' +
        'target_info{service_name="shop"} 1\n# EOF\n',
    );
  });
});

describe('names that meet in OpenMetrics alone', () => {
  const jobs = fakeFamily({ name: 'jobs', kind: 'counter' });

  it.each([
    ['the family', fakeFamily({ name: 'jobs' })],
    ['the beginning', fakeFamily({ name: 'jobs.created' })],
  ])('make a counter unknown where %s is another', (_, other) => {
    const text = page([jobs, other]);
    expect(text).toMatch(
      /^# TYPE jobs_total unknown\njobs_total 1\n# TYPE jobs(_created)? gauge\n/,
    );
  });

  it('leave an instrument its name, and the resource that of the other formats', () => {
    const text = page([fakeFamily({ name: 'target' })], { resource: RESOURCE });
    expect(text).toMatch(
      /^# TYPE target_info gauge\n# HELP .*\ntarget_info\{.*\} 1\n# TYPE target gauge\n/,
    );
  });

  it('change what was written before when they come later', () => {
    const render = createRenderer({ format: OPENMETRICS });
    const many = fakeFamily({ name: 'jobs', kind: 'counter', series: seriesOf(100) });
    const [first] = render([many]).slices;
    const { slices, text } = render([many, fakeFamily({ name: 'jobs' })]);
    expect(first).toBeInstanceOf(StablePiece);
    expect(slices).not.toContain(first);
    expect(text).not.toContain('_created');
    expect(text).toMatch(/^# TYPE jobs_total unknown\njobs_total\{id="series-0"\} 0\n/);
  });
});

describe('series', () => {
  const exemplar: Exemplar = { bucket: 0, value: 0.5, timeMs: 1500, traceId: 'a1', spanId: 'b2' };

  it('say when they began, unless that is not wanted', () => {
    const one = { value: 1, startTimeMs: 1_520_430_000_123 };
    const counter = fakeFamily({ name: 'a', kind: 'counter', series: [one] });
    expect(page([counter])).toContain('a_created 1520430000.123\n');
    expect(page([counter], { createdLines: false })).toBe('# TYPE a counter\na_total 1\n# EOF\n');
  });

  it('are the same pieces while they stay as they are, exemplars and all', () => {
    const render = createRenderer({ format: OPENMETRICS });
    const series = seriesOf(200).map((one) => ({ ...one, exemplars: [exemplar] }));
    const family = new ChangingFamily({ name: 'a', kind: 'counter', series, blockSize: 100 });
    const [first, second] = render([family]).slices;
    const later = { ...exemplar, timeMs: 2500 };
    family.change(150, { value: 7, exemplars: [exemplar, later] });
    const { slices, text } = render([family]);
    expect([slices[0] === first, slices[1] === second]).toEqual([true, false]);
    expect(text).toContain('_total{id="series-150"} 7 # {trace_id="a1",span_id="b2"} 0.5 2.5\n');
  });

  it('leave out buckets below 0, beside which there may be no sum', () => {
    const series = [{ distribution: distribution([-2, -1], [0, 0, 3], 6) }];
    expect(page([fakeFamily({ name: 'h', kind: 'histogram', series })])).toBe(
      '# TYPE h histogram\nh_bucket{le="+Inf"} 3\nh_count 3\nh_sum 6\nh_created 0\n# EOF\n',
    );
  });

  it('leave out what OpenMetrics knows no summaries of, and keep the rest', () => {
    const values = { [-0.5]: 1, 0: -1, 0.5: Number.NaN, 0.9: 0, 1: 2, 1.5: 3 };
    const of = (sum: number) =>
      page([
        fakeFamily({
          ...{ name: 's', kind: 'summary' },
          series: [{ summary: summaryOf(values, { count: 3, sum }) }],
        }),
      ]);
    const rest = (sumLine: string) =>
      '# TYPE s summary\ns{quantile="0.5"} NaN\ns{quantile="0.9"} 0\ns{quantile="1.0"} 2\n' +
      `s_count 3\n${sumLine}s_created 0\n# EOF\n`;
    for (const sum of [-1, Number.NaN]) expect(of(sum)).toBe(rest(''));
    expect(of(0)).toBe(rest('s_sum 0\n'));
  });

  it('of summaries say when they began, unless that is not wanted', () => {
    const series = [{ summary: summaryOf({}, { count: 1, sum: 1 }), startTimeMs: 1500 }];
    const family = fakeFamily({ name: 's', kind: 'summary', series });
    expect(page([family])).toContain('s_created 1.5\n');
    expect(page([family], { createdLines: false })).not.toContain('_created');
  });

  it.each<[what: string, family: Family]>([
    ['a summary without a state', fakeFamily({ name: 'a', kind: 'summary' })],
    ['a counter below 0', fakeFamily({ name: 'a', kind: 'counter', series: [{ value: -1 }] })],
    [
      'a counter of NaN',
      fakeFamily({ name: 'a', kind: 'counter', series: [{ value: Number.NaN }] }),
    ],
    [
      'a histogram with a sum below 0',
      fakeFamily({
        name: 'a',
        kind: 'histogram',
        series: [{ distribution: distribution([1], [1, 0], -1) }],
      }),
    ],
  ])('that the format has no place for, %s, are reported', (_, family) => {
    const { text, omissions } = render([family, fakeFamily({ name: 'good' })], {
      format: OPENMETRICS,
    });
    expect(text).toBe('# TYPE good gauge\ngood 1\n# EOF\n');
    expect(omissions.map(({ cause }) => cause)).toEqual(['exposition_error']);
  });
});

it('an observed total that fell had begun when it was greater, by its page', async () => {
  const { store, observables, getMeter } = newProvider();
  const render = createRenderer({ format: OPENMETRICS });
  const totals = [10, 20, 2, 4];
  const counter = getMeter('shop').createObservableCounter('reads');
  counter.addCallback((result) => result.observe(totals.shift() ?? 0));
  const beginnings: unknown[] = [];
  for (const total of [...totals]) {
    await wait(2);
    await observables.observe();
    const { text } = render(store.families());
    expect(text).toMatch(new RegExp(`^reads_total\\{.*\\} ${total}$`, 'm'));
    beginnings.push(/^reads_created\{.*\} (.*)$/m.exec(text)?.[1]);
  }
  const [first, second, third, fourth] = beginnings.map(Number);
  expect(second).toBe(first);
  expect(third).toBeGreaterThan(first ?? Number.NaN);
  expect(fourth).toBe(third);
});

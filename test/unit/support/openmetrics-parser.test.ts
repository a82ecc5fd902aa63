import { describe, expect, it } from 'vitest';
import { BROKEN_OPENMETRICS } from '../../support/broken-openmetrics.ts';
import { parseOpenMetrics } from '../../support/openmetrics-parser.ts';

const GOOD = `# TYPE target info
# HELP target What \\"it\\" is.
target_info{a="b"} 1
# TYPE shop_seconds counter
# UNIT shop_seconds seconds
shop_seconds_total{x="1"} 1.5 # {trace_id="00f067aa",span_id="7f"} 0.25 1520879607.789
shop_seconds_created{x="1"} 1520430000.123
shop_seconds_total 1e+21
# TYPE plain_total unknown
plain_total NaN
# TYPE lat histogram
lat_bucket{le="0.0"} 0
lat_bucket{le="1e-05"} 1 # {} 1e-06
lat_bucket{le="100000.0"} 1
lat_bucket{le="1.5e+06"} 2
lat_bucket{le="+Inf"} 3 # {x="y # {"} 2000000 1
lat_count 3
lat_sum 2000001
lat_created 1
# TYPE lag summary
lag{quantile="0.5"} 0.25
lag{quantile="0.999"} NaN
lag{quantile="1.0"} 0
lag_count 3
lag_sum 1
lag_created 1
lag_count{x="y"} 0
# TYPE level gauge
level{route="a # {b\\n\\\\",z="}"} -Inf
# EOF
`;

describe('the strict reader of OpenMetrics', () => {
  it('takes a page that is right', () => {
    const families = parseOpenMetrics(GOOD);
    expect(families.map(({ name, type, unit }) => [name, type, unit])).toEqual([
      ['target', 'info', undefined],
      ['shop_seconds', 'counter', 'seconds'],
      ['plain_total', 'unknown', undefined],
      ['lat', 'histogram', undefined],
      ['lag', 'summary', undefined],
      ['level', 'gauge', undefined],
    ]);
    expect(families[0]?.help).toBe('What "it" is.');
    expect(families[1]?.samples[0]).toEqual({
      name: 'shop_seconds_total',
      labels: { x: '1' },
      value: 1.5,
      exemplar: {
        labels: { trace_id: '00f067aa', span_id: '7f' },
        value: 0.25,
        time: 1520879607.789,
      },
    });
    expect(families.at(-1)?.samples).toMatchObject([
      { labels: { route: 'a # {b\n\\', z: '}' }, value: Number.NEGATIVE_INFINITY },
    ]);
  });

  it('takes an empty page', () => {
    expect(parseOpenMetrics('# EOF\n')).toEqual([]);
  });

  it('takes names in quotes where they are asked for', () => {
    const page =
      '# TYPE "my.m" counter\n# HELP "my.m" x\n{"my.m_total","a.b"="1",c="2"} 1\n{"my.m_total"} 2\n# EOF\n';
    expect(parseOpenMetrics(page, 'utf-8')).toMatchObject([
      {
        name: 'my.m',
        samples: [
          { name: 'my.m_total', labels: { 'a.b': '1', c: '2' } },
          { name: 'my.m_total', labels: {} },
        ],
      },
    ]);
    expect(() => parseOpenMetrics(page)).toThrow('bad metric name');
  });

  it.each(BROKEN_OPENMETRICS)('refuses $what', ({ page }) => {
    expect(() => parseOpenMetrics(page)).toThrow();
  });
});

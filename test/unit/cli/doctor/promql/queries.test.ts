import { describe, expect, it } from 'vitest';
import { readGrafanaQuery } from '../../../../../src/cli/doctor/promql/grafana-query.ts';
import { readQuery } from '../../../../../src/cli/doctor/promql/query-metrics.ts';

describe('the metrics of an expression', () => {
  it.each([
    ['up', ['up']],
    ['sum by (le) (rate(a_bucket{b="c"}[5m])) / on(job) group_left d offset 5m', ['a_bucket', 'd']],
    ['rate(a_total[5m]) + rate(a_total[1h])', ['a_total']],
    ['{__name__="a", b="c"}', ['a']],
    ['{__name__=~"a|b:c"}', ['a', 'b:c']],
    ['{__name__=~"a.+"}', []],
    ['{"http.server.duration", b="c"}', ['http.server.duration']],
    ['count_values("version", build)', ['build']],
    ['vector(1)', []],
  ])('%s', (text, metrics) => {
    expect(readQuery(text)).toEqual({ metrics });
  });

  it.each([
    ['', 'it is empty'],
    ['sum(a', 'it ends too early: a bracket or a value is missing'],
    ['rate(a[5m]) +', 'it ends too early: a bracket or a value is missing'],
    ['a b', "it is not understood from 'b' on"],
  ])('are not read of %o', (text, problem) => {
    expect(readQuery(text)).toEqual({ problem });
  });
});

describe('the metrics of a panel', () => {
  it.each([
    ['sum by ($by) (rate(a_total{job=~"$job"}[$__rate_interval]))', ['a_total']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's variables
    ['a{b=~"${x:regex}"} offset $off', ['a']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's variables
    ['rate(${metric}_total[$__range]) + b', ['b']],
    ['topk($n, a)', ['a']],
    ['max_over_time(a[1h:$__interval])', ['a']],
    ['sum(rate(a[[[window]]]))', ['a']],
  ])('%s', (text, metrics) => {
    expect(readGrafanaQuery(text)).toEqual({ metrics });
  });

  it('are not read of what is no PromQL with any values', () => {
    expect(readGrafanaQuery('rate(a[$__interval]')).toHaveProperty('problem');
  });
});

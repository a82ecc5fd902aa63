import { describe, expect, it } from 'vitest';
import { renderDashboards } from '../../../../src/cli/dashboards/dashboards.ts';
import { GOLDEN_LIMITS, LIMITS } from '../../../../src/cli/dashboards/limits.ts';
import { DEFAULT_FIT, type Fit } from '../../../../src/cli/fit.ts';
import type { PageMetric } from '../../../../src/views/expression.ts';
import { GOLDEN_NUMBERS } from '../../../../src/views/golden-numbers.ts';
import { DEFAULT_NAMES } from '../../../../src/views/names.ts';
import { SECTIONS } from '../../../../src/views/sections.ts';
import { syntaxErrors } from '../../views/promql-parser.ts';

interface Grid {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Target {
  readonly expr: string;
  readonly refId: string;
  readonly legendFormat: string;
  readonly exemplar: boolean;
  readonly datasource: { readonly uid: string };
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly gridPos: Grid;
  readonly datasource: { readonly uid: string };
  readonly type: string;
  readonly fieldConfig: {
    readonly defaults: {
      readonly unit: string;
      readonly min?: number;
      readonly thresholds?: { readonly steps: readonly { readonly value: number | null }[] };
    };
  };
  readonly targets: readonly Target[];
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly schemaVersion: number;
  readonly graphTooltip: number;
  readonly links: readonly Readonly<Record<string, unknown>>[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: unknown }[];
  };
  readonly panels: readonly Panel[];
}

const CLASSIC: Fit = { ...DEFAULT_FIT, names: { ...DEFAULT_NAMES, naming: 'classic' } };
const UTF8: Fit = { ...DEFAULT_FIT, names: { ...DEFAULT_NAMES, translation: 'NoTranslation' } };

function metric(name: string, given: Partial<PageMetric> = {}): [string, PageMetric] {
  return [name, { name, type: 'gauge', unit: '', help: '', labels: [], ...given }];
}

const PRESENT: Fit = {
  ...DEFAULT_FIT,
  present: new Map([
    metric('http_server_request_duration_seconds', { type: 'histogram' }),
    metric('process_uptime_seconds'),
    metric('nodejs_eventloop_delay_max_seconds'),
    metric('target_info'),
    metric('zoo_open'),
    metric('orders_total', { type: 'counter', labels: ['channel'] }),
  ]),
};

function built(fit: Fit): Dashboard[] {
  return renderDashboards(fit).map(({ json }) => JSON.parse(json));
}

describe.each([
  ['standard names', DEFAULT_FIT],
  ['classic names', CLASSIC],
  ['names with dots', UTF8],
  ['what a page has', PRESENT],
])('dashboards for %s', (_what, fit) => {
  describe.each(built(fit))('$title', (dashboard) => {
    const { panels, templating } = dashboard;

    it('has panels with ids of their own that do not lie on each other', () => {
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      for (const [at, { gridPos }] of panels.entries()) {
        expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
        const others = panels.slice(at + 1).filter((other) => overlap(gridPos, other.gridPos));
        expect(others.map(({ title }) => title)).toEqual([]);
      }
    });

    it('asks the data source chosen, for the job and the instances chosen', () => {
      for (const { datasource, targets } of panels) {
        for (const target of targets) {
          expect([datasource.uid, target.datasource.uid]).toEqual([SOURCE, SOURCE]);
          const selectors = target.expr.match(/job="\$job",instance=~"\$instance"/g) ?? [];
          expect(selectors.length).toBe(target.expr.match(/\{/g)?.length);
        }
      }
    });

    it('asks in PromQL, once what is set by Grafana is', () => {
      for (const { expr } of panels.flatMap(({ targets }) => targets)) {
        expect(syntaxErrors(expr.replaceAll('$__rate_interval', '1m'))).toEqual([]);
      }
    });

    it('has a unit, a description, and a query for each letter', () => {
      for (const { description, fieldConfig, targets } of panels) {
        expect(fieldConfig.defaults.unit).not.toBe('');
        if (fit.present === undefined) expect(description).not.toBe('');
        expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
        expect(targets.every(({ legendFormat }) => legendFormat !== '')).toBe(true);
      }
    });

    it('has the variables of its kind, a shared cross hair, and links to the others', () => {
      const route = dashboard.uid.endsWith('-service') ? ['route'] : [];
      expect(templating.list.map(({ name }) => name)).toEqual([
        ...['datasource', 'job', 'instance', ...route],
      ]);
      expect(dashboard).toMatchObject({ graphTooltip: 1, schemaVersion: 42 });
      expect(dashboard.tags).toContain('otel-metrics');
      const [link] = dashboard.links;
      expect(link).toMatchObject({ type: 'dashboards', tags: ['otel-metrics'], includeVars: true });
      expect(link).not.toHaveProperty('placement');
    });
  });
});

describe('the dashboards', () => {
  it('are one for each section, whose uid stays and is another one for classic names', () => {
    const uids = (fit: Fit) => built(fit).map(({ uid }) => uid);
    expect(uids(DEFAULT_FIT)).toEqual(SECTIONS.map(({ id }) => `otel-metrics-${id}`));
    expect(uids(CLASSIC)).toEqual(SECTIONS.map(({ id }) => `otel-metrics-classic-${id}`));
    for (const uid of uids(CLASSIC)) expect(uid.length).toBeLessThanOrEqual(40);
  });

  it('are files of those names', () => {
    expect(renderDashboards(DEFAULT_FIT).map(({ file }) => file)).toEqual(
      SECTIONS.map(({ id }) => `${id}.json`),
    );
  });

  it('leave out what a page has no metric for, and have what the app measures itself', () => {
    const panels = built(PRESENT).map(({ uid, panels: all }) => [
      uid,
      all.map(({ title }) => title),
    ]);
    expect(Object.fromEntries(panels)).toEqual({
      'otel-metrics-service': [
        ...['Requests', 'Errors', 'Latency p95'],
        ...['Requests', 'Failing requests', 'Latency', 'Latency p50 by route'],
        ...['Latency p95 by route', 'Latency p99 by route', 'Answers by status'],
      ],
      'otel-metrics-runtime': ['Uptime'],
      'otel-metrics-business': ['orders_total, per second', 'zoo_open'],
    });
  });

  it('are none for a page without metrics', () => {
    expect(renderDashboards({ ...DEFAULT_FIT, present: new Map() })).toEqual([]);
  });

  it('show a hundred of the app’s own metrics, and say how many more there are', () => {
    const present = new Map(Array.from({ length: 120 }, (_, at) => metric(`own_${at}`)));
    const [business] = renderDashboards({ ...DEFAULT_FIT, present });
    expect(business?.help).toContain('20 further metrics are left out');
    expect(JSON.parse(business?.json ?? '').panels).toHaveLength(100);
  });

  it('ask native buckets first, of the histograms that have them', () => {
    const native = new Set(['http_server_request_duration_seconds']);
    const [first] =
      (built({ ...DEFAULT_FIT, native })[0]?.panels ?? []).find(({ title }) => title === 'Latency')
        ?.targets ?? [];
    expect(first?.expr).toMatch(/^histogram_quantile\(0\.5, sum\(rate\(\S+seconds\{.*\) or hist/);
    const [of] = built({ ...DEFAULT_FIT, native })[1]?.panels[2]?.targets ?? [];
    expect(of?.expr).not.toContain(' or ');
  });

  it('begin with the numbers of the service', () => {
    const [service, ...others] = built(DEFAULT_FIT);
    const stats = service?.panels.filter(({ type }) => type === 'stat');
    expect(stats?.map(({ title }) => title)).toEqual([
      ...['Requests', 'Errors', 'Latency p95', 'In flight'],
    ]);
    expect(stats?.map(({ gridPos }) => gridPos.y)).toEqual([0, 0, 0, 0]);
    expect(others.flatMap(({ panels }) => panels).filter(({ type }) => type === 'stat')).toEqual(
      [],
    );
  });

  it('show from where on a number is bad, as the alerts have it', () => {
    const panels = SECTIONS.flatMap((section) => section.panels.map(({ id }) => id));
    const numbers = GOLDEN_NUMBERS.map(({ id }) => id);
    expect(panels).toEqual(expect.arrayContaining(Object.keys(LIMITS)));
    expect(numbers).toEqual(expect.arrayContaining(Object.keys(GOLDEN_LIMITS)));
    const limits = built(DEFAULT_FIT)
      .flatMap((one) => one.panels)
      .flatMap(({ fieldConfig }) => fieldConfig.defaults.thresholds?.steps[1]?.value ?? []);
    const expected = [...Object.values(LIMITS), ...Object.values(GOLDEN_LIMITS)];
    expect(limits.toSorted()).toEqual(expected.toSorted());
  });

  it('have shares and rates begin at 0, and not what may be negative', () => {
    const axes = built(PRESENT).flatMap(({ panels }) => panels);
    const minOf = (title: string) =>
      axes.findLast((one) => one.title === title)?.fieldConfig.defaults.min;
    expect([minOf('Failing requests'), minOf('zoo_open')]).toEqual([0, undefined]);
  });

  it('have exemplars on one query of each panel that asks buckets', () => {
    for (const { targets } of built(DEFAULT_FIT).flatMap(({ panels }) => panels)) {
      const buckets = targets.filter(({ expr }) => expr.includes('histogram_quantile('));
      const traced = targets.filter(({ exemplar }) => exemplar);
      expect(traced.length).toBe(buckets.length > 0 ? 1 : 0);
    }
  });

  it('choose a route by its label on the page, also one in quotes', () => {
    const [{ targets } = { targets: [] }] = built(UTF8)[0]?.panels ?? [];
    expect(targets[0]?.expr).toContain('"http.route"=~"$route"');
    expect(built(UTF8)[0]?.templating.list.at(-1)?.query).toMatchObject({
      query:
        'label_values({"http.server.request.duration_count",job="$job",instance=~"$instance"}, http.route)',
    });
  });
});

// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana
const SOURCE = '${datasource}';

function overlap(one: Grid, other: Grid): boolean {
  const across = one.x < other.x + other.w && other.x < one.x + one.w;
  return across && one.y < other.y + other.h && other.y < one.y + one.h;
}

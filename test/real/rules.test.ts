import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { allHistograms, type Fit } from '../../src/cli/fit.ts';
import { ALERT_GROUPS } from '../../src/cli/rules/alerts.ts';
import { createAsk } from '../../src/cli/rules/ask.ts';
import { buildAlerts, buildRecordings } from '../../src/cli/rules/build-rules.ts';
import { renderRules } from '../../src/cli/rules/render-rules.ts';
import type { RuleFile } from '../../src/cli/rules/rule-file.ts';
import { DEFAULT_NAMES } from '../../src/views/names.ts';

import { hurried } from '../support/hurried-rules.ts';
import { type ObservedApps, observeApps } from '../support/observed-apps.ts';
import { canRun } from '../support/prometheus.ts';

const project = inject('packedProject');
const MODES = [
  { naming: 'standard', histograms: 'classic' },
  { naming: 'classic', histograms: 'classic' },
  { naming: 'standard', histograms: 'native' },
] as const;

/** What `--from` would lead to, but that nothing is left out. */
function fitOf({ naming, histograms }: (typeof MODES)[number]): Fit {
  const names = { ...DEFAULT_NAMES, naming };
  const fit: Fit = { names, job: 'app', target: 'localhost:9464' };
  return histograms === 'native' ? { ...fit, native: allHistograms(names) } : fit;
}

function rulesOf(file: RuleFile) {
  return file.groups.flatMap(({ rules }) => rules.map(({ rule }) => rule));
}

/** What is compared, on both sides of each comparison. */
function sidesOf(fit: Fit): (readonly [alert: string, promql: string])[] {
  const ask = createAsk(fit);
  const written = rulesOf(buildAlerts(fit)).map((rule) => ('alert' in rule ? rule.alert : ''));
  return ALERT_GROUPS.flatMap(({ alerts }) => alerts)
    .filter(({ name }) => written.includes(name))
    .flatMap(({ name, clauses }) =>
      clauses(ask)
        .flatMap(({ value, than }) => [value, than ?? 0])
        .filter((side) => typeof side === 'string' && side.includes(fit.job))
        .map((side) => [name, hurried(String(side))] as const),
    );
}

describe.skipIf(!canRun('prometheus')).each(MODES)(
  'rules for real apps, $naming names, $histograms histograms',
  (mode) => {
    const fit = fitOf(mode);
    const { alerts, recordings } = renderRules(fit);
    let apps: ObservedApps;

    beforeAll(async () => {
      apps = await observeApps(project, {
        naming: mode.naming,
        rules: [hurried(recordings), hurried(alerts)],
        env: { ACME_METRICS_HISTOGRAMS: mode.histograms },
        features: ['native-histograms'],
      });
    });
    afterAll(async () => {
      await apps?.stop();
    });

    it.each(rulesOf(buildRecordings(fit)).map((rule) => ('record' in rule ? rule.record : '')))(
      'record %s',
      async (record) => {
        expect((await apps.prometheus.query(`${record} >= 0`)).length).toBeGreaterThan(0);
      },
    );

    it.each(sidesOf(fit))('compare what is there: %s, %s', async (_alert, promql) => {
      // What is absent is there once something else is asked for.
      const query = promql.startsWith('absent') ? promql.replace('app', 'another') : promql;
      expect((await apps.prometheus.query(query)).length).toBeGreaterThan(0);
    });

    it('see a metric with too many series', async () => {
      const firing = 'ALERTS{alertname="SeriesOverflow",alertstate="firing"}';
      const [alert] = await apps.prometheus.query(firing);
      expect(alert?.metric).toMatchObject({ job: 'app', metric: 'user_action' });
    });
  },
);

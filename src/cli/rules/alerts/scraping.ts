// table: alerts on the scrape itself: without it no other alert can fire.
import type { Expression } from '../../../views/expression.ts';
import type { Alert, AlertGroup } from '../alert.ts';
import { earlier } from '../ask.ts';
import { THRESHOLDS as T } from '../thresholds.ts';

const DOWN: Alert = {
  name: 'TargetDown',
  severity: 'critical',
  needs: [],
  ofScrapes: true,
  when: 'Prometheus cannot scrape an instance.',
  summary: 'An instance is down',
  describe: () => 'Prometheus cannot scrape {{ $labels.instance }} of {{ $labels.job }}.',
  clauses: (ask) => [{ value: `up${ask.selector}`, is: '==', than: 0 }],
  runbook: {
    means: 'The app has ended, does not answer, or cannot be reached from Prometheus.',
    look: [
      'Status → Targets in Prometheus: the error of the last scrape.',
      '`npx otel-metrics doctor --url http://<instance>/metrics` from where Prometheus runs.',
      'Whether the endpoint listens on localhost only, which a Prometheus in a container cannot reach.',
    ],
    fix: [
      'Start the app; mend address, port or token.',
      'Set `OTEL_EXPORTER_PROMETHEUS_HOST` where it has to be reached from elsewhere.',
    ],
    tune: 'Longer `for` where a restart takes longer. Instances that are gone for good leave the target list.',
  },
};

const MISSING: Alert = {
  name: 'TargetMissing',
  severity: 'critical',
  needs: [],
  ofScrapes: true,
  when: "Prometheus has no target of the app's job.",
  summary: 'The app is not scraped at all',
  describe: () => 'Prometheus has no target with the job {{ $labels.job }}.',
  clauses: (ask) => [{ value: `absent(up${ask.selector})` }],
  runbook: {
    means:
      "There is nothing of which it could be said that it is down: the job is missing in Prometheus's configuration, or service discovery finds nothing.",
    look: [
      'Whether `scrape_configs` has a job of this name: `npx otel-metrics scrape-config` writes one.',
      'Status → Service Discovery in Prometheus.',
    ],
    fix: ['Add the job, or write the rules for its real name: `rules --job <name>`.'],
    tune: 'Delete it where the app may be gone for long.',
  },
};

const SLOW: Alert = {
  name: 'ScrapeSlow',
  severity: 'warning',
  needs: [],
  ofScrapes: true,
  when: `A scrape takes longer than ${T.ScrapeSlow.seconds} s.`,
  summary: 'Scrapes are slow',
  describe: () =>
    'A scrape of {{ $labels.instance }} takes {{ $value | humanizeDuration }}; after `scrape_timeout` it is lost.',
  clauses: (ask) => [
    {
      value: `scrape_duration_seconds${ask.selector}`,
      is: '>',
      than: T.ScrapeSlow.seconds,
    },
  ],
  runbook: {
    means: 'The page is very large, the event loop is held up, or the network is slow.',
    look: [
      '`/metrics/stats` of the app: which metrics have most series.',
      "The event loop's delay: the page is made on the same thread as everything else.",
      '`acme_metrics_agent_scrape_duration_seconds`: where it is short, the network is slow.',
    ],
    fix: [
      'Fewer series: drop labels or metrics, see `npx otel-metrics doctor`.',
      'A longer `scrape_interval` and `scrape_timeout`.',
    ],
    tune: 'Keep it at half of `scrape_timeout`, which is 10 s unless you set it.',
  },
};

const OVERFLOWED: Expression = {
  ask: 'value',
  aggregate: 'sum',
  of: 'agentOverflow',
  by: ['metric'],
};

const OVERFLOW: Alert = {
  name: 'SeriesOverflow',
  severity: 'warning',
  needs: [],
  when: 'A metric reached its limit of series in the last 15 minutes: what is new goes to one series for all the rest.',
  summary: 'A metric has too many series',
  describe: (ask) =>
    `${ask.label('agentOverflow', 'metric')} of {{ $labels.job }} has reached its limit of series: new ones are not told apart any more.`,
  clauses: (ask) => {
    const now = ask.of(OVERFLOWED, { window: '15m' });
    return [
      {
        value: ask.of({ ask: 'rate', of: 'agentOverflow', by: ['metric'] }, { window: '15m' }),
        is: '>',
        than: 0,
      },
      // A counter that was not there before has no rate yet.
      { join: 'or', value: now },
      { join: 'unless', value: earlier(now) },
    ];
  },
  runbook: {
    means:
      'A label has too many values: an identifier, a raw path, a text of a user. Totals are still right, the parts are not.',
    look: [
      '`npx otel-metrics doctor`, or `/metrics/stats`: the label with most values.',
      'Where the app sets it.',
    ],
    fix: [
      'Give the label few values, or leave it out: `ACME_METRICS_RULES` with `attributes.deny`.',
      'Where so many are meant: `limit` for that metric, or `ACME_METRICS_CARDINALITY_LIMIT`.',
    ],
    tune: "Nothing to tune: each metric has its limit in the app's options.",
  },
};

export const SCRAPING_ALERTS: AlertGroup = {
  name: 'scraping',
  title: 'Scraping',
  alerts: [DOWN, MISSING, SLOW, OVERFLOW],
};

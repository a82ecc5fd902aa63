import type { Context } from '../doctor/context.ts';
import { type Check, fail, ok, skip, type Verdict, warn } from '../doctor/finding.ts';
import { bestMatch, isSameHost } from '../doctor/prometheus/addresses.ts';
import type { PrometheusTarget } from '../doctor/prometheus/target.ts';
import type { PrometheusView } from '../doctor/prometheus/view.ts';

/** Whether Prometheus scrapes the app and gets what it asks for. */
export const prometheusCheck: Check = {
  id: 'prometheus',
  title: 'Prometheus sees it up',
  group: 'Prometheus',
  async run(context): Promise<readonly Verdict[]> {
    const { prometheus, prometheusProblem } = context;
    if (prometheusProblem !== undefined) {
      return [
        fail(
          `no answer of Prometheus: ${prometheusProblem}`,
          'give its address as a browser has it: --prometheus http://localhost:9090',
        ),
      ];
    }
    if (prometheus === undefined)
      return [skip('none was given: --prometheus http://localhost:9090')];
    const target = await targetOf(context, prometheus);
    return target === undefined ? [noTarget(context, prometheus)] : verdictsOf(target);
  },
};

/** By what the app says of itself on its page, which Prometheus has stored; else by the address. */
async function targetOf(
  { page, endpoint, agent }: Context,
  prometheus: PrometheusView,
): Promise<PrometheusTarget | undefined> {
  const [info] = page?.page.metrics.get('target_info')?.series ?? [];
  const id = info?.labels['service_instance_id'];
  const stored =
    id === undefined
      ? []
      : await prometheus.query(`target_info{service_instance_id=${JSON.stringify(id)}}`);
  const byId = prometheus.targets.find(({ job, instance }) =>
    stored.some(({ labels }) => labels['job'] === job && labels['instance'] === instance),
  );
  const place = { host: endpoint.host, port: agent?.address?.port ?? endpoint.port };
  return byId ?? bestMatch(prometheus.targets, place);
}

function noTarget({ endpoint }: Context, { targets, dropped, url }: PrometheusView): Verdict {
  const { port, host } = endpoint;
  const address = `${host}:${port}`;
  const isDropped = dropped.some((one) => one.endsWith(`:${port}`));
  if (isDropped) {
    return fail(
      `Prometheus at ${url} finds a target with port ${port} and drops it`,
      'look at the relabel_configs of its job: a rule with action keep or drop leaves it out',
    );
  }
  const near = targets.find((target) => isSameHost(target.host, host) && target.health === 'down');
  const what =
    near === undefined
      ? `Prometheus at ${url} does not scrape ${address}`
      : `Prometheus at ${url} does not scrape ${address}; its job '${near.job}' asks ${near.scrapeUrl} in vain`;
  return fail(
    what,
    near === undefined
      ? `npx otel-metrics scrape-config --target ${address} has the lines for prometheus.yml`
      : `in the job '${near.job}': targets: ['${near.host}:${port}']`,
  );
}

function verdictsOf(target: PrometheusTarget): readonly Verdict[] {
  const { job, scrapeUrl, health, lastSeconds, timeoutSeconds } = target;
  if (health === 'unknown') return [skip(`the job '${job}' has not scraped ${scrapeUrl} yet`)];
  if (health !== 'up') return [down(target)];
  if (timeoutSeconds !== undefined && lastSeconds > timeoutSeconds * 0.8) {
    return [
      warn(
        `the job '${job}' took ${lastSeconds.toFixed(1)} s for the last scrape, of ${timeoutSeconds} s that it may`,
        'make the page smaller, or scrape_timeout longer',
      ),
    ];
  }
  return [ok(`the job '${job}' scrapes ${scrapeUrl}: up, ${lastSeconds.toFixed(2)} s`)];
}

/** By what Prometheus says of its last try. */
const REASONS: readonly (readonly [pattern: RegExp, fix: string])[] = [
  [
    /connection refused/,
    'the app does not listen there: start it, or correct the port of the target; in a container it needs OTEL_EXPORTER_PROMETHEUS_HOST=0.0.0.0',
  ],
  [
    /\b401\b|unauthorized/i,
    "authorization:\n  credentials_file: <the token's file, where Prometheus has it>",
  ],
  [/\b421\b/, 'ACME_METRICS_ALLOWED_HOSTS=<the host name of the target>'],
  [/\b404\b/, 'metrics_path: /metrics'],
  [
    /no such host|server misbehaving/,
    'correct the host name of the target: Prometheus does not know it',
  ],
  [
    /deadline exceeded|timeout/i,
    'scrape_timeout: 30s, or a smaller page; look whether a firewall is between',
  ],
  [/HTTP response to HTTPS|tls:|x509/, 'scheme: http, or tls_config as the endpoint needs it'],
  [/sample limit/, 'sample_limit: a higher one, or fewer series: see /metrics/stats'],
  [
    /expected|invalid|parse|unsupported/i,
    'what is scraped is no page of metrics: correct the path or the port of the target',
  ],
];

function down({ job, scrapeUrl, lastError, health }: PrometheusTarget): Verdict {
  const fix = REASONS.find(([pattern]) => pattern.test(lastError))?.[1];
  return fail(
    `the job '${job}' gets nothing from ${scrapeUrl} (${health}): ${lastError}`,
    fix ?? 'look at the target in the pages of Prometheus: Status, Targets',
  );
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, runApp, startApp } from '../support/app-process.ts';
import { type LocalServer, serveLocally } from '../support/local-server.ts';
import { nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const node = nodeBinary(cwd, '24') ?? process.execPath;
const CLI = join(cwd, 'node_modules/@acme/otel-metrics/dist/cli.cjs');
const PRELOAD = ['--import', '@acme/otel-metrics/register'];
const APP = 'doctor-app.cjs';

type Env = Readonly<Record<string, string>>;

interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail' | 'skip';
  readonly what: string;
  readonly fix?: string;
}

interface Report {
  readonly code: number | null;
  readonly findings: readonly Finding[];
}

const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What ends with its test. */
class Case {
  readonly #ends: (() => Promise<unknown>)[] = [];

  async app(env: Env = {}, args: readonly string[] = [...PRELOAD, APP]): Promise<number> {
    const port = await freePort();
    const app: App = startApp({
      ...{ cwd, command: node, args },
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), PORT_FOR_METRICS: String(port), ...env },
    });
    this.#ends.push(() => app.stop());
    await app.printed(/listening/);
    return port;
  }

  async server(listener: Parameters<typeof serveLocally>[0]): Promise<LocalServer> {
    const server = await serveLocally(listener);
    this.#ends.push(() => server.close());
    return server;
  }

  /** In front of an app; `change` makes of what its agent says of itself something else. */
  async relay(port: number, change: (report: Record<string, unknown>) => object): Promise<string> {
    const { url } = await this.server(async (request, response) => {
      const answer = await fetch(`http://127.0.0.1:${port}${request.url}`);
      const text = await answer.text();
      const body = request.url === '/agent' ? JSON.stringify(change(JSON.parse(text))) : text;
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? '',
      });
      response.end(body);
    });
    return url;
  }

  file(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  async end(): Promise<void> {
    for (const end of this.#ends) await end();
  }
}

async function doctor(args: readonly string[], env: Env = {}): Promise<Report> {
  const { code, stdout, stderr } = await runApp({
    ...{ cwd, command: node, args: [CLI, 'doctor', '--json', ...args], env },
  });
  if (stdout === '') throw new Error(`the doctor said nothing: ${stderr}`);
  return { code, findings: JSON.parse(stdout).findings };
}

const at = (port: number | string) => ['--url', `http://127.0.0.1:${port}`];

const SCRAPE = (target: string, more = '') => `
global: { scrape_interval: 15s, scrape_timeout: 10s }
scrape_configs:
  - job_name: prometheus
    static_configs: [{ targets: ['localhost:9090'] }]
  - job_name: shop
    static_configs: [{ targets: ['${target}'] }]
${more}`;

const RULE = (expr: string) => `
groups:
  - name: shop
    rules:
      - alert: HighErrorRatio
        expr: ${JSON.stringify(expr)}
`;

const DASHBOARD = (expr: string) =>
  JSON.stringify({
    title: 'Shop',
    templating: { list: [{ name: 'job', type: 'query', query: 'label_values(up, job)' }] },
    panels: [{ type: 'row', panels: [{ title: 'Requests', targets: [{ expr, refId: 'A' }] }] }],
  });

interface Fault {
  /** What somebody has done. */
  readonly fault: string;
  readonly check: string;
  readonly status: 'warn' | 'fail';
  readonly what: RegExp;
  readonly fix: RegExp;
  /** Plants it, and asks the doctor. */
  plant(one: Case): Promise<Report>;
}

const recorded =
  (faults: string, env: Env = {}) =>
  async (one: Case) =>
    doctor(at(await one.app({ FAULTS: faults, ...env })));
const withFiles = (args: (port: number, one: Case) => readonly string[], env: Env = {}) => {
  return async (one: Case) => {
    const port = await one.app(env);
    return doctor([...at(port), ...args(port, one)], env);
  };
};

/** Each is planted for real, with processes, ports and files; the relays change a word of one. */
const FAULTS: readonly Fault[] = [
  {
    fault: 'the app was started without the flag',
    ...{ check: 'endpoint', status: 'fail', what: /nothing listens there/ },
    fix: /node --import @acme\/otel-metrics\/register app\.js/,
    async plant(one) {
      return doctor(at(await one.app({}, [APP])));
    },
  },
  {
    fault: 'another server has the port',
    ...{ check: 'port', status: 'fail', what: /port \d+ is taken by 'node.*\(pid \d+\)/ },
    fix: /OTEL_EXPORTER_PROMETHEUS_PORT=\d+/,
    async plant(one) {
      const { url } = await one.server((_request, response) => response.end('<h1>shop</h1>'));
      const port = new URL(url).port;
      return doctor(['--', node, APP], { OTEL_EXPORTER_PROMETHEUS_PORT: port });
    },
  },
  {
    fault: 'the address is that of another server',
    ...{
      check: 'endpoint',
      status: 'fail',
      what: /is no page of metrics: there is no metric in it/,
    },
    fix: /another program has the port/,
    async plant(one) {
      const { url } = await one.server((_request, response) => response.end('<h1>shop</h1>'));
      return doctor(['--url', url]);
    },
  },
  {
    fault: 'the token is another one',
    ...{ check: 'endpoint', status: 'fail', what: /refuses the token .* \(HTTP 401\)/ },
    fix: /ACME_METRICS_BEARER_TOKEN_FILE/,
    async plant(one) {
      const port = await one.app({ ACME_METRICS_BEARER_TOKEN_FILE: one.file('token', 'right') });
      return doctor([...at(port), '--token-file', one.file('wrong-token', 'wrong')]);
    },
  },
  {
    fault: 'the program ends with an error',
    ...{ check: 'program', status: 'fail', what: /ended \(exit code 1\)/ },
    fix: /the database is away/,
    plant: () => doctor(['--', node, '-e', 'throw new Error("the database is away")']),
  },
  {
    fault: 'the app runs on an old Node',
    ...{ check: 'node', status: 'fail', what: /Node 20\.\d+\.\d+/ },
    fix: /Node 22\.15 or later/,
    plant: () => doctor(['--', nodeBinary(cwd, '20') ?? 'node20', APP]),
  },
  {
    fault: 'the app is a bundle',
    ...{ check: 'bundle', status: 'warn', what: /bundled\.cjs is a bundle/ },
    fix: /external: \["express", "fastify", "pg"\]/,
    async plant(one) {
      const bundle = await rolldown({
        ...{ input: join(cwd, APP), platform: 'node', logLevel: 'silent' },
        external: [/^@acme\//, /^@opentelemetry\//, 'prom-client'],
      });
      await bundle.write({ file: join(cwd, 'bundled.cjs'), format: 'cjs' });
      await bundle.close();
      return doctor(at(await one.app({}, [...PRELOAD, 'bundled.cjs'])));
    },
  },
  {
    fault: 'the app has a metrics SDK of its own',
    ...{ check: 'others', status: 'warn', what: /a MeterProvider of its own/ },
    fix: /OTEL_METRICS_EXPORTER=none, with ACME_METRICS_EXPORTER=prometheus/,
    async plant(one) {
      return doctor(at(await one.app({}, [...PRELOAD, 'own-provider.cjs'])));
    },
  },
  {
    fault: "prom-client's default metrics are on",
    ...{ check: 'others', status: 'warn', what: /prom-client's default metrics are on/ },
    fix: /collectDefaultMetrics\(\)/,
    plant: recorded('prom-client-defaults', { ACME_METRICS_BRIDGE_PROM_CLIENT: 'true' }),
  },
  {
    fault: 'startMetrics comes after Express',
    ...{ check: 'start', status: 'fail', what: /startMetrics was called after .*express/ },
    fix: /first import of the entry file/,
    async plant(one) {
      return doctor(at(await one.app({}, ['late-start.cjs'])));
    },
  },
  {
    fault: 'prom-client is used and not bridged',
    ...{ check: 'libraries', status: 'warn', what: /prom-client .*not on the page/ },
    fix: /ACME_METRICS_BRIDGE_PROM_CLIENT=true/,
    plant: recorded('prom-client'),
  },
  {
    fault: 'a variable has a value that is none',
    ...{ check: 'configuration', status: 'fail', what: /ACME_METRICS_CARDINALITY_LIMIT is not/ },
    fix: /set ACME_METRICS_CARDINALITY_LIMIT to a whole number/,
    plant: recorded('none', { ACME_METRICS_CARDINALITY_LIMIT: 'many' }),
  },
  {
    fault: 'a variable is misspelt',
    ...{ check: 'configuration', status: 'fail', what: /ACME_METRICS_PREFX/ },
    fix: /^set ACME_METRICS_PREFIX in its place$/,
    plant: recorded('none', { ACME_METRICS_PREFX: 'shop_' }),
  },
  {
    fault: 'user ids are in a label',
    ...{ check: 'labels', status: 'warn', what: /logins_total: label 'person' has 150 values/ },
    fix: /ACME_METRICS_RULES='\{"logins":\{"attributes":\{"deny":\["person"\]\}\}\}'/,
    plant: recorded('user-ids'),
  },
  {
    fault: 'a metric is at its limit',
    ...{ check: 'labels', status: 'fail', what: /views_total has reached its limit of 100 series/ },
    fix: /views: \{ attributes: \{ deny: \[page\] \} \}[\s\S]*ACME_METRICS_RULES='\{"views"/,
    plant: recorded('overflow', { ACME_METRICS_CARDINALITY_LIMIT: '100' }),
  },
  {
    fault: 'an e-mail address is in a label of the API',
    ...{
      check: 'personal-data',
      status: 'fail',
      what: /mails_total: a value of label 'recipient' looks like an e-mail address/,
    },
    fix: /mails: \{ attributes: \{ deny: \[recipient\] \} \}/,
    plant: recorded('email'),
  },
  {
    fault: "an e-mail address is in a label of prom-client's",
    ...{
      check: 'personal-data',
      status: 'fail',
      what: /mails_total: a value of label 'recipient' looks like an e-mail address/,
    },
    fix: /leave recipient out where it is recorded$/,
    plant: recorded('bridged-email', { ACME_METRICS_BRIDGE_PROM_CLIENT: 'true' }),
  },
  {
    fault: 'an e-mail address is given to a declared counter',
    ...{
      check: 'personal-data',
      status: 'warn',
      what: /mails_total: label 'recipient' is given personal data or secrets/,
    },
    fix: /ACME_METRICS_ALLOWED_LABEL_VALUES='recipient=/,
    plant: recorded('redacted'),
  },
  {
    fault: 'a histogram is in milliseconds',
    ...{ check: 'names', status: 'warn', what: /checkout_ms is in ms/ },
    fix: /record seconds \(divide by 1000\) and call it checkout_seconds/,
    plant: recorded('milliseconds'),
  },
  {
    fault: 'two metrics of two types have one name',
    ...{ check: 'scrape-health', status: 'warn', what: /(name|instrument)_conflict/ },
    fix: /names of their own/,
    plant: recorded('two-types'),
  },
  {
    fault: 'the clock of the app is wrong',
    ...{ check: 'clock', status: 'fail', what: /the clock of the app is 10 min ahead/ },
    fix: /timedatectl set-ntp true/,
    async plant(one) {
      const ahead = (report: Record<string, unknown>) => {
        return { ...report, timeMs: Number(report['timeMs']) + 600_000 };
      };
      return doctor(['--url', await one.relay(await one.app(), ahead)]);
    },
  },
  {
    fault: 'the app is in a container and bound to loopback',
    ...{ check: 'reach', status: 'warn', what: /in a container and bound to localhost/ },
    fix: /OTEL_EXPORTER_PROMETHEUS_HOST=0\.0\.0\.0/,
    async plant(one) {
      const contained = (report: Record<string, unknown>) => {
        const options = report['configuration'] as { name: string }[];
        const configuration = options.map((option) =>
          option.name === 'host' ? { ...option, source: 'default' } : option,
        );
        return { ...report, isInContainer: true, configuration };
      };
      return doctor(['--url', await one.relay(await one.app(), contained)]);
    },
  },
  {
    fault: 'the collector is not there',
    ...{
      check: 'otlp',
      status: 'fail',
      what: /the collector at 127\.0\.0\.1:\d+ cannot be reached/,
    },
    fix: /OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=/,
    async plant(one) {
      const away = `http://127.0.0.1:${await freePort()}/v1/metrics`;
      const env = { OTEL_METRICS_EXPORTER: 'prometheus,otlp' };
      return recorded('none', { ...env, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: away })(one);
    },
  },
  {
    fault: "the collector's address lacks its path",
    ...{ check: 'otlp', status: 'fail', what: /answers HTTP 404 to an empty push/ },
    fix: /\/v1\/metrics/,
    async plant(one) {
      const { url } = await one.server((_request, response) => response.writeHead(404).end());
      const env = { OTEL_METRICS_EXPORTER: 'prometheus,otlp' };
      return recorded('none', { ...env, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: url })(one);
    },
  },
  {
    fault: 'prometheus.yml has another port',
    ...{ check: 'scrape-config', status: 'fail', what: /'shop' scrapes localhost:9465/ },
    fix: /targets: \['localhost:\d+'\]/,
    plant: withFiles((_port, one) => [
      ...['--prometheus-config', one.file('port.yml', SCRAPE('localhost:9465'))],
    ]),
  },
  {
    fault: 'prometheus.yml has another path',
    ...{ check: 'scrape-config', status: 'fail', what: /'shop' asks for \/actuator/ },
    fix: /metrics_path: \/metrics/,
    plant: withFiles((port, one) => [
      '--prometheus-config',
      one.file('path.yml', SCRAPE(`localhost:${port}`, '    metrics_path: /actuator')),
    ]),
  },
  {
    fault: 'prometheus.yml speaks TLS to an endpoint without',
    ...{ check: 'scrape-config', status: 'fail', what: /speaks https, and the endpoint http/ },
    fix: /scheme: http/,
    plant: withFiles((port, one) => [
      '--prometheus-config',
      one.file('scheme.yml', SCRAPE(`localhost:${port}`, '    scheme: https')),
    ]),
  },
  {
    fault: 'prometheus.yml brings no token',
    ...{ check: 'scrape-config', status: 'fail', what: /'shop' brings no token/ },
    fix: /credentials_file/,
    async plant(one) {
      const token = one.file('token', 'right');
      const port = await one.app({ ACME_METRICS_BEARER_TOKEN_FILE: token });
      const config = one.file('tokenless.yml', SCRAPE(`localhost:${port}`));
      return doctor([...at(port), '--token-file', token, '--prometheus-config', config]);
    },
  },
  {
    fault: 'a time-out of prometheus.yml is longer than the interval',
    ...{ check: 'scrape-config', status: 'fail', what: /scrape_timeout of 30s and an interval/ },
    fix: /scrape_timeout: 15s/,
    plant: withFiles((port, one) => [
      '--prometheus-config',
      one.file('timeout.yml', SCRAPE(`localhost:${port}`, '    scrape_timeout: 30s')),
    ]),
  },
  {
    fault: 'prometheus.yml is broken YAML',
    ...{ check: 'scrape-config', status: 'fail', what: /broken\.yml: line \d+: / },
    fix: /promtool check config/,
    plant: withFiles((_port, one) => [
      ...['--prometheus-config', one.file('broken.yml', 'scrape_configs:\n  - job_name: [\n')],
    ]),
  },
  {
    fault: 'rules have classic names, and the page has standard ones',
    ...{ check: 'rules', status: 'fail', what: /asks for http_requests_total, the page has/ },
    fix: /write http_server_request_duration_seconds_count/,
    plant: withFiles((_port, one) => [
      ...['--rules', one.file('classic.yml', RULE('sum(rate(http_requests_total[5m])) > 1'))],
    ]),
  },
  {
    fault: 'rules lack the prefix of the page',
    ...{ check: 'rules', status: 'fail', what: /the page has shop_orders_total/ },
    fix: /write shop_orders_total/,
    plant: withFiles(
      (_port, one) => [...['--rules', one.file('prefix.yml', RULE('rate(orders_total[5m]) == 0'))]],
      { ACME_METRICS_PREFIX: 'shop_' },
    ),
  },
  {
    fault: 'a rule is no PromQL',
    ...{ check: 'rules', status: 'fail', what: /'HighErrorRatio' is no PromQL/ },
    fix: /promtool check rules/,
    plant: withFiles((_port, one) => [
      ...['--rules', one.file('promql.yml', RULE('sum(rate(orders_total[5m])'))],
    ]),
  },
  {
    fault: 'a file of rules is broken YAML',
    ...{ check: 'rules', status: 'fail', what: /tabs\.yml: line \d+: / },
    fix: /promtool check rules/,
    plant: withFiles((_port, one) => [
      ...['--rules', one.file('tabs.yml', 'groups:\n\t- name: shop\n')],
    ]),
  },
  {
    fault: 'a dashboard has a misspelt metric',
    ...{ check: 'dashboards', status: 'fail', what: /'Requests' asks for ordres_total/ },
    fix: /write orders_total/,
    plant: withFiles((_port, one) => {
      const expr = 'sum by (channel) (rate(ordres_total{job=~"$job"}[$__rate_interval]))';
      return ['--dashboards', one.file('shop.json', DASHBOARD(expr))];
    }),
  },
];

describe('a planted fault is found, and what to do about it', () => {
  it.each(FAULTS)('$fault', async ({ plant, check, status, what, fix }) => {
    const one = new Case();
    try {
      const { code, findings } = await plant(one);
      const found = findings.filter((finding) => finding.check === check);
      expect(found).toContainEqual({
        ...{ check, status },
        what: expect.stringMatching(what),
        fix: expect.stringMatching(fix),
      });
      const hasFailed = findings.some((finding) => finding.status === 'fail');
      expect(code).toBe(hasFailed ? 1 : 0);
    } finally {
      await one.end();
    }
  });

  it('in more than fifteen ways', () => {
    expect(new Set(FAULTS.map(({ fault }) => fault)).size).toBeGreaterThanOrEqual(15);
  });
});

describe('a healthy app', () => {
  const HEALTHY_RULE = RULE(
    'sum(rate(http_server_request_duration_seconds_count[5m])) > 1 and on() up == 1',
  );
  const HEALTHY_PANEL =
    'histogram_quantile(0.95, sum by (le) (rate(checkout_duration_seconds_bucket[$__rate_interval])))';

  async function expectWell(args: (one: Case) => Promise<readonly string[]>): Promise<void> {
    const one = new Case();
    try {
      const { code, findings } = await doctor(await args(one));
      const wrong = findings.filter(({ status }) => status === 'warn' || status === 'fail');
      expect(wrong).toEqual([]);
      expect(code).toBe(0);
    } finally {
      await one.end();
    }
  }

  it.each(['standard', 'classic'])('has no warning and no failure, in %s names', (naming) =>
    expectWell(async (one) => {
      const port = await one.app({ ACME_METRICS_NAMING: naming });
      return at(port);
    }),
  );

  it('has none with its files either', () =>
    expectWell(async (one) => {
      const port = await one.app();
      return [
        ...at(port),
        ...['--prometheus-config', one.file('well.yml', SCRAPE(`localhost:${port}`))],
        ...['--rules', one.file('well-rules.yml', HEALTHY_RULE)],
        ...['--dashboards', one.file('well.json', DASHBOARD(HEALTHY_PANEL))],
      ];
    }));

  it('has none where it is started for the check, and is stopped after it', async () => {
    const port = String(await freePort());
    const { code, findings } = await doctor(['--', node, APP], {
      OTEL_EXPORTER_PROMETHEUS_PORT: port,
    });
    expect(findings.filter(({ status }) => status === 'warn' || status === 'fail')).toEqual([]);
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'libraries', what: expect.stringContaining('express') }),
    );
    expect(code).toBe(0);
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  });
});

describe('the report', () => {
  const run = (args: readonly string[]) =>
    runApp({ cwd, command: node, args: [CLI, 'doctor', ...args] });

  it('has a line for each finding, the fix below it, and the counts', async () => {
    const { stdout, code } = await run(at(await freePort()));
    expect(stdout).toMatch(/^Endpoint\n {2}✖ fail endpoint: .*\n {9}fix: start the app/);
    expect(stdout).toMatch(/\n\d+ ok, 0 warnings, 1 failed, \d+ skipped\n$/);
    expect(stdout).not.toContain('\u001b');
    expect(code).toBe(1);
  });

  it.each([
    ['what is no address', ['--url', 'ftp://shop'], 2],
    ['two things to check', ['--url', 'localhost:1', '--', 'node', 'x.js'], 2],
    ['a program that there is not', ['--', 'no-such-program'], 1],
    ['a token file that there is not', ['--token-file', 'no-such-file'], 1],
    ['an unknown option', ['--uri', 'localhost'], 2],
  ])('is one line on stderr for %s', async (_case, args, exitCode) => {
    const { stdout, stderr, code } = await run(args);
    expect(stderr).toMatch(/^otel-metrics: .+\n$/);
    expect({ stdout, code }).toEqual({ stdout: '', code: exitCode });
  });

  it('shows what a hostile page has in it as text', async () => {
    const one = new Case();
    try {
      const evil = '\u001b]0;owned\u0007';
      const { url } = await one.server((_request, response) => {
        response.writeHead(500).end(`${evil} broken`);
      });
      const { stdout, code } = await run(['--url', url]);
      expect(stdout).toContain('\\x1b]0;owned\\x07 broken');
      expect(stdout).not.toContain('\u001b');
      expect(code).toBe(1);
    } finally {
      await one.end();
    }
  });

  it('waits for an address that never answers 10 s and no longer', async () => {
    const one = new Case();
    try {
      const { url } = await one.server(() => {});
      const { findings, code } = await doctor(['--url', url]);
      expect(findings[0]?.what).toMatch(/no whole answer came within 10 s/);
      expect(code).toBe(1);
    } finally {
      await one.end();
    }
  });

  it('stops the program where it is interrupted', async () => {
    const port = await freePort();
    const app = startApp({
      ...{ cwd, command: node, args: [CLI, 'doctor', '--', node, '-e', ENDLESS] },
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
    });
    await app.printed(/waiting for/);
    const { code } = await app.stop('SIGINT');
    expect(code).toBe(130);
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  });
});

/** An app that does nothing, and goes on. */
const ENDLESS = 'setInterval(() => {}, 1000)';

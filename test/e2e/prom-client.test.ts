import { describe, expect, inject, it } from 'vitest';
import { type App, freePort, scrape, startApp } from '../support/app-process.ts';
import { numberOf } from '../support/exposition-line.ts';
import { type ParsedMetric, parseExposition } from '../support/exposition-parser.ts';
import { parseOpenMetrics } from '../support/openmetrics-parser.ts';
import { NODE_VERSIONS, nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const LIBRARIES = ['prom-client', '@prometheus-io/client'];
const REGISTER = '@acme/otel-metrics/register';
const BRIDGED = { ACME_METRICS_BRIDGE_PROM_CLIENT: 'true' };

interface Start {
  readonly command?: string | undefined;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Running {
  readonly app: App;
  readonly port: number;
}

/** Runs an app while `look` looks at it. */
async function withApp(
  args: readonly string[],
  { command, flags = ['--import', REGISTER], env = {} }: Start,
  look: (running: Running) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const app = startApp({
    ...{ cwd, command: command ?? nodeBinary(cwd, '24') ?? process.execPath },
    args: [...flags, ...args],
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), ...env },
  });
  try {
    await look({ app, port });
  } finally {
    await app.stop();
  }
}

/** What the library's own pages say. */
async function ownPages({ app }: Running): Promise<ParsedMetric[][]> {
  const [line = ''] = await app.printed(/^\[.*\]$/m);
  return (JSON.parse(line) as string[]).map((page) => parseExposition(inOldText(page)));
}

/** Its text without what a strict reader refuses, and without what only OpenMetrics has. */
function inOldText(page: string): string {
  return page
    .replaceAll(/\n{2,}/g, '\n')
    .replaceAll(/ Nan$/gm, ' NaN')
    .replaceAll(/ # [{].*/g, '')
    .replaceAll(/^# (HELP|TYPE) calls /gm, '# $1 calls_total ')
    .replace('# EOF\n', '');
}

/** Bounds and quantiles are the same numbers, whoever writes them. */
function inOneWay(metrics: readonly ParsedMetric[]): unknown {
  return metrics
    .map(({ name, type, help, samples }) => {
      const lines = samples.map((sample) => {
        const labels = Object.entries(sample.labels).map(([label, text]) => {
          const isNumber = label === 'le' || label === 'quantile';
          return [label, isNumber ? numberOf(text) : text] as const;
        });
        return JSON.stringify([sample.name, labels.sort(), String(sample.value)]);
      });
      return { name, type, help, lines: lines.sort() };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Of our page, what stands under these names. */
async function bridged({ port }: Running, like: readonly ParsedMetric[]): Promise<ParsedMetric[]> {
  const names = new Set(like.map(({ name }) => name));
  return parseExposition(await scrape(port)).filter(({ name }) => names.has(name));
}

const APPS = LIBRARIES.flatMap((name) => [
  ['prom-client.cjs', name],
  ['prom-client.mjs', name],
]);

describe.each(APPS)('%s with %s, as it is', (...args) => {
  it.each(['--import', '--require'])('is on our page as on its own, by %s', async (flag) => {
    await withApp(args, { flags: [flag, REGISTER], env: BRIDGED }, async (running) => {
      const own = (await ownPages(running)).flat();
      expect(own).toHaveLength(8);
      expect(inOneWay(await bridged(running, own))).toEqual(inOneWay(own));
      expect(running.app.stderr()).toBe('');
    });
  });

  it('is not bridged where nobody asks for it', async () => {
    await withApp(args, {}, async (running) => {
      expect(await bridged(running, (await ownPages(running)).flat())).toEqual([]);
    });
  });
});

describe.each(NODE_VERSIONS)('Node %s', (version) => {
  const command = nodeBinary(cwd, version);
  it.runIf(command).each(APPS)('finds the registries of %s with %s', async (...args) => {
    await withApp(args, { command, env: BRIDGED }, async (running) => {
      const own = (await ownPages(running)).flat();
      expect(inOneWay(await bridged(running, own))).toEqual(inOneWay(own));
    });
  });
});

const STARTS: [string, Start][] = [
  ['the preload', {}],
  ['startMetrics', { flags: [], env: { START_FROM_CODE: '1' } }],
];

describe.each(STARTS)('bridgePromClient in code, with %s', (_, start) => {
  const calls = ['prom-client-code.cjs', 'prom-client-code.mjs'].flatMap((file) =>
    LIBRARIES.flatMap((name) => ['registry', 'before', 'after'].map((when) => [file, name, when])),
  );
  it.each(calls)('bridges the default registry: %s, %s, %s', async (...args) => {
    await withApp(args, start, async (running) => {
      const [own = [], ...others] = await ownPages(running);
      expect(inOneWay(await bridged(running, own))).toEqual(inOneWay(own));
      expect(await bridged(running, others.flat())).toEqual([]);
    });
  });

  it('counts nothing twice where the option is on, too', async () => {
    const env = { ...start.env, ...BRIDGED };
    await withApp(
      ['prom-client-code.cjs', 'prom-client', 'registry'],
      { ...start, env },
      async (running) => {
        const own = (await ownPages(running)).flat();
        expect(inOneWay(await bridged(running, own))).toEqual(inOneWay(own));
      },
    );
  });
});

describe.each(LIBRARIES)('%s', (name) => {
  it('has its exemplars in OpenMetrics, and no time of beginning before the process', async () => {
    const before = Date.now() / 1000;
    await withApp(['prom-client.cjs', name], { env: BRIDGED }, async ({ app, port }) => {
      await app.printed(/^\[/m);
      const headers = { accept: 'application/openmetrics-text;version=1.0.0' };
      const names = ['calls', 'lags', 'orders'].map((name) => `name[]=${name}`).join('&');
      const page = await fetch(`http://127.0.0.1:${port}/metrics?${names}`, { headers });
      const families = parseOpenMetrics(await page.text());
      const found = families
        .flatMap(({ samples }) => samples)
        .filter(({ exemplar }) => exemplar !== undefined)
        .map(({ name, labels, exemplar }) => ({ name, ...labels, exemplar }));
      const labels = { trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331' };
      const time = expect.closeTo(before, -2);
      expect(found).toEqual([
        { name: 'calls_total', exemplar: { labels, value: 2, time } },
        { name: 'lags_bucket', le: '2.0', exemplar: { labels, value: 1.5, time } },
      ]);
      const created = families
        .flatMap(({ samples }) => samples)
        .find((sample) => sample.name === 'orders_created');
      expect(created?.value).toBeGreaterThan(before - 1);
    });
  });

  it('goes on without the metrics that fail, each said once', async () => {
    const env = { ...BRIDGED, BROKEN: '1' };
    await withApp(['prom-client.cjs', name], { env }, async ({ app, port }) => {
      await app.printed(/measured/);
      const names = async () => parseExposition(await scrape(port)).map((metric) => metric.name);
      expect(await names()).toEqual(expect.arrayContaining(['clicks', 'rooms', 'sizes']));
      expect(await names()).not.toContain('broken');
      expect(app.stderr().trim().split('\n')).toEqual([
        expect.stringContaining(
          'metric broken of prom-client failed, the app goes on: SyntaxError',
        ),
        expect.stringContaining(
          'metric hanging of prom-client took over 500 ms: the collection went on with what was there by then',
        ),
      ]);
    });
  });

  it.each([
    ['classic', true],
    ['standard', false],
  ])('gives way to automatic metrics of its names: %s', async (naming, isClassic) => {
    const env = { ...BRIDGED, DEFAULTS: '1', ACME_METRICS_NAMING: naming, OTEL_LOG_LEVEL: 'info' };
    await withApp(['prom-client.cjs', name], { env }, async ({ app, port }) => {
      await app.printed(/measured/);
      const page = parseExposition(await scrape(port));
      const heap = page.filter((metric) => metric.name === 'nodejs_heap_size_total_bytes');
      expect(heap.flatMap(({ samples }) => samples.map(({ labels }) => labels))).toEqual([
        isClassic ? {} : { app: 'shop' },
      ]);
      // Of these we have none by any name.
      const names = page.map((metric) => metric.name);
      expect(names).toEqual(expect.arrayContaining(['nodejs_eventloop_lag_p50_seconds', 'clicks']));
      const line = 'nodejs_heap_size_total_bytes of prom-client is not shown';
      expect(app.stderr().split(line)).toHaveLength(isClassic ? 2 : 1);
      await scrape(port);
      expect(app.stderr().split(line)).toHaveLength(isClassic ? 2 : 1);
    });
  });
});

it('refuses what is no registry, and says what is wanted', async () => {
  const code = `
    const { bridgePromClient } = require('@acme/otel-metrics');
    for (const wrong of [require('prom-client'), null, {}, 'register']) {
      try { bridgePromClient(wrong); } catch (error) { console.log(error.name, error.code, error.message); }
    }
    console.log('measured');`;
  await withApp(['-e', code], { flags: [] }, async ({ app }) => {
    await app.printed(/measured/);
    const line =
      'MetricsError ACME_METRICS_INVALID_OPTION bridgePromClient: the argument is no registry';
    expect(
      app
        .stdout()
        .split('\n')
        .filter((one) => one.startsWith(line)),
    ).toHaveLength(4);
  });
});

import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, runApp, samples, scrape, startApp } from '../support/app-process.ts';
import { createProject, nodeBinary } from '../support/packed-project.ts';
import { ESCAPED, UNESCAPED } from '../support/page-formats.ts';

const cwd = inject('packedProject');
const node = nodeBinary(cwd, '24') ?? process.execPath;
const REGISTER = '@acme/otel-metrics/register';

/** What is put in labels, and the parts of it that would tell as much. */
const CANARIES: Readonly<Record<string, readonly string[]>> = {
  'canary.person@canary.example.com': ['canary.person', 'canary.example', 'person@', 'person%40'],
  'c0ffee12-ca1e-4b0a-8f00-d15ea5ed0001': ['c0ffee12', 'd15ea5ed0001'],
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.cAnArY0sIgNaTuRe1234567890abcdEF': [
    ...['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiJjYW5hcnkifQ', 'cAnArY0sIgNaTuRe'],
  ],
  '4929 1234 5678 9017': ['4929 1234', '5678 9017', '4929%201234', '4929123456789017'],
  '5555.5555.5555.4444': ['5555.5555', '5555.4444', '5555555555554444'],
  '0170/1234567': ['0170/', '/1234567', '0170%2F', '01701234567'],
};
const TRACES = Object.entries(CANARIES).flat(2);

/** Metrics of all rows, which are to be there with the replaced value. */
function expectedNames(): string[] {
  const rows = createRequire(join(cwd, 'app.cjs'))('./redaction-instruments.cjs') as Readonly<
    Record<string, { readonly names: readonly string[] }>
  >;
  return Object.values(rows).flatMap(({ names }) => names);
}

/** The line of a fixture, from 1 on, that has a text. */
function lineOf(file: string, text: string): number {
  const lines = readFileSync(join(cwd, file), 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

/** Which traces of the canaries a text has. */
function tracesIn(text: string): string[] {
  return TRACES.filter((trace) => text.includes(trace));
}

describe.each(['standard', 'classic'])('values that belong on no page, in %s names', (naming) => {
  let port: number;
  let app: App;
  beforeAll(async () => {
    port = await freePort();
    app = startApp({
      ...{ cwd, command: node, args: ['--import', REGISTER, 'redaction-app.cjs'] },
      env: {
        OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
        ACME_METRICS_NAMING: naming,
        ACME_METRICS_HISTOGRAMS: 'both',
        CANARIES: JSON.stringify(Object.keys(CANARIES)),
        STAYS: '1',
      },
    });
    await app.printed(/measured/);
  });
  afterAll(() => app?.stop());

  /** An answer byte by byte: a canary is ASCII in any format. */
  async function bytesOf(path: string, accept: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept } });
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer()).toString('latin1');
  }

  it('are replaced in every metric', async () => {
    const page = await scrape(port);
    const replaced = page.split('\n').filter((line) => line.includes('="_REDACTED"'));
    const isMissing = (name: string) =>
      !replaced.some(
        (line) =>
          line.startsWith(name) && /^(_bucket|_sum|_count)?\{/.test(line.slice(name.length)),
      );
    expect(expectedNames().filter(isMissing)).toEqual([]);
  });

  it('are in every position of a label set', async () => {
    const lines = (await scrape(port))
      .split('\n')
      .filter((line) => line.startsWith('r_counter_total{'));
    const labels = lines.map((line) => /(\w+)="_REDACTED"/.exec(line)?.[1]);
    expect(labels.sort()).toEqual(['first', 'second', 'third']);
  });

  it.each([...UNESCAPED, ...ESCAPED].map((format) => [format.title, format.accept]))(
    'are in no page as %s',
    async (_title, accept) => {
      const page = await bytesOf('/metrics', accept);
      expect(page).toContain('_REDACTED');
      expect(tracesIn(page)).toEqual([]);
    },
  );

  it.each(['/', '/health', '/metrics/health', '/metrics/stats', '/metrics/stats?limit=1000'])(
    'are in no answer of %s',
    async (path) => {
      for (const accept of ['application/json', 'text/html', '*/*']) {
        expect(tracesIn(await bytesOf(path, accept))).toEqual([]);
      }
    },
  );

  it('are in no answer about a single metric', async () => {
    for (const name of expectedNames()) {
      for (const accept of ['application/json', 'text/plain']) {
        expect(tracesIn(await bytesOf(`/metrics/${name}`, accept))).toEqual([]);
      }
    }
  });

  it('are counted, and are in no output', async () => {
    const counted = samples(await scrape(port), 'acme_metrics_agent_errors_total', {
      cause: 'redacted_value',
    });
    expect(counted).toEqual([{ labels: expect.anything(), value: expect.any(Number) }]);
    expect(app.stderr()).toContain(
      "'first' of 'r_counter' was given what looks like an e-mail address",
    );
    expect(tracesIn(app.stderr() + app.stdout())).toEqual([]);
  });
});

describe('what is said of a value that was replaced', () => {
  let other: string;
  beforeAll(() => {
    other = createProject(inject('tarball'), { dependencies: {} });
  });
  afterAll(() => rmSync(other, { recursive: true, force: true }));

  const inOther = () => join(other, 'node_modules/@acme/otel-metrics/dist/register.mjs');
  it.each<[string, string, () => string[]]>([
    ['CommonJS', 'redaction-site.cjs', () => []],
    ['ESM', 'redaction-site.mjs', () => []],
    ['CommonJS after the preload', 'redaction-site.cjs', () => ['--import', REGISTER]],
    ['ESM after the preload', 'redaction-site.mjs', () => ['--import', REGISTER]],
    [
      'CommonJS after a preload of another copy',
      'redaction-site.cjs',
      () => ['--import', inOther()],
    ],
    ['ESM with source maps', 'redaction-site.mjs', () => ['--enable-source-maps']],
  ])('are two lines with the places in the app: %s', async (_case, file, flags) => {
    const end = await runApp({ cwd, command: node, args: [...flags(), file] });
    const lines = end.stderr.split('\n').filter((line) => line.includes("of 'orders'"));
    const place = (text: string) => `${join(cwd, file)}:${lineOf(file, text)}`;
    expect(lines).toEqual([
      expect.stringContaining(
        `'userId' of 'orders', declared at ${place('counter(')}, names personal data`,
      ),
      expect.stringContaining(
        `'customer' of 'orders' was given what looks like an e-mail address at ${place('orders.add')};`,
      ),
    ]);
    expect(end).toMatchObject({ code: 0, stdout: '' });
  });

  it('are none, and nothing is replaced, where the configuration allows it', async () => {
    const env = { ACME_METRICS_ALLOWED_LABEL_VALUES: 'customer=*@example.com,userId=*' };
    const end = await runApp({ cwd, command: node, args: ['redaction-site.cjs'], env });
    expect(end).toMatchObject({ code: 0, stderr: '' });
  });

  it('are none where redaction is switched off', async () => {
    const env = { ACME_METRICS_REDACTION: 'false' };
    const end = await runApp({ cwd, command: node, args: ['redaction-site.mjs'], env });
    expect(end).toMatchObject({ code: 0, stderr: '' });
  });
});

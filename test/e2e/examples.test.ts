import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environmentOf } from '../../scripts/demo/database.ts';
import { parsePage, total } from '../../scripts/demo/scrape.ts';
import { type App, freePort, scrape, startApp } from '../support/app-process.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');

/** What an example's README claims: how to start it, what to ask it, what the page says then. */
interface Readme {
  readonly command: string;
  readonly requests: readonly string[];
  readonly lines: readonly string[];
}

function readReadme(folder: string): Readme {
  const text = readFileSync(join(EXAMPLES, folder, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/^```\w+\n(?<body>.*?)^```$/gms)].map(
    (match) => match.groups?.body?.trim().split('\n') ?? [],
  );
  const [[command = ''] = [], requests = [], lines = []] = blocks;
  return { command, requests, lines };
}

/** Does what a `curl` line of a README does, on the port that the test chose. */
async function curl(line: string, port: number): Promise<void> {
  const match = /^curl (?:--json '(?<json>.*)' )?http:\/\/localhost:3000(?<path>\/\S*)$/.exec(line);
  if (match?.groups === undefined) throw new Error(`not a request of a README: ${line}`);
  const { json, path } = match.groups;
  const post = json && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: json,
  };
  const response = await fetch(`http://localhost:${port}${path}`, post || {});
  await response.arrayBuffer();
}

describe.each([
  { folder: 'express-postgres', database: true, file: 'app.cjs' },
  { folder: 'fastify', database: false, file: 'app.mjs' },
  { folder: 'plain-http', database: false, file: 'app.mts' },
  { folder: 'shop', database: false, file: 'app.mjs' },
])('examples/$folder', ({ folder, database, file }) => {
  const readme = readReadme(folder);
  let postgres: Postgres | undefined;
  let app: App | undefined;
  let port: number;
  let page = parsePage('');

  beforeAll(async () => {
    postgres = database ? await startPostgres() : undefined;
    port = await freePort();
    const metricsPort = await freePort();
    const [program, ...args] = readme.command.split(' ');
    expect(program).toBe('node');
    app = startApp({
      cwd: join(EXAMPLES, folder),
      args,
      env: {
        ...(postgres && environmentOf(postgres.settings)),
        PORT: String(port),
        OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
      },
    });
    await app.printed(/on http:\/\/localhost:\d+/);
    for (const line of readme.requests) await curl(line, port);
    page = parsePage(await scrape(metricsPort));
  });

  afterAll(async () => {
    await app?.stop();
    await postgres?.stop();
  });

  test('is started by the one line that its README says', () => {
    expect(readme.command).toBe(`node --import @acme/otel-metrics/register ${file}`);
  });

  test('is short, and names the package only where it has to', () => {
    const code = readFileSync(join(EXAMPLES, folder, file), 'utf8');
    expect(code.split('\n').length).toBeLessThanOrEqual(folder === 'shop' ? 120 : 60);
    expect(code.includes('@acme/otel-metrics')).toBe(['plain-http', 'shop'].includes(folder));
  });

  test.each(readme.lines)('%s', (line) => {
    const [sample] = [...parsePage(line).values()].flat();
    if (sample === undefined) throw new Error(`not a line of a page: ${line}`);
    expect(total(page, sample.name, sample.labels)).toBe(sample.value);
  });

  test('prints nothing but its own line', () => {
    expect(app?.stdout()).toMatch(/^.* on http:\/\/localhost:\d+\n$/);
    expect(app?.stderr()).toBe('');
  });
});

import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { CommandFailure } from '../../../src/cli/command.ts';
import { readFit } from '../../../src/cli/fit-options.ts';
import { DEFAULT_NAMES } from '../../../src/views/names.ts';
import { type LocalServer, serveLocally } from '../../support/local-server.ts';
import { fakeOutput } from './fake-output.ts';

const servers: LocalServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = await serveLocally(listener);
  servers.push(server);
  return server.url;
}

const fitOf = (values: Record<string, string>, env: Record<string, string> = {}) =>
  readFit({
    ...{ values, env, positionals: [], program: [], json: false, out: fakeOutput() },
    ...{ folder: import.meta.dirname, signal: new AbortController().signal },
  });

const PAGE = `# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{method="GET",le="+Inf"} 1
http_request_duration_seconds_count{method="GET"} 1
# TYPE nodejs_eventloop_lag_p99_seconds gauge
nodejs_eventloop_lag_p99_seconds 0.1
target_info{service_name="shop"} 1
`;
const option = (name: string, value: unknown) => ({ name, variable: 'V', source: 'code', value });

describe('without a page', () => {
  it.each([
    [{}, {}, { names: DEFAULT_NAMES, job: 'app', target: 'localhost:9464' }],
    [
      {},
      {
        OTEL_SERVICE_NAME: 'shop',
        OTEL_EXPORTER_PROMETHEUS_PORT: '9500',
        ACME_METRICS_NAMING: 'classic',
      },
      { names: { ...DEFAULT_NAMES, naming: 'classic' }, job: 'shop', target: 'localhost:9500' },
    ],
    [
      { naming: 'Classic', prefix: 'x_', job: 'web', target: 'app:80' },
      { OTEL_SERVICE_NAME: 'shop' },
      {
        names: { ...DEFAULT_NAMES, naming: 'classic', prefix: 'x_' },
        job: 'web',
        target: 'app:80',
      },
    ],
  ])('%j %j', async (values, env, expected) => {
    expect(await fitOf(values, env)).toEqual(expected);
  });

  it.each([
    [{ naming: 'old\u001b' }, String.raw`--naming 'old\x1b' is not one of standard, classic`],
    [{ prefix: '9' }, "--prefix '9' is not up to 64 letters"],
    [{ translation: 'none' }, "--translation 'none' is not one of Underscore"],
    [{ job: 'a\nb' }, /^--job 'a.+b' is not a text of one line$/],
    [{ target: 'http://a:1' }, "--target 'http://a:1' is not host:port"],
  ])('%j is refused', async (values, said) => {
    await expect(fitOf(values)).rejects.toThrow(said);
    await expect(fitOf(values)).rejects.toBeInstanceOf(CommandFailure);
  });
});

describe('from a page', () => {
  const withoutAgent: RequestListener = (request, response) => {
    if (request.url === '/metrics') response.end(PAGE);
    else response.writeHead(404).end();
  };

  it('tells the names, the metrics and the service', async () => {
    const url = await serve(withoutAgent);
    const { present, ...rest } = await fitOf({ from: url });
    expect(rest).toEqual({
      names: { ...DEFAULT_NAMES, naming: 'classic' },
      ...{ job: 'shop', target: url.slice('http://'.length) },
    });
    expect(present?.get('http_request_duration_seconds')).toEqual({
      ...{ name: 'http_request_duration_seconds', type: 'histogram', unit: 'seconds', help: '' },
      labels: ['method'],
    });
  });

  it('believes what is typed more', async () => {
    const found = await fitOf({ from: await serve(withoutAgent), naming: 'standard', job: 'web' });
    expect(found).toMatchObject({ names: { naming: 'standard' }, job: 'web' });
  });

  it('believes the agent more than its page, and knows of native histograms', async () => {
    const configuration = [
      ...[option('naming', 'classic'), option('prefix', 'p_'), option('histograms', 'both')],
      option('translationStrategy', 'nonsense'),
    ];
    const url = await serve((request, response) => {
      if (request.url === '/metrics') response.end(PAGE);
      else
        response.end(
          JSON.stringify({ configuration, configurationProblems: [], service: 'orders' }),
        );
    });
    const found = await fitOf({ from: url });
    expect(found).toMatchObject({
      names: { naming: 'classic', prefix: 'p_', translation: DEFAULT_NAMES.translation },
      job: 'orders',
    });
    expect(found.native).toEqual(new Set(['http_request_duration_seconds']));
  });

  it('knows of an app that only pushes, unless its target is named', async () => {
    const configuration = [option('exporters', ['otlp'])];
    const url = await serve((request, response) => {
      const report = { configuration, configurationProblems: [], service: '' };
      response.end(request.url === '/metrics' ? PAGE : JSON.stringify(report));
    });
    expect(await fitOf({ from: url })).toMatchObject({ isPushed: true });
    expect(await fitOf({ from: url, target: 'a:1' })).not.toHaveProperty('isPushed');
  });

  it('has to have a token file that is there', async () => {
    const call = fitOf({ from: 'localhost:1', 'token-file': '/nowhere/token' });
    await expect(call).rejects.toThrow(/^the token file \/nowhere\/token cannot be read: ENOENT$/);
  });

  it('has to be there', async () => {
    const url = await serve((_, response) => response.writeHead(503).end('starting'));
    await expect(fitOf({ from: url })).rejects.toThrow('it answers 503: starting');
  });
});

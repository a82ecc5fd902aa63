import { describe, expect, it } from 'vitest';
import { endpointOf } from '../../../../src/cli/page/own-endpoint.ts';

const FOLDER = import.meta.dirname;
const HOST = 'OTEL_EXPORTER_PROMETHEUS_HOST';
const PORT = 'OTEL_EXPORTER_PROMETHEUS_PORT';
const TOKEN = 'ACME_METRICS_BEARER_TOKEN_FILE';

function endpoint(env: Record<string, string>, typed?: string, tokenFile?: string) {
  const values = { 'token-file': tokenFile };
  const { url, tokenFile: file } = endpointOf({ env, folder: FOLDER, values }, typed);
  return [url.href, file];
}

describe('the endpoint that is meant', () => {
  it.each([
    [{}, undefined, 'http://localhost:9464/metrics'],
    [{ [PORT]: '9500' }, undefined, 'http://localhost:9500/metrics'],
    [{ [HOST]: '0.0.0.0', [PORT]: '0' }, undefined, 'http://127.0.0.1:9464/metrics'],
    [{ [HOST]: '::' }, undefined, 'http://[::1]:9464/metrics'],
    [{ [HOST]: 'metrics.internal' }, undefined, 'http://metrics.internal:9464/metrics'],
    [{ [PORT]: '9500' }, '9501', 'http://localhost:9501/metrics'],
  ])('with %j and %s is %s', (env, typed, href) => {
    expect(endpoint(env, typed)).toEqual([href, undefined]);
  });
});

describe('the configured token', () => {
  it.each([
    [{}, undefined],
    [{}, 'localhost:9464'],
    [{}, '127.0.0.1:9464'],
    [{ [HOST]: 'app.internal' }, 'http://app.internal:9464'],
  ])('is for the own endpoint: %j %s', (env, typed) => {
    expect(endpoint({ ...env, [TOKEN]: '/token' }, typed)[1]).toBe('/token');
  });

  it.each(['localhost:9465', 'http://elsewhere:9464', 'http://elsewhere'])(
    'is not for %s',
    (typed) => {
      expect(endpoint({ [TOKEN]: '/token' }, typed)[1]).toBeUndefined();
    },
  );

  it('gives way to the one that is typed', () => {
    expect(endpoint({ [TOKEN]: '/token' }, undefined, '/other')[1]).toBe('/other');
  });
});

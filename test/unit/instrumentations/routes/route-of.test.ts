import { afterEach, describe, expect, it } from 'vitest';
import { httpServerObserver } from '../../../../src/instrumentations/http/http-server.ts';
import { setRoute } from '../../../../src/instrumentations/routes/set-route.ts';
import { record } from '../http/recording.ts';
import { lastRequest, serve, type TestServer, talk } from '../http/traffic.ts';

describe('a plain http app', () => {
  let server: TestServer | undefined;
  afterEach(() => server?.close());

  it('has the routes of its patterns, of setRoute before them, and no raw path', async () => {
    const recording = record(httpServerObserver, { httpRoutes: ['/users/me', '/users/:id'] });
    server = await serve((request, response) => {
      if (request.url === '/users/9') setRoute(request, '/users/:nine');
      response.end();
    });
    for (const path of ['/users/1', '/users/2?x=/users/me', '/users/9', '/raw/path/4711']) {
      await talk(server.port, lastRequest(`GET ${path}`));
    }
    recording.stop();
    const routes = recording
      .rows('http.server.request.duration')
      .map(([attributes, count]) => [attributes['http.route'], count]);
    expect(routes).toEqual([
      ['/users/:id', 2],
      ['/users/:nine', 1],
      [undefined, 1],
    ]);
  });
});

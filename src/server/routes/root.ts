import { json } from '../answer.ts';
import type { Route } from '../route.ts';

/** What the endpoint has: `routes`, and this one. Browsers may get something else at its path. */
export function rootRoute(routes: readonly Route[]): Route {
  const endpoints = routes.map(({ method = 'GET', path, summary }) => ({ method, path, summary }));
  return {
    path: '/',
    summary: 'This index.',
    audience: 'local',
    answer: () => ({
      ...json({ name: '@acme/otel-metrics', endpoints }),
      headers: { Vary: 'Accept' },
    }),
  };
}

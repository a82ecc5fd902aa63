import { describe, expect, inject, it } from 'vitest';
import { freePort, scrape, startApp } from '../support/app-process.ts';
import { NODE_VERSIONS, nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const CANARY = 'user-47110815@example.com';
const REQUESTS = [
  `GET /users/${CANARY}/orders/1`,
  `GET /users/${CANARY}/orders/2`,
  `POST /users/${CANARY}/orders`,
];

/** Lines of both families, and what the requests were answered with. */
async function run(command: string, file: string, express = '') {
  const port = await freePort();
  const app = startApp({
    ...{ cwd, command, args: ['--import', '@acme/otel-metrics/register', file] },
    env: { EXPRESS: express, OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
  });
  try {
    const [, appPort] = await app.printed(/listening (\d+)/);
    const answers: string[] = [];
    for (const request of [...REQUESTS, ...(express === '' ? [] : ['GET /broken'])]) {
      const [method = '', path = ''] = request.split(' ');
      const response = await fetch(`http://127.0.0.1:${appPort}${path}`, { method });
      answers.push(`${response.status} ${await response.text()}`);
    }
    const page = await scrape(port);
    expect(page).not.toContain('47110815');
    expect(app.stderr()).toBe('');
    const lines = page
      .split('\n')
      .filter((line) => /^(errors|user_action)_total\{/.test(line) && !line.endsWith(' 0'));
    return { lines: lines.sort(), answers };
  } finally {
    await app.stop();
  }
}

const ANSWERS = [
  `500 handled order 1 of ${CANARY}`,
  `500 handled order 2 of ${CANARY}`,
  '422 handled no such product',
];

describe.each(NODE_VERSIONS)('on Node %s', (version) => {
  const node = nodeBinary(cwd, version);

  it.skipIf(node === undefined).each(['express4', 'express'])(
    '%s: failed requests are counted by class and template, once',
    async (express) => {
      const { lines, answers } = await run(node as string, 'failing-express.cjs', express);
      expect(answers).toEqual([...ANSWERS, '500 handled a text']);
      expect(lines).toEqual([
        'errors_total{component="express",severity="high",type="_OTHER"} 1',
        'errors_total{component="orders",severity="high",type="RangeError"} 2',
        'errors_total{component="orders",severity="low",type="TypeError"} 1',
        'user_action_total{action="GET",endpoint="/users/:user/orders/:id"} 2',
        'user_action_total{action="GET",endpoint="unmatched"} 1',
        'user_action_total{action="POST",endpoint="/users/:user/orders"} 1',
      ]);
    },
  );

  it.skipIf(node === undefined)('Fastify: the same by its plugin', async () => {
    const { lines, answers } = await run(node as string, 'failing-fastify.mjs');
    expect(answers).toEqual(ANSWERS);
    expect(lines).toEqual([
      'errors_total{component="fastify",severity="high",type="RangeError"} 2',
      'errors_total{component="orders",severity="low",type="TypeError"} 1',
      'user_action_total{action="GET",endpoint="/users/:user/orders/:id"} 2',
      'user_action_total{action="POST",endpoint="/users/:user/orders"} 1',
    ]);
  });
});

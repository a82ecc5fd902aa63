import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AgentReport } from '../../../src/server/agent-report.ts';
import { rawRequest, request } from './raw-request.ts';
import { openEndpoint } from './test-endpoint.ts';

const report = async () => ({ version: '1.2.3' }) as AgentReport;
const GET = request('GET /agent', 'Host: localhost');

it('is what the agent tells, as JSON, and stands in the index', async () => {
  await using endpoint = await openEndpoint({}, { report });
  const response = await fetch(`${endpoint.url()}/agent`);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({ version: '1.2.3' });
  expect(await (await fetch(`${endpoint.url()}/`)).json()).toMatchObject({
    endpoints: expect.arrayContaining([expect.objectContaining({ path: '/agent' })]),
  });
});

it('is not there where no agent runs', async () => {
  await using endpoint = await openEndpoint();
  expect((await rawRequest(endpoint.openPort, GET))?.status).toBe(404);
});

it('is for this machine, and beyond it for who has the token', async () => {
  await using open = await openEndpoint({ host: '0.0.0.0' }, { report });
  expect((await rawRequest(open.openPort, GET))?.status).toBe(404);
  const bearerTokenFile = join(tmpdir(), `otel-metrics-agent-${process.pid}`);
  await writeFile(bearerTokenFile, 's3cret');
  await using guarded = await openEndpoint({ host: '0.0.0.0', bearerTokenFile }, { report });
  const withToken = request('GET /agent', 'Host: localhost', 'Authorization: Bearer s3cret');
  expect((await rawRequest(guarded.openPort, GET))?.status).toBe(401);
  expect((await rawRequest(guarded.openPort, withToken))?.status).toBe(200);
  await rm(bearerTokenFile);
});

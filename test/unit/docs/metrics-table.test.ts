import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { beforeAll, describe, expect, it } from 'vitest';
import { ATTRIBUTES } from '../../../scripts/docs/attributes.ts';
import { readCatalogue } from '../../../scripts/docs/catalogue.ts';
import { renderMetrics } from '../../../scripts/docs/metrics-table.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { OBSERVERS } from '../../../src/instrumentations/catalog.ts';
import { createMeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { AGENT_SCOPE, createSelfMetrics } from '../../../src/pipeline/self-metrics.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('METRICS.md', () => {
  const catalogue = readCatalogue();

  it('is what the observers register', () => {
    expect(readFileSync(join(ROOT, 'METRICS.md'), 'utf8')).toBe(renderMetrics(catalogue));
  });

  it('says which metrics an option adds', () => {
    const optional = catalogue.flatMap(({ metrics }) => metrics.filter((one) => one.isOptional));
    expect(optional.map(({ name }) => name)).toEqual([
      'http.server.request.body.size',
      'http.server.response.body.size',
    ]);
    const rows = renderMetrics(catalogue).match(/^.*With `ACME_METRICS_HTTP_BODY_SIZES=true`.*$/gm);
    expect(rows).toHaveLength(2);
  });

  it('can not be made with attributes of a metric that nobody makes', () => {
    expect(() => renderMetrics(catalogue.filter(({ name }) => name !== 'gc'))).toThrow(
      'scripts/docs/attributes.ts has v8js.gc.duration, which no observer makes',
    );
  });

  it('can not be made without the attributes of a metric', () => {
    const [metric] = catalogue.flatMap(({ metrics }) => metrics);
    if (metric === undefined) throw new Error('the catalogue is empty');
    const added = { name: 'x', observes: 'x', metrics: [{ ...metric, name: 'new.metric' }] };
    expect(() => renderMetrics([...catalogue, added])).toThrow(
      'scripts/docs/attributes.ts lacks new.metric',
    );
  });
});

describe('the attributes said', () => {
  const limits = { cardinalityLimit: 2000, totalCardinalityLimit: 10_000, seriesTtlMs: 0 };
  const provider = createMeterProvider(limits);

  beforeAll(async () => {
    createSelfMetrics(provider);
    const config = { ...loadConfig({ env: {}, folder: '/' }).config, httpBodySizes: true };
    const meter = provider.getMeter(AGENT_SCOPE);
    const stops = OBSERVERS.map(({ start }) => start(meter, config));
    await exchange();
    await provider.observables.observe();
    for (const stop of stops) stop();
  });

  /** One request and its answer, seen by the server's observer and by the client's. */
  async function exchange(): Promise<void> {
    const app = express().get('/users/:id', (_request, response) => void response.json({}));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const [response] = await once(get({ host: '127.0.0.1', port, path: '/users/1' }), 'response');
    await once(response.resume(), 'end');
    server.close();
    await once(server, 'close');
  }

  it('are all that a measurement brings', () => {
    const seen = provider.store.families().map((family) => {
      const { name } = family.descriptor;
      const unsaid = [...family.series()]
        .flatMap(({ attributes }) => Object.keys(attributes))
        .filter((key) => ATTRIBUTES[name]?.includes(key) !== true);
      return { name, unsaid };
    });
    expect(seen.filter(({ unsaid }) => unsaid.length > 0)).toEqual([]);
  });

  it.each([
    { name: 'http.server.request.duration', only: ['error.type'] },
    { name: 'http.client.request.duration', only: ['error.type'] },
    { name: 'nodejs.memory.usage', only: [] },
    { name: 'v8js.gc.duration', only: [] },
  ])('are all brought by $name, but for failures', ({ name, only }) => {
    const family = provider.store.families().find(({ descriptor }) => descriptor.name === name);
    const [series] = family?.series() ?? [];
    const said = ATTRIBUTES[name]?.filter((key) => !only.includes(key)) ?? [];
    expect(Object.keys(series?.attributes ?? {}).sort()).toEqual([...said].sort());
  });
});

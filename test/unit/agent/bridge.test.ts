import { expect, it } from 'vitest';
import { bridgePromClient } from '../../../src/agent/bridge.ts';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { processMetrics } from '../../../src/pipeline/process-metrics.ts';
import { freshCopy, LIBRARIES } from '../instruments/prom-client/libraries.ts';

setLogLevel('none');

async function bridgedNames(): Promise<string[]> {
  const sources = [...processMetrics().sources];
  const families = (await Promise.all(sources.map((source) => source.collect()))).flat();
  return families.map(({ descriptor }) => descriptor.name);
}

it.each(LIBRARIES)('a bridge to a registry of %s is stopped alone, and once', async (name) => {
  const [one, other] = [freshCopy(name), freshCopy(name)];
  new one.Gauge({ name: 'one', help: 'h' }).set(1);
  new other.Gauge({ name: 'other', help: 'h' }).set(1);
  const [first, second] = [bridgePromClient(one.register), bridgePromClient(other.register)];
  expect(await bridgedNames()).toEqual(['one', 'other']);
  first.stop();
  first.stop();
  expect(await bridgedNames()).toEqual(['other']);
  second.stop();
  expect(await bridgedNames()).toEqual([]);
});

it('a bridge to the libraries that the app loads is stopped', async () => {
  const { Gauge } = freshCopy('prom-client');
  new Gauge({ name: 'rooms', help: 'h' }).set(1);
  const { stop } = bridgePromClient();
  expect(await bridgedNames()).toContain('rooms');
  stop();
  expect(await bridgedNames()).toEqual([]);
});

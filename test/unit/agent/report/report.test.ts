import { describe, expect, it } from 'vitest';
import { createAgentReport } from '../../../../src/agent/report/report.ts';
import type { AgentSelf } from '../../../../src/agent/report/self.ts';
import { loadConfig } from '../../../../src/config/load.ts';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import type { Launch } from '../../../../src/pipeline/resource.ts';
import type { AgentReport } from '../../../../src/server/agent-report.ts';
import { metricsWith } from '../../server/test-endpoint.ts';

const loaded = loadConfig({ env: { ACME_METRICS_LIVE: 'maybe', OTEL_SERVICE_NAME: 'shop' } });

async function reportWith(self: Partial<AgentSelf>, launch: Launch): Promise<AgentReport> {
  const { config } = loaded;
  const whole: AgentSelf = {
    ...{ startedBy: 'code', loaded, packagesBefore: new Set(['pg', 'left-pad']) },
    observers: () => ({ started: [], switchedOff: [], stop: () => {} }),
    url: () => 'http://localhost:9464',
    ...self,
  };
  const resource = { 'service.name': 'shop' };
  const options = { config, metrics: metricsWith(config), launch, resource, self: whole };
  return createAgentReport(options)();
}

const HERE: Launch = { entry: import.meta.filename, folder: import.meta.dirname };

it('says what is known without asking anybody', async () => {
  expect(await reportWith({}, HERE)).toMatchObject({
    ...{ startedBy: 'code', service: 'shop', pid: process.pid, node: process.versions.node },
    address: { host: 'localhost', port: 9464 },
    configuration: expect.arrayContaining([
      expect.objectContaining({ name: 'serviceName', value: 'shop', source: 'environment' }),
    ]),
    configurationProblems: [expect.stringContaining('ACME_METRICS_LIVE')],
    loadedBefore: ['pg'],
  });
});

describe('the entry', () => {
  it.each<[string, Launch, string | undefined]>([
    ['from the working directory', HERE, 'report.test.ts'],
    ['further down', { ...HERE, folder: `${import.meta.dirname}/..` }, 'report/report.test.ts'],
    ['elsewhere, by its name alone', { ...HERE, folder: '/usr/lib' }, 'report.test.ts'],
    ['of node . is the folder', { entry: HERE.folder, folder: HERE.folder }, 'report'],
    ['that is no file, but an argument', { ...HERE, entry: '--password=x' }, undefined],
    ['of node -e', { ...HERE, entry: undefined }, undefined],
  ])('%s', async (_, launch, entry) => {
    expect((await reportWith({}, launch)).app.entry).toBe(entry);
  });
});

it('is without an address while no port is open', async () => {
  expect(await reportWith({ url: () => undefined }, HERE)).not.toHaveProperty('address');
});

it('leaves out what fails, says the rest, and counts it', async () => {
  setLogLevel('none');
  const fail = () => {
    throw new Error('no');
  };
  const report = await reportWith({ observers: fail, url: fail }, HERE);
  expect(report).toMatchObject({
    observers: [],
    service: 'shop',
    app: { entry: 'report.test.ts' },
  });
  expect(report).not.toHaveProperty('address');
  expect(report.faults.endpoint_error).toBe(2);
});

/** An entry that fails whoever looks at it. */
const UNSEEN: Launch = {
  folder: '/',
  get entry(): string {
    throw new Error('not permitted');
  },
};

it('keeps nobody from being scraped where the entry may not be looked at', async () => {
  setLogLevel('none');
  const report = await reportWith({}, UNSEEN);
  expect(report.app).toEqual({ isBundled: false });
});

import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import type { MetricsOptions } from '../../../src/config/metrics-options.ts';
import { monotonicSeconds } from '../../../src/foundation/clock.ts';
import { faultCounts } from '../../../src/foundation/faults.ts';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { type Pushes, startPushes } from '../../../src/otlp/pushes.ts';
import { createCollect, createCollectNow, storeSource } from '../../../src/pipeline/collect.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../../support/otlp/receiver.ts';
import { faultsDuring, newProvider } from '../pipeline/readings.ts';

let receiver: OtlpReceiver;
const running: Pushes[] = [];

beforeEach(async () => {
  setLogLevel('none');
  receiver = await startOtlpReceiver();
});
afterEach(async () => {
  for (const pushes of running.splice(0)) pushes.stop();
  await receiver.close();
});

/** A counter, and the pushes of its store to the receiver. */
function pushing(options: MetricsOptions = {}, provider = newProvider()) {
  const { config } = loadConfig({
    code: {
      exporters: ['otlp'],
      otlpEndpoint: `${receiver.url}/v1/metrics`,
      exportIntervalMs: 60_000,
      ...options,
    },
  });
  const sources = [storeSource(provider)];
  const resource = { 'service.name': 'shop' };
  const pushes = startPushes({
    config,
    collect: createCollect(sources, resource),
    collectNow: createCollectNow(sources, resource),
    store: provider.store,
  });
  running.push(pushes);
  return { pushes, provider, counter: provider.getMeter('app').createCounter('orders') };
}

const inSeconds = (seconds: number) => monotonicSeconds() + seconds;

describe('pushes', () => {
  it.each(['http/protobuf', 'http/json'] as const)(
    'bring what was measured by %s, once an interval',
    async (otlpProtocol) => {
      const { counter } = pushing({ otlpProtocol, exportIntervalMs: 20 });
      counter.add(2);
      await receiver.until(() => receiver.lastTotal('orders') === 2);
      counter.add(3);
      await receiver.until(() => receiver.lastTotal('orders') === 5);
      expect(receiver.mostInFlight).toBe(1);
    },
  );

  it('bring what came since the last one, where that is preferred', async () => {
    const { counter, pushes } = pushing({ otlpTemporality: 'delta' });
    for (const amount of [2, 3]) {
      counter.add(amount);
      await pushes.flush(inSeconds(2));
    }
    expect(receiver.requests.map(({ metrics }) => metrics[0])).toMatchObject([
      { temporality: 'delta', points: [{ value: 2 }] },
      { temporality: 'delta', points: [{ value: 3 }] },
    ]);
  });

  it('that were stopped and started again brought everything a second time', async () => {
    const options = { otlpTemporality: 'delta' } as const;
    const first = pushing(options);
    first.counter.add(10);
    await first.pushes.flush(inSeconds(2));
    first.pushes.stop();
    first.counter.add(1);
    const { pushes } = pushing(options, first.provider);
    await pushes.flush(inSeconds(2));
    const [before, after] = receiver.requests.map(({ metrics }) => metrics[0]?.points[0]);
    expect([before?.value, after?.value]).toEqual([10, 1]);
    expect(after?.startTimeUnixNano).toBe(before?.timeUnixNano);
  });

  it('of another store know nothing of it', async () => {
    const options = { otlpTemporality: 'delta' } as const;
    for (const amount of [1, 2]) {
      const { counter, pushes } = pushing(options);
      counter.add(amount);
      await pushes.flush(inSeconds(2));
    }
    expect(receiver.deltaTotal('orders')).toBe(3);
  });

  it('of an observed total that fell say when it began anew', async () => {
    const { provider, pushes } = pushing();
    const totals = [10, 20, 2, 4];
    const counter = provider.getMeter('app').createObservableCounter('reads');
    counter.addCallback((result) => result.observe(totals.shift() ?? 0));
    for (const _ of [...totals]) {
      await wait(2);
      await pushes.flush(inSeconds(2));
    }
    const points = receiver.requests.map(({ metrics }) => metrics[0]?.points[0]);
    expect(points.map((point) => point?.value)).toEqual([10, 20, 2, 4]);
    const starts = points.map((point) => point?.startTimeUnixNano);
    expect(starts).toEqual([starts[0], starts[0], starts[2], starts[2]]);
    expect(starts[2]).toBeGreaterThan(points[1]?.timeUnixNano ?? 0n);
  });

  it('end when their time is over, though a request might take longer', async () => {
    receiver.mode = 'black-hole';
    const { counter } = pushing({ exportIntervalMs: 300, exportTimeoutMs: 300, otlpTimeoutMs: 0 });
    counter.add(1);
    const failures = () => faultCounts().get('export_error') ?? 0;
    const before = failures();
    await receiver.until(() => failures() > before);
    expect(receiver.attempts).toBe(1);
  });

  it('are none after a stop', async () => {
    const { counter, pushes } = pushing({ exportIntervalMs: 20 });
    counter.add(1);
    await receiver.until(() => receiver.requests.length > 0);
    pushes.stop();
    counter.add(1);
    await pushes.flush(inSeconds(2));
    expect(receiver.lastTotal('orders')).toBe(1);
  });

  it('fail with what is under way when they are stopped', async () => {
    receiver.mode = 'black-hole';
    const { counter, pushes } = pushing();
    counter.add(1);
    const faults = await faultsDuring(async () => {
      const flushed = pushes.flush(inSeconds(60));
      await receiver.until(() => receiver.attempts === 1);
      pushes.stop();
      await flushed;
    });
    expect(faults).toEqual({});
  });

  it('are counted when they fail', async () => {
    receiver.mode = { status: 503 };
    const { counter, pushes } = pushing();
    counter.add(1);
    const faults = await faultsDuring(() => pushes.flush(inSeconds(2)));
    expect(faults).toEqual({ export_error: 1 });
  });

  it('wait for all exporters', async () => {
    const print = vi.spyOn(console, 'dir').mockReturnValue();
    const { counter, pushes } = pushing({ exporters: ['otlp', 'console'] });
    counter.add(1);
    await pushes.flush(inSeconds(2));
    expect(receiver.lastTotal('orders')).toBe(1);
    expect(print.mock.calls.flat()).toContainEqual(
      expect.objectContaining({ descriptor: expect.objectContaining({ name: 'orders' }) }),
    );
    print.mockRestore();
  });
});

it('a process that ends starts no other one where that is not wanted', async () => {
  const { counter, pushes } = pushing({ otlpExitProcess: false });
  counter.add(1);
  expect(await faultsDuring(() => pushes.flushNow(inSeconds(0.5)))).toEqual({});
  expect(receiver.attempts).toBe(0);
});

it('the console is printed to at the end, whether other processes are wanted or not', () => {
  const print = vi.spyOn(console, 'dir').mockReturnValue();
  const { counter, pushes } = pushing({ otlpExitProcess: false, exporters: ['console'] });
  counter.add(1);
  pushes.flushNow(inSeconds(0.5));
  expect(print).toHaveBeenCalled();
  print.mockRestore();
});

it('what was measured before the pushes began is delivered at the end', () => {
  const provider = newProvider();
  provider.getMeter('shop').createCounter('early').add(3);
  const { config } = loadConfig({ code: { exporters: ['console'] } });
  const print = vi.spyOn(console, 'dir').mockReturnValue();
  const pushes = startPushes({
    config,
    collect: createCollect([storeSource(provider)], {}),
    collectNow: createCollectNow([storeSource(provider)], {}),
    store: provider.store,
  });
  pushes.flushNow(inSeconds(0.5));
  pushes.stop();
  expect(print).toHaveBeenCalled();
  print.mockRestore();
});

it('an exporter that cannot be had is left out, and counted', async () => {
  const options = { otlpEndpoint: 'no-url-at-all' } as const;
  const provider = newProvider();
  const { config } = loadConfig({ code: { exporters: ['otlp'] } });
  const faults = await faultsDuring(async () => {
    const pushes = startPushes({
      config: { ...config, ...options },
      collect: createCollect([storeSource(provider)], {}),
      collectNow: createCollectNow([storeSource(provider)], {}),
      store: provider.store,
    });
    await pushes.flush(inSeconds(1));
    pushes.flushNow(inSeconds(1));
    pushes.stop();
  });
  expect(faults).toEqual({ export_error: 1 });
});

// What a collector took, and could not say so in time.
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type App, startApp } from '../support/app-process.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp/receiver.ts';

const ORDERS = 'shop.orders';

let app: App;
let receiver: OtlpReceiver;
afterEach(async () => {
  await app?.stop();
  await receiver?.close();
});

describe('where the answer to a push is lost', () => {
  it('totals are exact', async () => {
    const { counted } = await loseAnswer('cumulative');
    await receiver.until(() => receiver.lastTotal(ORDERS) >= counted);
    expect(receiver.lastTotal(ORDERS)).toBe(counted);
  });

  it('deltas come at least once: what that push had is in the next one, too', async () => {
    const { counted, taken } = await loseAnswer('delta');
    await receiver.until(() => receiver.deltaTotal(ORDERS) >= counted + taken);
    expect(receiver.deltaTotal(ORDERS)).toBe(counted + taken);
  });
});

/** What the app counted in all, and what of that was in the push whose answer was lost. */
async function loseAnswer(temporality: string): Promise<{ counted: number; taken: number }> {
  receiver = await startOtlpReceiver();
  receiver.mode = 'silent';
  app = startApp({
    cwd: inject('packedProject'),
    args: ['--import', '@acme/otel-metrics/register', 'otlp-counting.cjs'],
    env: {
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality,
    },
  });
  await receiver.until(() => receiver.requests.length > 0);
  receiver.mode = 'up';
  const taken = receiver.deltaTotal(ORDERS);
  expect(taken).toBeGreaterThan(0);
  await receiver.until(() => receiver.requests.length > 1);
  app.child.kill('SIGHUP');
  const [, total] = await app.printed(/total (\d+)/);
  return { counted: Number(total), taken };
}

import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const SRC = new URL('../../../src/', import.meta.url).href;

/** What tests of an app do to its globals, after the agent was loaded. */
const FAKED = `
  delete globalThis.performance;
  globalThis.setTimeout = globalThis.setImmediate = () => 7;
  globalThis.clearTimeout = () => {};
  Date.now = () => 0;
`;

function run(script: string): string {
  const imports = `
    import { createCollect, storeSource } from '${SRC}pipeline/collect.ts';
    import { createMeterProvider } from '${SRC}pipeline/meter-provider.ts';
    import { guarded } from '${SRC}foundation/guard.ts';
    import { faultCounts } from '${SRC}foundation/faults.ts';
    import { setLogLevel } from '${SRC}foundation/log.ts';
  `;
  const args = ['--input-type=module', '-e', imports + FAKED + script];
  return execFileSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

it('a fault was thrown into an app that had deleted performance', () => {
  const script = `
    guarded('observer_error', 'a listener', () => { throw new Error('x'); })();
    console.log('the app goes on', faultCounts().get('observer_error'));
  `;
  expect(run(script)).toBe('the app goes on 1\n');
});

it('a collection never ended under fake timers, when a callback did not', () => {
  const script = `
    setLogLevel('none');
    const limits = { cardinalityLimit: 10, totalCardinalityLimit: 100, seriesTtlMs: 0 };
    const provider = createMeterProvider(limits);
    const gauge = provider.getMeter('shop').createObservableGauge('x');
    gauge.addCallback(() => new Promise(() => {}));
    gauge.addCallback((result) => result.observe(1));
    for (let i = 0; i < 500; i++) gauge.addCallback(() => {});
    // The timer of the time-out keeps no process alive; a server's socket does.
    const { createServer } = await import('node:net');
    const server = createServer().listen(0);
    const { families, timeMs } = await createCollect([storeSource(provider)], {})();
    server.close();
    const [series] = families[0].series();
    console.log(series.value, faultCounts().get('callback_timeout'), timeMs > 0);
  `;
  expect(run(script)).toBe('1 1 true\n');
});

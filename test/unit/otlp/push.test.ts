import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { faultCounts } from '../../../src/foundation/faults.ts';
import { setLogLevel } from '../../../src/foundation/log.ts';
import type { Exporter } from '../../../src/otlp/exporter.ts';
import { DELIVERED, type Failed, type Outcome } from '../../../src/otlp/outcome.ts';
import { Push } from '../../../src/otlp/push.ts';
import { logLines } from '../../support/log-lines.ts';
import { newProvider } from '../pipeline/readings.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));
vi.mock(import('../../../src/foundation/timers.ts'), () => import('../../support/host-timers.ts'));

vi.mock(import('node:fs'), async (original) => {
  const { keepLines } = await import('../../support/log-lines.ts');
  return keepLines(await original());
});

const INTERVAL_MS = 10_000;
const TIMEOUT_MS = 5_000;
const AWAY: Failed = { isDelivered: false, reason: 'refused', isPassing: true };
const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  logLines.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  setLogLevel('warn');
});

let exporters = 0;

/** Exporter that takes a while to say what it is told to, and the pushes to it. */
function pushing({ takesMs = 0, collectsMs = 0, answer = (): Outcome => DELIVERED } = {}) {
  const { store, getMeter, observables } = newProvider();
  const seen = {
    takesMs,
    /** Milliseconds since the beginning at which each export began. */
    exports: [] as number[],
    exportsNow: 0,
    aborts: 0,
    inFlight: 0,
    mostInFlight: 0,
    collections: 0,
  };
  const begin = performance.now();
  let abort = () => {};
  const exporter: Exporter = {
    // Each is another one to the log.
    name: `export ${++exporters}`,
    async export() {
      seen.exports.push(Math.round(performance.now() - begin));
      seen.mostInFlight = Math.max(seen.mostInFlight, ++seen.inFlight);
      const isCut = await new Promise<boolean>((resolve) => {
        setTimeout(resolve, seen.takesMs, false);
        abort = () => resolve(true);
      });
      seen.inFlight--;
      return isCut ? { ...AWAY, reason: 'aborted' } : answer();
    },
    exportNow() {
      seen.exportsNow++;
      return answer();
    },
    abort() {
      seen.aborts++;
      abort();
    },
  };
  const collection = () => {
    seen.collections++;
    observables.observeNow();
    return { resource: {}, timeMs: 0, families: store.families(), errors: [] };
  };
  const push = new Push({
    exporter,
    collect: async () => {
      if (collectsMs > 0) await new Promise((resolve) => setTimeout(resolve, collectsMs));
      return collection();
    },
    collectNow: collection,
    store,
    intervalMs: INTERVAL_MS,
    timeoutMs: TIMEOUT_MS,
  });
  const meter = getMeter('app');
  return {
    push,
    seen,
    meter,
    observables,
    name: exporter.name,
    counter: meter.createCounter('orders'),
  };
}

/** In seconds of the faked clock. */
const inSeconds = (seconds: number) => performance.now() / 1000 + seconds;
const faults = () => faultCounts().get('export_error') ?? 0;

describe('pushes', () => {
  it('begin one interval after the start, and come once an interval', async () => {
    const { seen, push } = pushing({ takesMs: 2_000 });
    await vi.advanceTimersByTimeAsync(INTERVAL_MS - 1);
    expect(seen.exports).toEqual([]);
    await vi.advanceTimersByTimeAsync(2 * INTERVAL_MS + 1);
    expect(seen.exports).toEqual([1, 2, 3].map((n) => n * INTERVAL_MS));
    push.stop();
  });

  it('keep no process alive', async () => {
    vi.useRealTimers();
    const before = process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
    const { push } = pushing();
    const after = process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
    expect(after).toBe(before);
    push.stop();
  });

  it('come one at a time where the exporter is slow, and the interval is over meanwhile', async () => {
    const { seen, push } = pushing({ takesMs: 1_000 });
    await vi.advanceTimersByTimeAsync(INTERVAL_MS - 500);
    const first = push.flush(inSeconds(2));
    await vi.advanceTimersByTimeAsync(100);
    const second = push.flush(inSeconds(3));
    await vi.advanceTimersByTimeAsync(5_000);
    await Promise.all([first, second]);
    expect(seen.exports).toEqual([INTERVAL_MS - 500, INTERVAL_MS + 500]);
    expect(seen.mostInFlight).toBe(1);
    push.stop();
  });

  it('are over after the time-out, by an abort', async () => {
    const { seen, name } = pushing({ takesMs: 1e9 });
    await vi.advanceTimersByTimeAsync(INTERVAL_MS + TIMEOUT_MS);
    expect(seen.aborts).toBe(1);
    expect(logLines.join('')).toContain(`${name} failed: the push took too long`);
  });

  it('end with a stop, and what is under way fails without a word', async () => {
    const { seen, push } = pushing({ takesMs: 1e9 });
    await vi.advanceTimersByTimeAsync(INTERVAL_MS + 1);
    const waiting = push.flush(inSeconds(2));
    push.stop();
    await vi.advanceTimersByTimeAsync(10 * INTERVAL_MS);
    await waiting;
    await push.flush(inSeconds(2));
    push.flushNow(inSeconds(2));
    expect(seen).toMatchObject({ aborts: 1, inFlight: 0, exportsNow: 0 });
    expect(seen.exports).toHaveLength(1);
    expect(logLines).toEqual([]);
  });
});

describe('a push that fails', () => {
  it('is repeated after a back-off, with a new collection', async () => {
    const { seen, push } = pushing({ answer: () => AWAY });
    await vi.advanceTimersByTimeAsync(INTERVAL_MS + MINUTE);
    const gaps = seen.exports.slice(1).map((at, index) => at - (seen.exports[index] as number));
    const least = [800, 1600, 3200, 6400, 12_800];
    expect(gaps.length).toBeGreaterThanOrEqual(least.length);
    for (const [index, gap] of least.entries()) {
      expect(gaps[index]).toBeGreaterThanOrEqual(gap);
      expect(gaps[index]).toBeLessThanOrEqual(gap * 1.5 + 1);
    }
    expect(seen.collections).toBe(seen.exports.length);
    push.stop();
  });

  it('is said once a minute with its reason, and counted each time', async () => {
    const before = faults();
    const { seen, push, name } = pushing({ answer: () => AWAY });
    await vi.advanceTimersByTimeAsync(INTERVAL_MS + MINUTE - 1);
    expect(logLines).toEqual([
      expect.stringContaining(`${name} failed: refused; trying again in `),
    ]);
    expect(logLines[0]).toMatch(/ in [12] s\n$/);
    expect(faults() - before).toBe(seen.exports.length);
    push.stop();
  });

  it('is forgotten with the next that does not', async () => {
    setLogLevel('info');
    let isAway = true;
    const { seen, push, name } = pushing({ answer: () => (isAway ? AWAY : DELIVERED) });
    await vi.advanceTimersByTimeAsync(INTERVAL_MS + 10_000);
    isAway = false;
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(logLines.at(-1)).toBe(`[otel-metrics] ${name} works again\n`);
    expect(logLines).toHaveLength(2);
    const [last = 0, before = 0] = seen.exports.toReversed();
    expect(last - before).toBeCloseTo(INTERVAL_MS, -1);
    isAway = true;
    const delivered = seen.exports.length;
    await vi.advanceTimersByTimeAsync(INTERVAL_MS + 1200);
    const [first = 0, second = 0] = seen.exports.slice(delivered);
    expect(second - first).toBeGreaterThanOrEqual(800);
    expect(second - first).toBeLessThanOrEqual(1200);
    push.stop();
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['asks to be left alone', (): Outcome => ({ ...AWAY, retryAfterMs: 25_000 })],
    ['will not take it', (): Outcome => ({ ...AWAY, isPassing: false })],
  ])('waits for the interval or longer where the exporter %s', async (_why, answer) => {
    const { seen, push } = pushing({ answer });
    await vi.advanceTimersByTimeAsync(2 * INTERVAL_MS - 1);
    expect(seen.exports).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3 * INTERVAL_MS);
    expect(seen.exports.length).toBeGreaterThan(1);
    push.stop();
  });

  it('waits for a collection no longer than for all of it', async () => {
    const { store } = newProvider();
    let exported = 0;
    const exporter: Exporter = {
      name: `export ${++exporters}`,
      export: async () => {
        exported++;
        return DELIVERED;
      },
      exportNow: () => DELIVERED,
      abort() {},
    };
    const never = () => new Promise<never>(() => {});
    const options = { exporter, collect: never, collectNow: never as never, store };
    const push = new Push({ ...options, intervalMs: INTERVAL_MS, timeoutMs: TIMEOUT_MS });
    await vi.advanceTimersByTimeAsync(INTERVAL_MS + TIMEOUT_MS);
    expect(logLines.join('')).toContain('the push took too long');
    expect(exported).toBe(0);
    push.stop();
  });
});

describe('a flush', () => {
  it('pushes at once, and the interval begins anew', async () => {
    const { seen, push } = pushing();
    await vi.advanceTimersByTimeAsync(4_000);
    const flushed = push.flush(inSeconds(2));
    await vi.advanceTimersByTimeAsync(1);
    await flushed;
    expect(seen.exports).toEqual([4_000]);
    await vi.advanceTimersByTimeAsync(INTERVAL_MS);
    expect(seen.exports).toEqual([4_000, 4_000 + INTERVAL_MS]);
    push.stop();
  });

  it('follows a push under way that ends in half of its time', async () => {
    const { seen, push } = pushing({ takesMs: 900 });
    await vi.advanceTimersByTimeAsync(INTERVAL_MS + 10);
    const flushed = push.flush(inSeconds(2));
    await vi.advanceTimersByTimeAsync(2_000);
    await flushed;
    expect(seen).toMatchObject({ aborts: 0, mostInFlight: 1 });
    expect(seen.exports).toEqual([INTERVAL_MS, INTERVAL_MS + 900]);
    push.stop();
  });

  it('cuts a push under way short that does not, without counting it', async () => {
    const before = faults();
    const { seen, push } = pushing({ takesMs: 1e9 });
    await vi.advanceTimersByTimeAsync(INTERVAL_MS + 10);
    seen.takesMs = 0;
    const flushed = push.flush(inSeconds(2));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(seen.aborts).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    await flushed;
    expect(seen.exports).toEqual([INTERVAL_MS, INTERVAL_MS + 1_010]);
    expect(faults()).toBe(before);
    push.stop();
  });

  it('cuts a push short that is still collecting: nothing is sent', async () => {
    const { seen, push } = pushing({ collectsMs: 1_500 });
    await vi.advanceTimersByTimeAsync(INTERVAL_MS + 10);
    const flushed = push.flush(inSeconds(2));
    await vi.advanceTimersByTimeAsync(2_010);
    await flushed;
    expect(seen.exports).toEqual([]);
    expect(logLines.join('')).toContain('the push took too long');
    push.stop();
  });

  it('is over at its deadline with a collector that does not answer', async () => {
    const { seen, push } = pushing({ takesMs: 1e9 });
    await vi.advanceTimersByTimeAsync(INTERVAL_MS + 10);
    const begin = performance.now();
    let tookMs = -1;
    push.flush(inSeconds(2)).then(() => {
      tookMs = performance.now() - begin;
    });
    await vi.advanceTimersByTimeAsync(2_100);
    expect(tookMs).toBeGreaterThanOrEqual(0);
    expect(tookMs).toBeLessThanOrEqual(2_001);
    expect(seen.exports).toHaveLength(2);
    push.stop();
  });

  it('is shared by who asks before it has begun, and repeated for who asks after', async () => {
    const { seen, push } = pushing({ takesMs: 100 });
    const first = [push.flush(inSeconds(2)), push.flush(inSeconds(2))];
    let shared = 0;
    for (const flush of first) flush.then(() => shared++);
    await vi.advanceTimersByTimeAsync(50);
    expect(shared).toBe(0);
    const second = [push.flush(inSeconds(2)), push.flush(inSeconds(2))];
    await vi.advanceTimersByTimeAsync(2_000);
    await Promise.all([...first, ...second]);
    expect(seen.exports).toEqual([0, 100]);
    push.stop();
  });

  it('ignores the back-off, and fails without a promise', async () => {
    const { seen, push, name } = pushing({ answer: () => ({ ...AWAY, retryAfterMs: 300_000 }) });
    for (let flush = 1; flush <= 3; flush++) {
      const flushed = push.flush(inSeconds(2));
      await vi.advanceTimersByTimeAsync(10);
      await flushed;
      expect(seen.exports).toHaveLength(flush);
    }
    expect(logLines).toEqual([`[otel-metrics] ${name} failed: refused\n`]);
    push.stop();
  });
});

describe('a flush of a process that ends now', () => {
  const now = (push: Push) => push.flushNow(inSeconds(2));

  async function pushed(push: Push) {
    const flushed = push.flush(inSeconds(2));
    await vi.advanceTimersByTimeAsync(10);
    await flushed;
  }

  it('is none where the app has measured nothing, or all is delivered', async () => {
    const { seen, push, meter, counter, observables } = pushing();
    const gc = meter.createHistogram('v8js.gc.duration').bind({ 'v8js.gc.type': 'minor' });
    meter.createHistogram('acme.metrics.agent.scrape.duration').record(1);
    meter.createObservableGauge('load').addCallback((result) => result.observe(Math.random()));
    gc.record(1);
    counter.bind({ channel: 'shop' });
    now(push);
    counter.add(1);
    await pushed(push);
    gc.record(1);
    observables.observeNow();
    now(push);
    expect(seen.exportsNow).toBe(0);
    push.stop();
  });

  it.each([
    ['a counter', ({ counter }: ReturnType<typeof pushing>) => counter.add(1)],
    [
      'a histogram',
      ({ meter }: ReturnType<typeof pushing>) => meter.createHistogram('h').record(1),
    ],
    ['a gauge', ({ meter }: ReturnType<typeof pushing>) => meter.createGauge('g').record(1)],
    ['a summary', ({ meter }: ReturnType<typeof pushing>) => meter.createSummary('s').record(1)],
  ])('delivers once what was measured since: %s', async (_what, measure) => {
    const app = pushing();
    const { seen, push, counter } = app;
    counter.add(1);
    await pushed(push);
    measure(app);
    now(push);
    expect(seen.exportsNow).toBe(1);
    now(push);
    expect(seen.exportsNow).toBe(1);
    push.stop();
  });

  it('is no second attempt at what a flush has failed with, but one at what came since', async () => {
    const { seen, push, counter } = pushing({ answer: () => AWAY });
    counter.add(1);
    await pushed(push);
    now(push);
    expect(seen.exportsNow).toBe(0);
    counter.add(1);
    now(push);
    now(push);
    expect(seen.exportsNow).toBe(1);
    push.stop();
  });

  it('is an attempt at what an ordinary push has failed with', async () => {
    const { seen, push, counter } = pushing({ answer: () => AWAY });
    counter.add(1);
    await vi.advanceTimersByTimeAsync(INTERVAL_MS + 10);
    now(push);
    expect(seen.exportsNow).toBe(1);
    push.stop();
  });

  it('notices what came to one metric when as much went from another', async () => {
    const { seen, push, meter, counter } = pushing();
    counter.add(1);
    await pushed(push);
    counter.remove({});
    meter.createCounter('visits').add(1);
    now(push);
    expect(seen.exportsNow).toBe(1);
    push.stop();
  });

  it('that fails is counted, said, and not repeated', () => {
    const before = faults();
    const { seen, push, counter, name } = pushing({ answer: () => AWAY });
    counter.add(1);
    now(push);
    now(push);
    expect(seen.exportsNow).toBe(1);
    expect(faults()).toBe(before + 1);
    expect(logLines).toEqual([`[otel-metrics] ${name} failed: refused\n`]);
    push.stop();
  });

  it('throws nothing where all is broken', () => {
    const { push, counter } = pushing({
      answer: () => {
        throw new Error('broken');
      },
    });
    counter.add(1);
    expect(() => now(push)).not.toThrow();
    push.stop();
  });
});

import { describe, expect, it } from 'vitest';
import { monotonicSeconds } from '../../../src/foundation/clock.ts';
import { createTemporality } from '../../../src/otlp/delta/temporality.ts';
import type { Encode } from '../../../src/otlp/encode.ts';
import { createJsonEncoder } from '../../../src/otlp/json.ts';
import { createOtlpExporter } from '../../../src/otlp/otlp-exporter.ts';
import { DELIVERED, type Outcome } from '../../../src/otlp/outcome.ts';
import type { Sender } from '../../../src/otlp/send/sender.ts';
import { createCollectNow, storeSource } from '../../../src/pipeline/collect.ts';
import { decodeJsonRequest, type ReceivedMetrics } from '../../support/otlp/receiver.ts';
import { newProvider } from '../pipeline/readings.ts';

const SERIES = 1500;
const MAX_SERIES = 512;
const AWAY: Outcome = { isDelivered: false, reason: 'HTTP 503', isPassing: true, retryAfterMs: 7 };

/** A counter of many series that are pushed in three parts, and what arrives of it. */
function exporting({ timeoutMs = 10_000 } = {}) {
  const provider = newProvider();
  const counter = provider.getMeter('app').createCounter('orders');
  const add = () => {
    for (let order = 0; order < SERIES; order++) counter.add(1, { order });
  };
  add();
  const seen = {
    arrived: [] as ReceivedMetrics[],
    timeouts: [] as number[],
    aborts: 0,
    isBroken: false,
    answer: (_request: number): Outcome | Promise<Outcome> => DELIVERED,
  };
  const take = (body: Uint8Array, outcome: Outcome) => {
    if (outcome.isDelivered) seen.arrived.push(decodeJsonRequest(Buffer.from(body).toString()));
    return outcome;
  };
  const sender: Sender = {
    target: 'localhost:4318',
    async send(body, timeout) {
      seen.timeouts.push(timeout);
      return take(body, await seen.answer(seen.timeouts.length));
    },
    sendNow(bodies, timeout) {
      seen.timeouts.push(timeout);
      const outcome = seen.answer(seen.timeouts.length) as Outcome;
      for (const body of bodies) take(body, outcome);
      return outcome;
    },
    abort() {
      seen.aborts++;
    },
  };
  const createEncode = () => {
    const encode = createJsonEncoder();
    return reusing(function* check(collection) {
      if (seen.isBroken) throw new Error('no such kind');
      return yield* encode(collection);
    });
  };
  const temporality = createTemporality('delta');
  const exporter = createOtlpExporter({
    sender,
    temporality,
    createEncode,
    maxSeries: MAX_SERIES,
    timeoutMs,
    mayPost: true,
  });
  const resource = { 'service.name': 'shop' };
  const collectNow = createCollectNow([storeSource(provider)], resource);
  const inSeconds = (seconds: number) => monotonicSeconds() + seconds;
  return {
    seen,
    exporter,
    add,
    collectNow,
    push: async (seconds = 10) => exporter.export(collectNow(), inSeconds(seconds)),
    pushNow: (seconds = 10) => exporter.exportNow?.(collectNow(), inSeconds(seconds)),
  };
}

/** All requests in one piece of memory, as an encoder that patches them has it. */
function reusing(encode: Encode): Encode {
  const memory = new Uint8Array(1e6);
  return function* reuse(collection) {
    const body = yield* encode(collection);
    memory.set(body);
    return memory.subarray(0, body.length);
  };
}

/** What arrived of each series, added up. */
function totals(arrived: readonly ReceivedMetrics[]): Map<unknown, number> {
  const sums = new Map<unknown, number>();
  for (const { attributes, value = 0 } of arrived
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ points }) => points)) {
    sums.set(attributes.order, (sums.get(attributes.order) ?? 0) + value);
  }
  return sums;
}

const each = (value: number) =>
  new Map(Array.from({ length: SERIES }, (_, order) => [order, value]));

describe.each([
  ['in turns', 'push'],
  ['at once', 'pushNow'],
] as const)('an export %s', (_how, push) => {
  it('delivers all series once, in parts', async () => {
    const app = exporting();
    expect(await app[push]()).toEqual(DELIVERED);
    expect(app.seen.arrived.map(({ metrics }) => metrics[0]?.points.length)).toEqual([
      512, 512, 476,
    ]);
    expect(totals(app.seen.arrived)).toEqual(each(1));
  });

  it('delivers what came since, once that is all there is', async () => {
    const app = exporting();
    await app[push]();
    app.add();
    await app[push]();
    expect(totals(app.seen.arrived)).toEqual(each(2));
  });

  it('gives each request the time that is left, and the time-out at most', async () => {
    const app = exporting({ timeoutMs: 2_000 });
    await app[push](10);
    await app[push](1);
    app.add();
    await app[push](1);
    const [first = 0] = app.seen.timeouts;
    expect(first).toBe(2_000);
    expect(app.seen.timeouts.at(-1)).toBeLessThanOrEqual(1_000);
  });

  it('fails with what cannot be encoded, which is in the next one', async () => {
    const app = exporting();
    app.seen.isBroken = true;
    const reason = 'Error: no such kind';
    expect(await app[push]()).toEqual({ isDelivered: false, reason, isPassing: false });
    app.seen.isBroken = false;
    expect(await app[push]()).toEqual(DELIVERED);
    expect(totals(app.seen.arrived)).toEqual(each(1));
  });
});

describe('an export', () => {
  it('ends with the first part that fails, and goes on from what was delivered', async () => {
    const app = exporting();
    app.seen.answer = (request) => (request === 2 ? AWAY : DELIVERED);
    expect(await app.push()).toEqual(AWAY);
    expect(app.seen.timeouts).toHaveLength(2);
    app.add();
    expect(await app.push()).toEqual(DELIVERED);
    expect(totals(app.seen.arrived)).toEqual(each(2));
  });

  it('sends nothing more after an abort, also where it was not sending', async () => {
    const app = exporting();
    const exported = app.exporter.export(app.collectNow(), monotonicSeconds() + 10);
    app.exporter.abort();
    expect(await exported).toMatchObject({ isDelivered: false });
    expect(app.seen).toMatchObject({ aborts: 1, timeouts: [] });
    expect(await app.push()).toEqual(DELIVERED);
  });

  it('sends nothing more once the time is over', async () => {
    const app = exporting();
    expect(await app.push(0)).toMatchObject({
      isDelivered: false,
      reason: 'the push took too long',
    });
    expect(app.seen.timeouts).toEqual([]);
  });

  it('at once delivers all, where another one was cut off in the middle', async () => {
    const app = exporting();
    app.seen.answer = (request) => (request === 1 ? DELIVERED : new Promise(() => {}));
    void app.push();
    while (app.seen.timeouts.length < 2) await new Promise(setImmediate);
    app.add();
    app.seen.answer = () => DELIVERED;
    expect(app.pushNow()).toEqual(DELIVERED);
    expect(totals(app.seen.arrived)).toEqual(each(2));
  });
});

import { EventEmitter } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  type Context,
  context,
  diag,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type Span,
  trace,
} from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExemplarFilter } from '../../../src/config/metrics-options.ts';
import { offerGlobally } from '../../../src/pipeline/global-provider.ts';
import type { MeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { LocalContexts } from './local-contexts.ts';
import { faultsDuring, newProvider } from './readings.ts';
import { apiGlobals, exemplarsOf, idsOf, idsOfSpan, newSpan, within } from './spans.ts';

const OUTSIDE = { traceId: '', spanId: '' };
const SAMPLED = newSpan();
const UNSAMPLED = newSpan({ flags: 0 });

/** A provider that knows what is registered with the API now. */
function tracedProvider(exemplarFilter?: ExemplarFilter): MeterProvider {
  const provider = newProvider(100, exemplarFilter === undefined ? {} : { exemplarFilter });
  provider.spans.registered(apiGlobals());
  return provider;
}

function addOne(provider: MeterProvider, given?: Context): readonly object[] {
  provider.getMeter('test').createCounter('jobs').add(1, {}, given);
  return idsOf(exemplarsOf(provider, 'jobs'));
}

describe('with the app’s context manager', () => {
  beforeEach(() => {
    context.setGlobalContextManager(new LocalContexts());
  });

  afterEach(() => context.disable());

  const SPANS: [what: string, span: Span, isSampled: boolean, isValid: boolean][] = [
    ['no span', trace.wrapSpanContext(INVALID_SPAN_CONTEXT), false, false],
    ['a sampled span', SAMPLED, true, true],
    ['a span that is not sampled', UNSAMPLED, false, true],
    ['a trace id of zeros', newSpan({ traceId: '0'.repeat(32) }), false, false],
    ['a span id of zeros', newSpan({ spanId: '0'.repeat(16) }), false, false],
    ['a short id', newSpan({ spanId: 'abc' }), false, false],
    ['an id of other letters', newSpan({ traceId: 'x'.repeat(32) }), false, false],
  ];

  it.each(SPANS)('takes %s as the filter says', (_what, span, isSampled, isValid) => {
    const ids = idsOfSpan(span);
    const found = (filter?: ExemplarFilter) => within(span, () => addOne(tracedProvider(filter)));
    expect(found('trace_based')).toEqual(isSampled ? [ids] : []);
    expect(found(), 'the default').toEqual(found('trace_based'));
    expect(found('always_on')).toEqual([isValid ? ids : OUTSIDE]);
    expect(found('always_off')).toEqual([]);
  });

  it('takes what is measured outside of any span where all is taken', () => {
    expect(addOne(tracedProvider())).toEqual([]);
    expect(addOne(tracedProvider('always_on'))).toEqual([OUTSIDE]);
    expect(addOne(newProvider(9, { exemplarFilter: 'always_on' })), 'no API').toEqual([OUTSIDE]);
    expect(addOne(tracedProvider('always_off'))).toEqual([]);
  });

  it('knows the span across asynchronous calls', async () => {
    const provider = tracedProvider();
    await within(SAMPLED, async () => {
      await new Promise(setImmediate);
      addOne(provider);
    });
    expect(idsOf(exemplarsOf(provider, 'jobs'))).toEqual([idsOfSpan(SAMPLED)]);
  });

  it('prefers the context that is given with a measurement', () => {
    const given = newSpan();
    const other = trace.setSpan(ROOT_CONTEXT, given);
    const provider = tracedProvider();
    const meter = provider.getMeter('test');
    within(SAMPLED, () => {
      meter.createCounter('sum').add(1, {}, other);
      meter.createCounter('bound sum').bind({}).add(1, other);
      meter.createHistogram('histogram').record(1, {}, other);
      meter.createHistogram('bound histogram').bind({}).record(1, other);
      meter.createCounter('without').add(1, {}, ROOT_CONTEXT);
    });
    for (const name of ['sum', 'bound sum', 'histogram', 'bound histogram']) {
      expect(idsOf(exemplarsOf(provider, name)), name).toEqual([idsOfSpan(given)]);
    }
    expect(exemplarsOf(provider, 'without')).toEqual([]);
  });

  it('has the active span where none is given, bound or not', () => {
    const provider = tracedProvider();
    const meter = provider.getMeter('test');
    within(SAMPLED, () => {
      meter.createCounter('bound sum').bind({}).add(1);
      meter.createHistogram('histogram').record(1);
      meter.createHistogram('bound histogram').bind({}).record(1);
    });
    for (const name of ['bound sum', 'histogram', 'bound histogram']) {
      expect(idsOf(exemplarsOf(provider, name)), name).toEqual([idsOfSpan(SAMPLED)]);
    }
  });

  it('shows the amount that was counted: whole, where only whole ones are', () => {
    const provider = tracedProvider();
    const meter = provider.getMeter('test');
    within(SAMPLED, () => meter.createCounter('whole', { valueType: 0 }).add(2.9));
    expect(exemplarsOf(provider, 'whole')).toMatchObject([{ value: 2, bucket: 0 }]);
  });

  it('makes none of an amount that was refused', () => {
    const provider = tracedProvider();
    within(SAMPLED, () => provider.getMeter('test').createCounter('jobs').add(-1));
    expect(exemplarsOf(provider, 'jobs')).toEqual([]);
  });

  it('tells the active context, and none while nothing is sampled', () => {
    const { contexts } = tracedProvider().getMeter('test');
    within(SAMPLED, () => expect(contexts.active()).toBe(context.active()));
    expect(tracedProvider('always_off').getMeter('test').contexts.active()).toBeUndefined();
    const off = newProvider().getMeter('test').contexts;
    expect([off.active(), off.of(new EventEmitter())]).toEqual([undefined, undefined]);
  });

  describe('an emitter', () => {
    it('that was bound leads to its own span, and shows nothing of it', () => {
      const provider = tracedProvider();
      const emitter = new EventEmitter();
      within(SAMPLED, () => context.bind(context.active(), emitter));
      const seen: unknown[] = [];
      emitter.on('newListener', (event) => seen.push(event));
      emitter.on('control', () => {});
      const before = Reflect.ownKeys(emitter);
      within(newSpan(), () => addOne(provider, provider.spans.of(emitter) as Context));
      expect(idsOf(exemplarsOf(provider, 'jobs'))).toEqual([idsOfSpan(SAMPLED)]);
      expect(seen, 'the control alone').toEqual(['control']);
      expect(emitter.eventNames()).toEqual(['newListener', 'control']);
      expect(Reflect.ownKeys(emitter)).toEqual(before);
    });

    it('that was bound outside of any span has none, whatever is active', () => {
      const provider = tracedProvider();
      const emitter = context.bind(ROOT_CONTEXT, new EventEmitter());
      within(SAMPLED, () => addOne(provider, provider.spans.of(emitter) as Context));
      expect(exemplarsOf(provider, 'jobs')).toEqual([]);
    });

    it('that was not bound leads to the active span', () => {
      const provider = tracedProvider();
      const { spans } = provider;
      within(SAMPLED, () => addOne(provider, spans.of(new EventEmitter()) as Context));
      expect(idsOf(exemplarsOf(provider, 'jobs'))).toEqual([idsOfSpan(SAMPLED)]);
    });

    it('whose methods the app has replaced is left alone', () => {
      const provider = tracedProvider();
      const emitter = new EventEmitter();
      emitter.prependListener = () => emitter;
      const { spans } = provider;
      within(SAMPLED, () => addOne(provider, spans.of(emitter) as Context));
      expect(idsOf(exemplarsOf(provider, 'jobs'))).toEqual([idsOfSpan(SAMPLED)]);
    });
  });
});

describe('what the app registers', () => {
  const key = Symbol.for('opentelemetry.js.api.1');
  const global = globalThis as unknown as Record<symbol, unknown>;

  beforeEach(() => {
    delete global[key];
  });

  afterEach(() => {
    context.disable();
    diag.disable();
    trace.disable();
  });

  /** A provider that is told of it, with the number of times that a span was looked for. */
  function watching(exemplarFilter: ExemplarFilter = 'trace_based') {
    const provider = newProvider(100, { exemplarFilter });
    const { sampler } = provider.store;
    const { findIds } = sampler;
    const looks = { count: 0 };
    sampler.findIds = (given) => {
      looks.count++;
      return findIds(given);
    };
    offerGlobally(provider, {
      onReplaced: () => {},
      onRegistered: (globals) => provider.spans.registered(globals),
    });
    return { provider, sampler, looks };
  }

  it('is nothing: then no span is looked for', () => {
    const { provider, sampler, looks } = watching();
    expect([addOne(provider), looks.count, sampler.isOn]).toEqual([[], 0, false]);
  });

  it('is a context manager: from then on spans are, and not once it is gone', () => {
    const { provider, sampler, looks } = watching();
    expect(context.setGlobalContextManager(new LocalContexts())).toBe(true);
    expect(within(SAMPLED, () => addOne(provider))).toEqual([idsOfSpan(SAMPLED)]);
    expect([looks.count, sampler.isOn]).toEqual([1, true]);
    context.disable();
    provider.store.rounds.now++;
    addOne(provider);
    expect(sampler.isOn).toBe(false);
    addOne(provider);
    expect(looks.count).toBe(2);
  });

  it('is a context manager, where no exemplars are wanted: no span is looked for', () => {
    const { provider, sampler, looks } = watching('always_off');
    expect(context.setGlobalContextManager(new LocalContexts())).toBe(true);
    expect(within(SAMPLED, () => addOne(provider))).toEqual([]);
    expect([looks.count, sampler.isOn]).toEqual([0, false]);
  });

  it('is a logger alone: spans are looked for once', () => {
    const { provider, sampler, looks } = watching();
    diag.setLogger({ debug() {}, error() {}, info() {}, verbose() {}, warn() {} });
    addOne(provider);
    addOne(provider);
    expect([looks.count, sampler.isOn]).toEqual([1, false]);
  });

  it('is a tracer alone: contexts that are given count', () => {
    const { provider } = watching();
    trace.setGlobalTracerProvider({ getTracer: () => trace.getTracer('none') });
    addOne(provider);
    expect(addOne(provider, trace.setSpan(ROOT_CONTEXT, SAMPLED))).toEqual([idsOfSpan(SAMPLED)]);
  });

  it('was registered before the agent came', () => {
    context.setGlobalContextManager(new LocalContexts());
    const provider = newProvider();
    const listener = {
      onReplaced: () => {},
      onRegistered: (globals: ReturnType<typeof apiGlobals>) => provider.spans.registered(globals),
    };
    expect(offerGlobally(provider, listener)).toBe(true);
    expect(within(SAMPLED, () => addOne(provider))).toEqual([idsOfSpan(SAMPLED)]);
  });

  it('has metrics of its own already: its tracer counts all the same, also one that comes later', () => {
    const own = newProvider();
    global[key] = { version: '1.10.0', metrics: own };
    const provider = newProvider();
    const offered = offerGlobally(provider, {
      onReplaced: () => {},
      onRegistered: (registered) => provider.spans.registered(registered),
    });
    expect([offered, apiGlobals().metrics]).toEqual([false, own]);
    addOne(provider);
    expect(provider.store.sampler.isOn).toBe(false);
    expect(context.setGlobalContextManager(new LocalContexts())).toBe(true);
    expect(within(SAMPLED, () => addOne(provider))).toEqual([idsOfSpan(SAMPLED)]);
  });
});

describe('an app whose tracer throws', () => {
  const boom = () => {
    throw new Error('boom');
  };
  const withSpan = (span: unknown) => ({ active: () => ({ getValue: () => span }) });
  const CASES: [what: string, manager: object][] = [
    ['where the context is asked for', { active: boom }],
    ['where the context is not one', { active: () => 'context' }],
    ['where the span is asked for', { active: () => ({ getValue: boom }) }],
    ['where the span is not one', withSpan('span')],
    ['where its ids are asked for', withSpan({ spanContext: boom })],
    ['where it has no ids', withSpan({ spanContext: () => undefined })],
  ];

  it.each(CASES)(
    '%s, measures on without spans, and that is counted once',
    async (_what, manager) => {
      for (const [filter, expected] of [
        ['trace_based', []],
        ['always_on', [OUTSIDE]],
      ] as const) {
        const provider = newProvider(100, { exemplarFilter: filter });
        const faults = await faultsDuring(() => {
          provider.spans.registered({ version: '', context: manager });
          expect(addOne(provider)).toEqual(expected);
          addOne(provider);
          provider.spans.active();
          provider.store.rounds.now++;
          expect(addOne(provider)).toEqual(expected);
        });
        expect(faults).toEqual({ observer_error: 1 });
        expect(
          [...(provider.store.families()[0]?.series() ?? [])].map(({ value }) => value),
        ).toEqual([3]);
      }
    },
  );

  it('hands out contexts that throw: the measurement counts', () => {
    const provider = tracedProvider();
    expect(addOne(provider, 'context' as never)).toEqual([]);
    expect(addOne(provider, { getValue: boom } as never)).toEqual([]);
    expect(addOne(provider, null as never)).toEqual([]);
  });
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

it('an id held the header that it was read from', () => {
  const provider = newProvider();
  const header = (index: number) => `00-${String(index).padStart(32, '1')}-${'x'.repeat(1e6)}`;
  let index = 0;
  const spanContext = () => ({
    traceId: header(index).slice(3, 35),
    spanId: '1'.repeat(16),
    traceFlags: 1,
  });
  const active = () => ({ getValue: () => ({ spanContext }) });
  provider.spans.registered({ version: '', context: { active } });
  const counter = provider.getMeter('test').createCounter('jobs');
  const before = process.memoryUsage().heapUsed;
  for (; index < 100; index++) counter.add(1, { index });
  collectGarbage();
  expect(exemplarsOf(provider, 'jobs').length).toBe(100);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(20e6);
});

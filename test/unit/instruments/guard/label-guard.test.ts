import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { faultCounts } from '../../../../src/foundation/faults.ts';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { counter } from '../../../../src/instruments/declared/counter.ts';
import { gauge } from '../../../../src/instruments/declared/gauge.ts';
import type { LabelValue } from '../../../../src/instruments/declared/labels.ts';
import { record } from '../../../../src/instruments/declared/record.ts';
import { timer } from '../../../../src/instruments/declared/timer.ts';
import { createGuard, type GuardOptions } from '../../../../src/instruments/guard/label-guard.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import { logLines } from '../../../support/log-lines.ts';
import { faultsOf, valuesOf } from '../measured.ts';

vi.mock(
  import('../../../../src/foundation/clock.ts'),
  () => import('../../../support/host-clock.ts'),
);

vi.mock(import('node:fs'), async (original) => {
  const { keepLines } = await import('../../../support/log-lines.ts');
  return keepLines(await original());
});

const HERE = fileURLToPath(import.meta.url);
const EMAIL = 'alice@example.com';
const LONG = 'word '.repeat(40);
const REDACTED = '_REDACTED';

const { config } = processMetrics();
function configure(settings: Partial<typeof config>): void {
  Object.assign(processMetrics(), { config: { ...config, ...settings } });
}

let metrics = 0;
/** A guard of its own metric, so that each has its first time. */
function guardOf(
  options: Partial<GuardOptions> = {},
): (label: string, value: LabelValue) => LabelValue {
  return createGuard({ metric: `guarded_${metrics++}`, labels: ['a', 'b'], allow: {}, ...options });
}

beforeEach(() => {
  setLogLevel('warn');
  logLines.length = 0;
});
afterEach(() => configure({}));

describe('a value', () => {
  it.each<[what: string, given: LabelValue, kept: LabelValue]>([
    ['that is ordinary stays', 'gold', 'gold'],
    ['that is a number stays one', 404, 404],
    ['that is a boolean stays one', true, true],
    ['that is sensitive is replaced as a whole', `user:${EMAIL} of berlin`, REDACTED],
    ['that is a long number is replaced', 4111111111111111, REDACTED],
    ['that was replaced stays so', REDACTED, REDACTED],
    ['of 128 characters stays', 'x'.repeat(128), 'x'.repeat(128)],
    ['of more is cut to 128', 'x'.repeat(129), `${'x'.repeat(127)}…`],
    ['is not cut within a character', `${'x'.repeat(126)}🎉🎉`, `${'x'.repeat(126)}…`],
    [
      'is replaced where only the cut one looks sensitive',
      `${' '.repeat(120)}1.2.3.4.5.6`,
      REDACTED,
    ],
    ['is replaced where the sensitive part would be cut off', `${LONG}${EMAIL}`, REDACTED],
  ])('%s', (_what, given, kept) => {
    expect(guardOf()('a', given)).toBe(kept);
  });

  it('of any kind is given back as it is once it was cleaned', () => {
    const clean = guardOf({ allow: { a: ['allowed*', `*${EMAIL}`] } });
    const letters = fc.array(fc.constantFrom(...'aB1-_ .:@/%f🎉'), { maxLength: 200 });
    const text = letters.map((list) => list.join(''));
    const value = fc.oneof(text, fc.string({ maxLength: 300 }), fc.double(), fc.boolean());
    const pieces = fc.tuple(fc.constantFrom('', 'allowed', EMAIL, LONG), text);
    fc.assert(
      fc.property(
        fc.oneof(
          value,
          pieces.map((all) => all.join('')),
        ),
        (given) => {
          const kept = clean('a', given);
          expect(clean('a', kept)).toBe(kept);
          if (typeof kept === 'string' && kept !== given)
            expect(kept.length).toBeLessThanOrEqual(128);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('is counted each time that it is replaced or cut', async () => {
    const clean = guardOf();
    const clean3 = () => {
      clean('a', EMAIL);
      clean('a', EMAIL);
      clean('b', LONG);
      clean('b', 'fine');
    };
    expect(await faultsOf('redacted_value', clean3)).toBe(3);
  });
});

describe('what is allowed', () => {
  it('stays as it is, for its label alone, case told apart', () => {
    const clean = guardOf({ allow: { a: '*@example.com' } });
    expect(clean('a', EMAIL)).toBe(EMAIL);
    expect(clean('a', 'alice@Example.com')).toBe(REDACTED);
    expect(clean('b', EMAIL)).toBe(REDACTED);
  });

  it('may be said by several patterns, and for numbers', () => {
    const clean = guardOf({ allow: { a: ['10.0.0.*', '4111*'], b: undefined } });
    expect(clean('a', '10.0.0.1')).toBe('10.0.0.1');
    expect(clean('a', 4111111111111111)).toBe(4111111111111111);
    expect(clean('a', '10.0.1.1')).toBe(REDACTED);
    expect(clean('b', '10.0.0.1')).toBe(REDACTED);
  });

  it('is not cut', () => {
    const long = `word ${'x'.repeat(200)}`;
    expect(guardOf({ allow: { a: 'word *' } })('a', long)).toBe(long);
  });

  it('may be said by the configuration, for all metrics', () => {
    configure({ allowedValues: { a: '*@example.com' } });
    const clean = guardOf({ allow: { a: '10.*' } });
    expect(clean('a', EMAIL)).toBe(EMAIL);
    expect(clean('a', '10.0.0.1')).toBe('10.0.0.1');
    expect(clean('b', EMAIL)).toBe(REDACTED);
  });

  it('is nothing for a label of a name that every object has', () => {
    expect(guardOf({ labels: ['constructor'] })('constructor', EMAIL)).toBe(REDACTED);
  });
});

describe('switched off', () => {
  it('replaces nothing and says nothing, but cuts', () => {
    configure({ redaction: false });
    const clean = guardOf({ labels: ['email'] });
    expect(logLines).toEqual([]);
    expect(clean('email', EMAIL)).toBe(EMAIL);
    expect(clean('email', LONG)).toHaveLength(128);
  });
});

describe('what is said', () => {
  it('names metric, label, kind, call site and the way to allow it, once, and nothing of the value', () => {
    const clean = guardOf({ metric: 'said_orders' });
    for (const name of ['alice', 'bob']) clean('a', `${name}@example.com`);
    expect(logLines).toHaveLength(1);
    const [line = ''] = logLines;
    expect(line).toMatch(/'a' of 'said_orders' was given what looks like an e-mail address at /);
    expect(line).toContain(` at ${HERE}:`);
    expect(line).toContain('allow: { "a":');
    expect(line).toContain('ACME_METRICS_ALLOWED_LABEL_VALUES=a=');
    expect(line).not.toMatch(/alice|example/);
  });

  it('is not said again after a long time', () => {
    vi.useFakeTimers();
    const clean = guardOf();
    clean('a', EMAIL);
    vi.advanceTimersByTime(3_600_000);
    clean('a', EMAIL);
    vi.useRealTimers();
    expect(logLines).toHaveLength(1);
  });

  it('is said for each label, and for what is cut apart from what is replaced', () => {
    const clean = guardOf();
    for (const label of ['a', 'b']) {
      for (let times = 0; times < 3; times++) {
        clean(label, EMAIL);
        clean(label, LONG);
      }
    }
    expect(logLines.map((line) => /the label '(\w)'.*(replaced|cut)/.exec(line)?.slice(1))).toEqual(
      [
        ...[
          ['a', 'replaced'],
          ['a', 'cut'],
          ['b', 'replaced'],
          ['b', 'cut'],
        ],
      ],
    );
  });

  it('names the declaration where the app did not call, as in a callback', async () => {
    const asked = gauge('said_asked', {
      labels: ['a'],
      observe: async () => [[1, { a: EMAIL }]],
    });
    // Awaited from here, this would be the place.
    void processMetrics().provider.observables.observe();
    await vi.waitFor(() => expect(logLines).toHaveLength(1));
    asked.stop();
    expect(logLines[0]).toContain(`what looks like an e-mail address, declared at ${HERE}:`);
  });
});

describe('the name of a label', () => {
  it('that leads to personal data or no end is warned of once, and measures on', () => {
    const declareIt = () => counter('named_orders', { labels: ['userId', 'tier'] });
    declareIt().add(1, { userId: 7, tier: 'gold' });
    declareIt().add(1, { userId: 7, tier: 'gold' });
    expect(valuesOf('named_orders')).toEqual({ 'tier=gold,userId=7': 2 });
    expect(logLines).toHaveLength(1);
    expect(logLines[0]).toContain("the label 'userId' of 'named_orders', declared at ");
    expect(logLines[0]).toContain(`${HERE}:`);
    expect(logLines[0]).toContain('names personal data');
  });

  it('is not warned of where its values are allowed', () => {
    counter('named_allowed', { labels: ['session'], allow: { session: '*' } });
    configure({ allowedValues: { email: '*' } });
    counter('named_configured', { labels: ['email'] });
    expect(logLines).toEqual([]);
  });
});

describe('series', () => {
  it('of sensitive values are one, in every position, from the start, and found again', () => {
    const orders = counter('series_orders', {
      labels: ['a', 'b', 'c'],
      initial: [{ a: EMAIL, b: 1, c: 2 }],
    });
    for (const name of ['alice', 'bob']) {
      orders.add(1, { a: `${name}@example.com`, b: 1, c: 2 });
      orders.add(1, { a: 1, b: `${name}@example.com`, c: 2 });
      orders.bind({ a: 1, b: 2, c: `${name}@example.com` }).add(1);
    }
    expect(valuesOf('series_orders')).toEqual({
      [`a=${REDACTED},b=1,c=2`]: 2,
      [`a=1,b=${REDACTED},c=2`]: 2,
      [`a=1,b=2,c=${REDACTED}`]: 2,
    });
    expect(orders.remove({ a: 'carol@example.com', b: 1, c: 2 })).toBe(true);
    expect(Object.keys(valuesOf('series_orders'))).toHaveLength(2);
  });

  it('cost no look at values that are known', async () => {
    const orders = counter('series_known', { labels: ['a'] });
    orders.add(1, { a: 'gold' });
    const normalize = vi.spyOn(String.prototype, 'normalize');
    for (let times = 0; times < 100; times++) orders.add(1, { a: 'gold' });
    expect(normalize).not.toHaveBeenCalled();
    orders.add(1, { a: 'silver' });
    expect(normalize).toHaveBeenCalled();
    normalize.mockRestore();
  });

  it('of timers and of metrics that are recorded by name are cleaned, too', async () => {
    const before = faultCounts().get('redacted_value') ?? 0;
    timer('series_timer', { labels: ['a'] }).start({ a: EMAIL })();
    record('series_recorded', 1, { a: EMAIL });
    expect(Object.keys(valuesOf('series_timer'))).toEqual([`a=${REDACTED},status=success`]);
    expect(valuesOf('series_recorded')).toEqual({ [`a=${REDACTED}`]: 1 });
    expect(faultCounts().get('redacted_value')).toBe(before + 2);
  });
});

describe('a name that is made at run time', () => {
  it.each<[string, string, Record<string, LabelValue>]>([
    ['of a metric', `logins_of_${EMAIL}`, {}],
    ['of a metric, with no other fault', 'logins_4111111111111111', {}],
    ['of a label', 'series_of_names', { logins_4111111111111111: 1 }],
  ])('is refused where it looks sensitive, and is not said: %s', (_what, name, labels) => {
    logLines.length = 0;
    expect(record(name, 1, labels)).toBe(false);
    expect(valuesOf(name)).toEqual({});
    expect(logLines.join('')).not.toMatch(/alice|4111/);
    configure({ redaction: false });
    expect(record(name, 1, labels)).toBe(!name.includes('@'));
  });
});

describe('allow', () => {
  it.each([
    [null, /allow has to be an object of patterns by label/],
    ['a', /allow has to be an object/],
    [['a'], /allow has to be an object/],
    [{ b: '*' }, /allow is only for its labels, a$/],
    [{ a: 7 }, /a pattern or a list of patterns for 'a', each a text/],
    [{ a: '' }, /each a text/],
    [{ a: ['x', null] }, /each a text/],
    [{ a: {} }, /each a text/],
  ])('that is wrong throws at the declaration: %j', (allow, message) => {
    const declareIt = () => counter('allow_wrong', { labels: ['a'], allow: allow as never });
    expect(declareIt).toThrow(message);
    expect(declareIt).toThrow(expect.objectContaining({ code: 'ACME_METRICS_INVALID_INSTRUMENT' }));
  });
});

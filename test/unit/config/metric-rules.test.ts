import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMetricRules } from '../../../src/config/metric-rules.ts';
import type { MetricRule } from '../../../src/config/metrics-options.ts';

/** What is made of one rule; problems are without the pattern. */
function parseRule(rule: unknown): { rule: unknown; problems: string[] } {
  const parsed = parseMetricRules({ 'x.*': rule }) as {
    value: Record<string, unknown>;
    problems?: { part: string; allowed: string }[];
  };
  const problems = (parsed.problems ?? []).map(({ part, allowed }) => `${part} is not ${allowed}`);
  return {
    rule: parsed.value['x.*'],
    problems: problems.map((one) => one.replace(/^"x\.\*"(: | (?=is))/, '')),
  };
}

const GOOD: [raw: object, value: MetricRule][] = [
  [{}, {}],
  [{ drop: true }, { drop: true }],
  [{ drop: 'false' }, { drop: false }],
  [{ drop: undefined, scope: true }, { scope: true }],
  [{ rename: 'shop.orders/new-2_x' }, { rename: 'shop.orders/new-2_x' }],
  [{ rename: ` ${'x'.repeat(255)} ` }, { rename: 'x'.repeat(255) }],
  [{ buckets: [0, 0.5, 1e3] }, { buckets: [0, 0.5, 1e3] }],
  [{ buckets: '1, 2' }, { buckets: [1, 2] }],
  [{ buckets: [] }, { buckets: [] }],
  [{ histogram: 'Both' }, { histogram: 'both' }],
  [{ attributes: { allow: ['a', ' b '] } }, { attributes: { allow: ['a', 'b'] } }],
  [{ attributes: { allow: [], deny: 'a,b' } }, { attributes: { allow: [], deny: ['a', 'b'] } }],
  [{ limit: 2 }, { limit: 2 }],
  [{ limit: ' 1000000 ' }, { limit: 1_000_000 }],
  [{ scope: false }, { scope: false }],
];

const SEVEN = 'drop, rename, buckets, histogram, attributes, limit, scope';
const NAME = 'a letter and up to 254 letters, digits, _, ., - and /';
const BOUNDS = 'up to 200 ascending numbers from 0 on';
const LIST = 'a list of texts';
const FORM = 'one of classic, native, both';
const NUMBER = 'a whole number from 2 to 1000000';

/** Its fifth item is none. */
const HOLEY: unknown[] = [{}, ' region ', null, 'id'];
HOLEY[5] = 'zone';

class Foreign {
  readonly drop = true;
}

/** `part` is empty where all of the rule is refused. */
const BAD: [part: string, raw: unknown, allowed: string][] = [
  ...[null, true, 'drop', 5, [], () => {}, new Map(), new Date(), new Foreign()].map(
    (raw): [string, unknown, string] => ['', raw, `an object of ${SEVEN}`],
  ),
  ['"drop"', { drop: 'yes' }, 'true or false'],
  ['"drop"', { drop: null }, 'true or false'],
  ['"rename"', { rename: '' }, NAME],
  ['"rename"', { rename: '9lives' }, NAME],
  ['"rename"', { rename: 'with space' }, NAME],
  ['"rename"', { rename: 'x'.repeat(256) }, NAME],
  ['"rename"', { rename: 'x\n' + 'y' }, NAME],
  ['"rename"', { rename: ['x'] }, NAME],
  ['"buckets"', { buckets: [1, 1] }, BOUNDS],
  ['"buckets"', { buckets: [-1, 1] }, BOUNDS],
  ['"buckets"', { buckets: [1, Number.POSITIVE_INFINITY] }, BOUNDS],
  ['"buckets"', { buckets: ['1'] }, BOUNDS],
  ['"buckets"', { buckets: Array.from({ length: 201 }, (_, i) => i) }, BOUNDS],
  ['"buckets"', { buckets: 'a,b' }, BOUNDS],
  ['"histogram"', { histogram: 'exponential' }, FORM],
  ['"histogram"', { histogram: null }, FORM],
  ['"attributes"', { attributes: ['a'] }, 'an object of allow, deny'],
  ['"attributes": "deny"', { attributes: { deny: 5 } }, LIST],
  ['"attributes": "deny"', { attributes: { deny: [5] } }, LIST],
  ['"attributes": "deny": item 2', { attributes: { deny: ['a', 5] } }, 'a text'],
  ['"attributes": "allow": item 1', { attributes: { allow: [null, 'a'] } }, 'a text'],
  ['"attributes": "keep"', { attributes: { keep: ['a'] } }, 'one of allow, deny'],
  ['"limit"', { limit: 1 }, NUMBER],
  ['"limit"', { limit: 1_000_001 }, NUMBER],
  ['"limit"', { limit: 2.5 }, NUMBER],
  ['"limit"', { limit: 'lots' }, NUMBER],
  ['"scope"', { scope: 'none' }, 'true or false'],
  ['"Drop"', { Drop: true }, `one of ${SEVEN}`],
  ['"constructor"', { constructor: true }, `one of ${SEVEN}`],
  ['"x\\ny"', { 'x\ny': 1 }, `one of ${SEVEN}`],
];

describe('a rule', () => {
  it.each(GOOD)('%j is taken', (raw, value) => {
    expect(parseRule(raw)).toEqual({ rule: value, problems: [] });
  });

  it.each(BAD)('with a bad %s, %j, is named with what is allowed', (part, raw, allowed) => {
    expect(parseRule(raw).problems).toEqual([`${part} is not ${allowed}`.trimStart()]);
  });

  it.each(BAD.filter(([part]) => part !== ''))('keeps what is good beside a bad %s', (_, raw) => {
    const { rule, problems } = parseRule({ scope: true, ...(raw as object), limit: 7 });
    expect(rule).toMatchObject({ limit: 7 });
    expect(problems.length).toBeLessThanOrEqual(1);
  });

  it.each([
    [['region', 5], ['region'], ['item 2']],
    [HOLEY, ['region', 'id', 'zone'], ['item 1', 'item 3', 'item 5']],
  ])('whose list was %j kept every attribute, for one item that is wrong', (raw, left, items) => {
    for (const list of ['allow', 'deny']) {
      expect(parseRule({ attributes: { [list]: raw } })).toEqual({
        rule: { attributes: { [list]: left } },
        problems: items.map((item) => `"attributes": "${list}": ${item} is not a text`),
      });
    }
  });

  it.each([5, null, true, {}, [5], [null, 7], new Map()])(
    'that allows %j kept every attribute, where it now allows none',
    (allow) => {
      expect(parseMetricRules({ x: { attributes: { allow } } })).toEqual({
        value: { x: { attributes: { allow: [] } } },
        problems: [
          { part: '"x": "attributes": "allow"', allowed: LIST, outcome: 'it allows nothing' },
        ],
      });
    },
  );

  it.each([
    ['a Map', new Map([['x', { drop: true }]])],
    ['a Date', new Date()],
    ['a list', []],
    ['an instance of a class', new Foreign()],
  ])('is not read from %s, which was taken for no rules', (_what, raw) => {
    expect(parseMetricRules(raw)).toEqual({
      allowed: expect.stringContaining('an object of rules'),
    });
  });

  it('may stand in an object of another realm, or without a prototype', () => {
    const foreign = runInNewContext('({ x: { drop: true } })');
    expect(parseMetricRules(foreign)).toEqual({ value: { x: { drop: true } } });
    const bare = Object.assign(Object.create(null), { x: { drop: true } });
    expect(parseMetricRules(bare)).toEqual({ value: { x: { drop: true } } });
  });

  it('is refused alone, in the order of the others', () => {
    const parsed = parseMetricRules({ b: { drop: true }, bad: 5, ' ': {}, a: {} });
    expect(parsed).toEqual({
      value: { b: { drop: true }, a: {} },
      problems: [
        { part: '"bad"', allowed: `an object of ${SEVEN}` },
        { part: '" "', allowed: 'an instrument name' },
      ],
    });
    expect(Object.keys((parsed as { value: object }).value)).toEqual(['b', 'a']);
  });

  it('whose getter throws loses no other', () => {
    const hostile = {
      get bad(): never {
        throw new Error('getter');
      },
      worse: new Proxy({}, { ownKeys: () => ['drop', 'drop'] }),
      half: {
        drop: true,
        get limit(): never {
          throw new Error('getter');
        },
      },
      good: { drop: true },
    };
    expect(parseMetricRules(hostile)).toEqual({
      value: { half: { drop: true }, good: { drop: true } },
      problems: ['"bad"', '"worse"', '"half": "limit"'].map((part) => ({
        part,
        allowed: 'plain data',
      })),
    });
  });

  it('cannot be changed afterwards, in none of its parts', () => {
    const raw = { x: { buckets: [1, 2], attributes: { allow: ['a'], deny: ['b'] } } };
    const { value } = parseMetricRules(raw) as { value: typeof raw };
    raw.x.buckets.push(3);
    raw.x.attributes.allow.push('c');
    expect(value).toEqual({ x: { buckets: [1, 2], attributes: { allow: ['a'], deny: ['b'] } } });
    const { x } = value;
    for (const part of [value, x, x.buckets, x.attributes, x.attributes.allow, x.attributes.deny]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('may have any name at all as its pattern', () => {
    const text = '{"__proto__": {"drop": true}, "constructor": {}, "é*": {}}';
    const { value } = parseMetricRules(text) as { value: object };
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor', 'é*']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

it('any rules are taken or named, part by part, and the text of them means the same', () => {
  const parts = fc.record(
    {
      drop: fc.oneof(fc.boolean(), fc.jsonValue()),
      rename: fc.oneof(fc.constant('other.name'), fc.jsonValue()),
      buckets: fc.oneof(fc.constant([1, 2]), fc.jsonValue()),
      histogram: fc.oneof(fc.constant('native'), fc.jsonValue()),
      attributes: fc.oneof(fc.constant({ deny: ['a'] }), fc.jsonValue()),
      limit: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.jsonValue()),
      scope: fc.oneof(fc.boolean(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const rules = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(parts, fc.jsonValue()));
  fc.assert(
    fc.property(rules, (raw) => {
      const parsed = parseMetricRules(raw) as { value: object; problems?: unknown[] };
      expect(parseMetricRules(JSON.stringify(raw))).toEqual(parsed);
      // What was taken is taken again, as it is.
      expect(parseMetricRules(parsed.value)).toEqual({ value: parsed.value });
    }),
  );
});

import { describe, expect, it } from 'vitest';
import {
  isNewInRequest,
  isNewRecord,
  isNewUncaught,
} from '../../../src/pipeline/counted-errors.ts';

const OBJECTS: readonly (readonly [string, () => unknown])[] = [
  ['an error', () => new Error('one')],
  ['a frozen one', () => Object.freeze(new Error('cold'))],
  ['an object', () => ({})],
  ['an object without prototype', () => Object.create(null)],
  ['a function', () => () => {}],
  ['a revoked proxy', revokedProxy],
];

const record = isNewRecord;
const uncaught = isNewUncaught;
const [one, other] = [{}, {}];
const inOne = (error: unknown) => isNewInRequest(error, one);
const inOther = (error: unknown) => isNewInRequest(error, other);

type Tell = (error: unknown) => boolean;

describe.each(OBJECTS)('%s', (_title, make) => {
  it.each<[string, readonly (readonly [Tell, boolean])[]]>([
    ['counts each time that it is recorded', Array(5).fill([record, true])],
    [
      'counts once in each request, however many hooks of both it passes',
      [
        ...([
          [inOne, true],
          [inOne, false],
          [inOther, true],
        ] as const),
        ...([
          [inOne, false],
          [inOther, false],
        ] as const),
      ],
    ],
    [
      'does not count in the hook behind its record, but in that of the next request',
      [
        [record, true],
        [inOne, false],
        [inOne, false],
        [inOther, true],
      ],
    ],
    [
      'counts in no hook where each request records it first',
      [
        [record, true],
        [inOne, false],
        [record, true],
        [inOther, false],
      ],
    ],
    [
      'is not counted as uncaught once it was recorded',
      [
        [record, true],
        [uncaught, false],
      ],
    ],
    [
      'is not counted as uncaught once a hook had it',
      [
        [inOne, true],
        [uncaught, false],
      ],
    ],
    [
      'counts once as uncaught',
      [
        [uncaught, true],
        [uncaught, false],
      ],
    ],
    [
      'is not counted by the record that reports it as uncaught, but by later ones',
      [
        [uncaught, true],
        [record, false],
        [record, true],
        [uncaught, false],
      ],
    ],
    [
      'counts in a request after it was uncaught',
      [
        [uncaught, true],
        [inOne, true],
      ],
    ],
  ])('%s', (_what, steps) => {
    const error = make();
    expect(steps.map(([tell]) => tell(error))).toEqual(steps.map(([, isNew]) => isNew));
  });
});

describe('what is no object is like any other', () => {
  it.each([undefined, null, 0, '', 'text', true, 1n, Symbol.for('x')])(
    'and counts each time, in a request once: %s',
    (thrown) => {
      const request = {};
      expect([uncaught(thrown), record(thrown), uncaught(thrown), record(thrown)]).toEqual(
        Array(4).fill(true),
      );
      expect([isNewInRequest(thrown, request), isNewInRequest(thrown, request)]).toEqual([
        true,
        false,
      ]);
    },
  );
});

it('another one of the same class and message is another one', () => {
  expect([uncaught(new Error('same')), uncaught(new Error('same'))]).toEqual([true, true]);
});

it('nothing is written on an error', () => {
  const error = new Error('mine');
  const before = Reflect.ownKeys(error);
  record(error);
  inOne(error);
  uncaught(error);
  expect(Reflect.ownKeys(error)).toEqual(before);
});

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

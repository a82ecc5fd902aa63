import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { type Outcome, observeCall } from '../../../../src/instruments/calls/observe-call.ts';
import { faultsOf } from '../measured.ts';

setLogLevel('none');

describe('a call that is observed', () => {
  // biome-ignore lint/suspicious/noThenProperty: what looks like a promise and is none.
  it.each([undefined, null, 0, '', { then: 'no function' }, [1]])(
    'answers at once what it answered: %o',
    (answer) => {
      const outcomes: Outcome[] = [];
      expect(
        observeCall(
          () => answer,
          (outcome) => outcomes.push(outcome),
        ),
      ).toBe(answer);
      expect(outcomes).toEqual([{ failed: false, value: answer }]);
    },
  );

  it('does not throw for an answer whose then throws where it is read', () => {
    const outcomes: Outcome[] = [];
    const answer = Object.defineProperty({}, 'then', {
      get() {
        throw new Error('not to be read');
      },
    });
    const observed = observeCall(
      () => answer,
      (outcome) => outcomes.push(outcome),
    );
    expect(observed).toBe(answer);
    expect(outcomes).toEqual([{ failed: false, value: answer }]);
  });

  it('tells how a promise settled, and passes it on', async () => {
    const outcomes: Outcome[] = [];
    const tell = (outcome: Outcome) => outcomes.push(outcome);
    expect(await observeCall(async () => 7, tell)).toBe(7);
    await expect(observeCall(() => Promise.reject('why'), tell)).rejects.toBe('why');
    expect(outcomes).toEqual([
      { failed: false, value: 7 },
      { failed: true, error: 'why' },
    ]);
  });

  it('leaves a rejection that nobody handles to the process', async () => {
    const unhandled = once(process, 'unhandledRejection');
    const error = new Error('nobody handles this');
    observeCall(
      () => Promise.reject(error),
      () => {},
    );
    expect((await unhandled)[0]).toBe(error);
  });

  it('is not disturbed by who is told', async () => {
    const tell = () => {
      throw new Error('measuring fails');
    };
    expect(await faultsOf('observer_error', () => expect(observeCall(() => 1, tell)).toBe(1))).toBe(
      1,
    );
    expect(await observeCall(async () => 2, tell)).toBe(2);
  });
});

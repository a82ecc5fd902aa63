import { describe, expect, it } from 'vitest';
import { faultCounts } from '../../../../src/foundation/faults.ts';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { createErrorObserver } from '../../../../src/instrumentations/process/errors.ts';
import { errors } from '../../../../src/instruments/errors/errors.ts';
import { isNewUncaught } from '../../../../src/pipeline/counted-errors.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import { faultsOf, valuesOf } from '../measured.ts';

setLogLevel('none');

class PaymentError extends Error {}

/** What was counted by `action`. */
function counted(action: () => void): Record<string, number> {
  const before = valuesOf('errors');
  action();
  const gained = Object.entries(valuesOf('errors')).map(
    ([labels, value]) => [labels, value - (before[labels] ?? 0)] as const,
  );
  return Object.fromEntries(gained.filter(([, value]) => value !== 0));
}

describe('an error that is recorded', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Error('secret'), 'Error'],
    ['a class of the app', new PaymentError('card 4111111111111111'), 'PaymentError'],
    ['an error with a message as its name', Object.assign(new Error(), { name: 'a b' }), '_OTHER'],
    ['a text', 'user@example.com', '_OTHER'],
    ['nothing', undefined, '_OTHER'],
    ['null', null, '_OTHER'],
    ['an object', { message: 'secret' }, '_OTHER'],
    ['a revoked proxy', revokedProxy(), '_OTHER'],
  ])('has its class as its type: %s', (_title, error, type) => {
    expect(counted(() => errors.record(error))).toEqual({
      [`component=app,severity=medium,type=${type}`]: 1,
    });
  });

  it('is as bad, and where, as it is said', () => {
    expect(
      counted(() => {
        errors.record(new PaymentError(), { severity: 'critical', component: 'payments' });
        errors.record(new PaymentError(), { severity: 'low' });
        errors.record(new PaymentError(), { component: '' });
      }),
    ).toEqual({
      'component=payments,severity=critical,type=PaymentError': 1,
      'component=app,severity=low,type=PaymentError': 1,
      'component=app,severity=medium,type=PaymentError': 1,
    });
  });

  it.each(['fatal', '', 3, null])('is medium where it is said to be %s', async (severity) => {
    const before = faultCounts().get('invalid_label') ?? 0;
    const gained = counted(() => errors.record(new Error(), { severity: severity as never }));
    expect(gained).toEqual({ 'component=app,severity=medium,type=Error': 1 });
    expect(faultCounts().get('invalid_label')).toBe(before + 1);
  });

  it.each([null, 7, 'high'])('is recorded also with %s in the place of options', (options) => {
    expect(counted(() => errors.record(new Error(), options as never))).toEqual({
      'component=app,severity=medium,type=Error': 1,
    });
  });

  it('throws nothing where its options do', async () => {
    const options = {
      get severity(): never {
        throw new Error('hostile');
      },
    };
    expect(await faultsOf('invalid_instrument', () => errors.record(new Error(), options))).toBe(1);
  });

  it('counts each time, also where the app uses one object again and again', () => {
    const error = new Error('constant');
    const gained = counted(() => {
      for (let times = 0; times < 5; times++) errors.record(error);
      errors.record(error, { severity: 'high', component: 'payments' });
    });
    expect(gained).toEqual({
      'component=app,severity=medium,type=Error': 5,
      'component=payments,severity=high,type=Error': 1,
    });
  });

  it.each([[{}], [Symbol('x')], [() => {}]])(
    'is still to be counted by the process where its component %o was refused',
    async (component) => {
      const error = new Error('refused');
      const refused = () => errors.record(error, { component: component as never });
      const gained = { refused: {} };
      const faults = await faultsOf('invalid_label', () => {
        gained.refused = counted(refused);
      });
      expect([faults, gained.refused]).toEqual([1, {}]);
      expect(isNewUncaught(error)).toBe(true);
    },
  );

  it('is not counted by the process again, nor the other way round', () => {
    const observer = createErrorObserver();
    const stop = observer.start(processMetrics().provider.getMeter('agent'), {} as never);
    const total = () => Object.values(valuesOf('errors')).reduce((sum, value) => sum + value, 0);
    const before = total();
    const crash = new Error('recorded, then thrown');
    errors.record(crash);
    observer.uncaughtException(crash);
    const warning = new Error('seen by the process, then recorded');
    observer.warning(warning);
    errors.record(warning);
    stop();
    expect(total() - before).toBe(2);
  });

  it('has the labels of the process on the page, none of which says who counted', () => {
    const { provider } = processMetrics();
    const stop = createErrorObserver().start(provider.getMeter('agent'), {} as never);
    errors.record(new Error());
    stop();
    const families = provider.store
      .families()
      .filter(({ descriptor }) => descriptor.name === 'errors');
    expect(families.map(({ descriptor }) => descriptor.showsScope)).toEqual([false, false]);
  });
});

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable(new Error('secret'), {});
  revoke();
  return proxy;
}

import { countFault } from '../foundation/faults.ts';
import { attempt } from '../foundation/guard.ts';
import { NoOpInstrument } from '../pipeline/no-op-instrument.ts';
import { type CounterOf, counter } from './declared/counter.ts';
import { type GaugeOf, gauge } from './declared/gauge.ts';
import type { Labels } from './declared/labels.ts';
import { onFirstUse } from './declared/on-first-use.ts';

type FunnelLabel = 'funnel_stage' | 'segment';

/** A gauge of rates, which are from 0 to 1. */
export interface RateOf<in out L extends string> extends Pick<GaugeOf<L>, 'remove' | 'clear'> {
  /** The rate as it is now, from 0 to 1; others are dropped and counted. */
  set(rate: number, labels: Labels<L>): void;
}

/**
 * What the business asks for, with names and labels that every app has in common. Members are
 * declared when they are first read. Nothing of them throws: where the app has declared a name in
 * another way, that is said once a minute and counted, and the member measures nothing.
 *
 * Labels are names of few, as the code knows them: never an id, an address or a name of somebody.
 *
 * @example
 * business.userRegistrations.add(1, { source: 'web', status: 'success' });
 * business.revenue.add(49.9, { currency: 'EUR', source: 'shop', product: 'books' });
 */
export const business = {
  /** Users who registered, or tried to: `user_registrations_total{source,status}`. */
  get userRegistrations(): CounterOf<'source' | 'status'> {
    return userRegistrations();
  },
  /** Users who were active in a period, e.g. `day`: `active_users_count{period}`. */
  get activeUsers(): GaugeOf<'period'> {
    return activeUsers();
  },
  /** What users do, and by which template of a route, never who: `user_action_total{action,endpoint}`. */
  get userActions(): CounterOf<'action' | 'endpoint'> {
    return userActions();
  },
  /**
   * Money that came in, in whole units of its currency: `revenue_total{currency,source,product}`. It
   * only ever grows, so what is paid back belongs in a counter of its own.
   */
  get revenue(): CounterOf<'currency' | 'source' | 'product'> {
    return revenue();
  },
  /** The share that reaches a stage, from 0 to 1: `conversion_rate{funnel_stage,segment}`. */
  get conversionRate(): RateOf<FunnelLabel> {
    return conversionRate();
  },
};

const userRegistrations = onFirstRead('userRegistrations', () =>
  counter('user_registrations', {
    help: 'Registrations of users.',
    labels: ['source', 'status'],
  }),
);
const activeUsers = onFirstRead('activeUsers', () =>
  gauge('active_users_count', { help: 'Users who were active in a period.', labels: ['period'] }),
);
const userActions = onFirstRead('userActions', () =>
  counter('user_action', { help: 'What users did.', labels: ['action', 'endpoint'] }),
);
const revenue = onFirstRead('revenue', () =>
  counter('revenue', {
    help: 'Money that came in, in units of its currency.',
    labels: ['currency', 'source', 'product'],
  }),
);
const conversionRate = onFirstRead('conversionRate', () => {
  const rates = gauge('conversion_rate', {
    help: 'Share of users who reach a stage, from 0 to 1.',
    labels: ['funnel_stage', 'segment'],
  });
  return {
    set(rate: number, labels: Labels<FunnelLabel>): void {
      if (typeof rate === 'number' && rate >= 0 && rate <= 1) rates.set(rate, labels);
      else countFault('invalid_value');
    },
    remove: (labels: Labels<FunnelLabel>) => rates.remove(labels),
    clear: () => rates.clear(),
  };
});

/** Declares a member; one that can't be declared takes everything and measures nothing. */
function onFirstRead<I>(member: string, declare: () => I): () => I {
  return onFirstUse(
    () =>
      attempt('invalid_instrument', `business.${member}`, declare) ??
      (new NoOpInstrument(true) as I),
  );
}

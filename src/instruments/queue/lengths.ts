import { countFault } from '../../foundation/faults.ts';
import { peek } from '../calls/peek.ts';
import type { ObservedGauge } from '../declared/gauge.ts';
import { acceptQuantity } from '../quantity.ts';
import { createSummedGauge } from './summed-gauge.ts';

/** How many jobs wait: in all, or by priority. */
export type QueueLengths = number | Readonly<Record<string, number>>;

export interface QueueSizeOptions {
  /** Of few names, as `high`. Default: `default`. */
  readonly priority?: string | undefined;
}

const DEFAULT_PRIORITY = 'default';
/** Of what one queue says. */
const MOST_PRIORITIES = 100;

const sizes = createSummedGauge('queue_size', {
  help: 'Jobs that wait in a queue.',
  label: 'priority',
});

/** What the app says, kept for who collects. Never throws. */
export function sayLength(
  queueName: string,
  length: number,
  options: QueueSizeOptions | undefined,
): void {
  const priority = peek(options, 'priority') ?? DEFAULT_PRIORITY;
  if (!acceptQuantity(length)) return;
  const said = sizes.said(queueName);
  if (isPriority(priority, said)) said.set(priority, length);
  else countFault('invalid_label');
}

function isPriority(priority: unknown, known: ReadonlyMap<string, number>): priority is string {
  return typeof priority === 'string' && (known.has(priority) || known.size < MOST_PRIORITIES);
}

/** Asks a function of the app at each collection. */
export function observeLengths(
  queueName: string,
  read: () => QueueLengths | Promise<QueueLengths>,
): ObservedGauge {
  return sizes.observe(queueName, async () => {
    const lengths = await read();
    return typeof lengths === 'number' ? { [DEFAULT_PRIORITY]: lengths } : lengths;
  });
}

import { describeError } from '../foundation/guard.ts';

/** How one attempt to push ended. */
export type Outcome = Delivered | Failed;

export interface Delivered {
  readonly isDelivered: true;
}

export interface Failed {
  readonly isDelivered: false;
  /** For people, without anything of the configuration's values. */
  readonly reason: string;
  /** Whether the same may be taken soon: the collector is away or busy (OTLP specification, Failures). */
  readonly isPassing: boolean;
  /** Milliseconds that the collector asked to be left alone. */
  readonly retryAfterMs?: number | undefined;
}

export const DELIVERED: Delivered = { isDelivered: true };

/** The time was over before all of it was sent. */
export const OUT_OF_TIME: Failed = {
  isDelivered: false,
  reason: 'the push took too long',
  isPassing: true,
};

/** The same would come again. */
export function failed(reason: string): Failed {
  return { isDelivered: false, reason, isPassing: false };
}

/** What stands between us and the collector threw. */
export function failedBy(error: unknown): Failed {
  return failed(describeError(error));
}

/** The collector was sent to, and did not answer in time. `note`: why it had no more. */
export function noAnswerWithin(milliseconds: number, note = ''): Failed {
  const seconds = Number((milliseconds / 1000).toPrecision(2));
  return { isDelivered: false, reason: `no answer within ${seconds} s${note}`, isPassing: true };
}

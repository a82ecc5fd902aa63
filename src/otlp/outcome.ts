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

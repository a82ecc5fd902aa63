import type { Outcome } from '../outcome.ts';

/** How a request ended, and what the collector said where it took it. */
export interface Reply {
  readonly outcome: Outcome;
  /** The body of its response, as far as there was one. */
  readonly data?: Uint8Array | undefined;
}

/** Brings one request after the other to a collector. */
export interface Transport {
  /** What one request may take at the most, whatever is asked for. `note` says so to people. */
  readonly limit?: { readonly milliseconds: number; readonly note: string };
  send(body: Uint8Array, timeoutMs: number): Promise<Reply>;
  /** Lets the request under way fail. */
  cut(): void;
}

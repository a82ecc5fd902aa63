import { Wire } from '../../foundation/wire.ts';
import { SLICE_LENGTH } from '../slice.ts';

/** Bytes for a slice, and for what is written until somebody looks how long it has become. */
export const SLICE_ROOM = SLICE_LENGTH + 16 * 1024;

/** A place in a message. */
export interface Mark {
  readonly chunks: number;
  readonly length: number;
}

/**
 * The fields of a message whose length is to be known before it is sent: kept in chunks of about a
 * slice each, so that nothing has to be moved when it grows.
 */
export class Message {
  /** Takes the next fields. */
  readonly wire = new Wire(SLICE_ROOM);
  #chunks: Uint8Array[] = [];

  /** Where it is now. */
  get mark(): Mark {
    return { chunks: this.#chunks.length, length: this.wire.length };
  }

  get length(): number {
    return this.#chunks.reduce((sum, { length }) => sum + length, this.wire.length);
  }

  /** All of it so far; the last chunk is valid until something is written. */
  get chunks(): readonly Uint8Array[] {
    return [...this.#chunks, this.wire.bytes];
  }

  /** To be called after each field that counts. */
  fieldWritten(): void {
    if (this.wire.length >= SLICE_LENGTH) this.#chunks.push(this.wire.take());
  }

  /** Takes back what was written since. */
  cutBack({ chunks, length }: Mark): void {
    const [cut] = this.#chunks.splice(chunks);
    if (cut === undefined) {
      this.wire.cutBack(length);
      return;
    }
    this.wire.cutBack(0);
    this.wire.raw(cut.subarray(0, length));
  }

  clear(): void {
    this.#chunks = [];
    this.wire.cutBack(0);
  }
}

import type { Destination } from '../destination.ts';

/** What the process that posts is told beside the requests. */
export interface Plan {
  readonly destination: Destination;
  /** By when all has to be answered: milliseconds since the epoch, the one clock that both have. */
  readonly deadlineMs: number;
}

interface Header extends Plan {
  readonly lengths: readonly number[];
}

/** Of the length of the header, which stands first. */
const LENGTH_BYTES = 4;

/** A plan and requests as one piece of bytes. */
export function toInput(plan: Plan, bodies: readonly Uint8Array[]): Buffer {
  const header: Header = { ...plan, lengths: bodies.map(({ length }) => length) };
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...bodies]);
}

/** What `toInput` was given. */
export function fromInput(input: Buffer): Plan & { readonly bodies: readonly Uint8Array[] } {
  let at = LENGTH_BYTES;
  const next = (length: number) => {
    at += length;
    return input.subarray(at - length, at);
  };
  const { lengths, ...plan }: Header = JSON.parse(next(input.readUInt32LE()).toString());
  return { ...plan, bodies: lengths.map(next) };
}

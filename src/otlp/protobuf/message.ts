import { Wire } from '../../foundation/wire.ts';

/** A message of parts that are bytes already: none is copied until the whole is known. */
export class Message {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  /** Its bytes, in their order. */
  get chunks(): readonly Uint8Array[] {
    return this.#chunks;
  }

  get length(): number {
    return this.#length;
  }

  add(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }

  /** Adds fields. */
  write(write: (wire: Wire) => void): void {
    scratch.cutBack(0);
    write(scratch);
    this.add(new Uint8Array(scratch.bytes));
  }

  /** Adds a field that is a message, as it is now. */
  nest(field: number, { chunks, length }: Message): void {
    this.write((wire) => wire.prefix(field, length));
    for (const chunk of chunks) this.add(chunk);
  }
}

const scratch = new Wire();

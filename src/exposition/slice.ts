/** Characters or bytes in a slice: well below a millisecond of work. */
export const SLICE_LENGTH = 64 * 1024;

/** A slice without text: nothing to send, but a moment at which the event loop may go round. */
export const PAUSE = '';

/** What a page is handed over in; strings and bytes are new at each page. */
export type Slice = string | Uint8Array | StablePiece;

/**
 * A piece of a page that comes again, the same object, in the next page while its text is the same:
 * who has made something of the text (deflated it, say) may keep that by the object. The text itself
 * is not kept, since a large page would stay in memory whole.
 */
export class StablePiece {
  readonly #write: () => string;
  #written: string | undefined;

  /** Writes its text once, so that whoever makes a piece learns here if that fails. */
  constructor(write: () => string) {
    this.#write = write;
    this.#written = write();
  }

  /** The text; written anew where somebody had it already. */
  text(): string {
    const text = this.#written ?? this.#write();
    this.#written = undefined;
    return text;
  }
}

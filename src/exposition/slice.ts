/** Characters or bytes in a slice: well below a millisecond of work. */
export const SLICE_LENGTH = 64 * 1024;

/** A slice without text: nothing to send, but a moment at which the event loop may go round. */
export const PAUSE = '';

/** Series between two pauses: a fraction of a millisecond, also where code runs for the first time. */
export const ROWS_PER_PAUSE = 32;

/** What a page is handed over in; strings and bytes are new at each page. */
export type Slice = string | Uint8Array | StablePiece;

/**
 * A piece of a page that comes again, the same object, in the next page while its text is the same:
 * who has made something of the text (deflated it, say) may keep that by the object. The text itself
 * is not kept, since a large page would stay in memory whole.
 */
export class StablePiece {
  readonly #write: () => readonly string[];
  /** Characters of its text. */
  readonly length: number;
  #written: readonly string[] | undefined;

  /** `written`: what `write` would write now. */
  constructor(write: () => readonly string[], written = write()) {
    this.#write = write;
    this.#written = written;
    this.length = written.reduce((length, text) => length + text.length, 0);
  }

  /** The parts of its text; written anew where somebody had them already. */
  texts(): readonly string[] {
    const texts = this.#written ?? this.#write();
    this.#written = undefined;
    return texts;
  }
}

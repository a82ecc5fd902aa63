/** The types of fields on the wire (Protocol Buffers, Encoding). */
const VARINT = 0;
const EIGHT_BYTES = 1;
const BYTES = 2;

/** The most that a tag and a number take. */
const LARGEST_NUMBER = 16;
/** Up to here a loop is faster than calling into the engine. */
const SHORT = 40;
const END_OF_ASCII = 0x80;
/** Below it the engine's integers are enough. */
const END_OF_SMALL = 2 ** 31;

/**
 * Protocol Buffers as they are written, field after field into bytes that grow; nothing is made for
 * a field. Numbers are whole up to 2^53.
 */
export class Wire {
  readonly #firstSize: number;
  #bytes: Buffer;
  #view: DataView;
  #length = 0;

  /** `firstSize`: bytes that there is room for without growing. */
  constructor(firstSize = 1024) {
    this.#firstSize = firstSize;
    this.#bytes = Buffer.allocUnsafeSlow(firstSize);
    this.#view = viewOf(this.#bytes);
  }

  get length(): number {
    return this.#length;
  }

  /** Valid until the next call. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Sets numbers of a fixed width by their place; valid until the next call. */
  get view(): DataView {
    return this.#view;
  }

  /** The same as a text with a character for each byte. */
  get binaryText(): string {
    return this.#bytes.toString('latin1', 0, this.#length);
  }

  uint(field: number, value: number): void {
    this.#reserve(LARGEST_NUMBER);
    this.#varint(field * 8 + VARINT);
    this.#varint(value);
  }

  /** Of the types `sint32` and `sint64`. */
  sint(field: number, value: number): void {
    this.uint(field, value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Of the type `int64`, from -2^63 up to what is below 2^63. */
  int(field: number, value: number): void {
    if (value >= 0) this.uint(field, value);
    else this.#negative(field, value);
  }

  double(field: number, value: number): void {
    const at = this.eightBytes(field);
    this.#view.setFloat64(at, value, true);
  }

  /** A number of a fixed width that is set through `view`; returns its place. */
  eightBytes(field: number): number {
    this.#reserve(LARGEST_NUMBER);
    this.#varint(field * 8 + EIGHT_BYTES);
    this.#length += 8;
    return this.#length - 8;
  }

  /** Lone surrogates become U+FFFD. */
  text(field: number, value: string): void {
    const at = this.begin(field);
    // UTF-8 has up to three bytes for one of UTF-16's units.
    this.#reserve(3 * value.length);
    if (!this.#isShort(value)) this.#length += this.#bytes.write(value, this.#length);
    this.end(at);
  }

  /** Begins a message, or anything else that is preceded by its length; `end` takes the answer. */
  begin(field: number): number {
    this.#reserve(LARGEST_NUMBER);
    this.#varint(field * 8 + BYTES);
    // Mostly one byte is enough for the length.
    return ++this.#length;
  }

  /** Returns where it begins now: a longer length has moved it. */
  end(begin: number): number {
    const length = this.#length - begin;
    if (length < END_OF_ASCII) {
      this.#bytes[begin - 1] = length;
      return begin;
    }
    const places = placesOf(length);
    this.#reserve(places);
    this.#bytes.copyWithin(begin + places - 1, begin, this.#length);
    this.#length = begin - 1;
    this.#varint(length);
    this.#length += length;
    return this.#length - length;
  }

  /** What stands before a message of this length that is written elsewhere. */
  prefix(field: number, length: number): void {
    this.#reserve(LARGEST_NUMBER);
    this.#varint(field * 8 + BYTES);
    this.#varint(length);
  }

  /** A number without a field: the length before a message of a stream, one of packed numbers. */
  varint(value: number): void {
    this.#reserve(LARGEST_NUMBER);
    this.#varint(value);
  }

  /** Of the type `bytes`, or packed numbers. */
  content(field: number, bytes: Uint8Array): void {
    const at = this.begin(field);
    this.raw(bytes);
    this.end(at);
  }

  /** Fields that were written before. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const at = this.#length;
    if (length > SHORT) this.#bytes.set(bytes, at);
    else for (let i = 0; i < length; i++) this.#bytes[at + i] = bytes[i] as number;
    this.#length += length;
  }

  /** The same, as a text with a character for each byte. */
  binary(text: string): void {
    this.#reserve(text.length);
    this.#length += this.#bytes.write(text, this.#length, 'latin1');
  }

  /** Takes back what was written after it was that long. */
  cutBack(length: number): void {
    this.#length = length;
  }

  /** All bytes, for good; begins anew. */
  take(): Uint8Array {
    const { bytes } = this;
    this.#bytes = Buffer.allocUnsafeSlow(this.#firstSize);
    this.#view = viewOf(this.#bytes);
    this.#length = 0;
    return bytes;
  }

  #varint(value: number): void {
    const bytes = this.#bytes;
    let at = this.#length;
    let rest = value;
    for (; rest >= END_OF_SMALL; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 0x80;
    for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
    this.#length = at;
  }

  /** The two's complement of 64 bits, seven by seven: the complement of what it is above 0, and 1. */
  #negative(field: number, value: number): void {
    this.#reserve(LARGEST_NUMBER);
    this.#varint(field * 8 + VARINT);
    let rest = -value;
    let carry = 1;
    for (let group = 0; group < 9; group++, rest = Math.floor(rest / 128)) {
      const bits = 0x7f - (rest % 128) + carry;
      carry = bits >> 7;
      this.#bytes[this.#length++] = bits | 0x80;
    }
    this.#bytes[this.#length++] = 1;
  }

  /** Writes a short text of ASCII; anything else has to be written in another way. */
  #isShort(text: string): boolean {
    if (text.length > SHORT) return false;
    const bytes = this.#bytes;
    const at = this.#length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= END_OF_ASCII) return false;
      bytes[at + i] = unit;
    }
    this.#length = at + text.length;
    return true;
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.bytes);
    this.#bytes = larger;
    this.#view = viewOf(larger);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** How many bytes a number has as a varint. */
function placesOf(value: number): number {
  let places = 1;
  for (let rest = value; rest > 0x7f; rest >>>= 7) places++;
  return places;
}

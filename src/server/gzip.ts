import { PAUSE, SLICE_LENGTH, type Slice, StablePiece } from '../exposition/slice.ts';
import { combine, shiftOf } from './crc32.ts';

/** Deflate, no name, no time, fastest, an unknown system (RFC 1952, 2.3). */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 0xff]);
/** A last block, without content (RFC 1951, 3.2.6). */
const LAST_BLOCK = Buffer.from([3, 0]);

/** What a segment mostly needs; more is memory that has to be touched for nothing. */
const OUTPUT_LENGTH = 4096;

/** Bytes that are handed over at once. */
const CHUNK_LENGTH = 32 * 1024;

/**
 * Slices as gzip; empty chunks are pauses. It is one member, since most readers take no second one.
 * What was deflated of a stable piece is used again in later pages.
 *
 * Deflating costs less than making the text, and here and now it costs less of this thread's time
 * than handing it to the thread pool and taking it back.
 */
export function* gzipped(slices: Iterable<Slice>): Generator<Uint8Array | typeof PAUSE> {
  const member = new GzipMember();
  // The first one loads node:zlib.
  yield PAUSE;
  for (const slice of slices) {
    if (slice instanceof StablePiece) addPiece(member, slice);
    else if (slice !== PAUSE) yield* addBytes(member, bytesOf(slice));
    yield member.numWaiting >= CHUNK_LENGTH ? member.take() : PAUSE;
  }
  member.end();
  yield member.take();
}

/** A part of a member: deflated so that it can stand after and before any other. */
interface Segment {
  readonly deflated: Uint8Array;
  readonly crc: number;
  readonly length: number;
  readonly shift: number;
}

const known = new WeakMap<StablePiece, Segment>();

function bytesOf(slice: string | Uint8Array): Uint8Array {
  return typeof slice === 'string' ? Buffer.from(slice) : slice;
}

function* addBytes(member: GzipMember, bytes: Uint8Array): Generator<typeof PAUSE> {
  for (let at = 0; at < bytes.length; at += SLICE_LENGTH) {
    if (at > 0) yield PAUSE;
    member.add(member.deflate(bytes.subarray(at, at + SLICE_LENGTH)));
  }
}

function addPiece(member: GzipMember, piece: StablePiece): void {
  let segment = known.get(piece);
  if (segment === undefined) {
    const fresh = member.deflateTexts(piece.texts());
    // A copy, since the bytes are the beginning of a buffer that is some times as large.
    segment = { ...fresh, deflated: new Uint8Array(fresh.deflated) };
    known.set(piece, segment);
  }
  member.add(segment);
}

/** A gzip member in the making: what waits to be sent, and the checksum so far. */
class GzipMember {
  readonly #zlib = process.getBuiltinModule('node:zlib');
  #waiting: Uint8Array[] = [HEADER];
  #input = Buffer.alloc(0);
  #crc = 0;
  #length = 0;
  numWaiting = HEADER.length;

  /** Level 1: a thirtieth of the bytes for a quarter of the time that the default level takes. */
  deflate(bytes: Uint8Array): Segment {
    const { constants, crc32, deflateRawSync } = this.#zlib;
    const deflated = deflateRawSync(bytes, {
      level: 1,
      finishFlush: constants.Z_FULL_FLUSH,
      chunkSize: OUTPUT_LENGTH,
    });
    const { length } = bytes;
    return { deflated, crc: crc32(bytes), length, shift: shiftOf(length) };
  }

  /** Texts stand in the same bytes one after the other: new ones for each would be much garbage. */
  deflateTexts(texts: readonly string[]): Segment {
    let length = 0;
    for (const text of texts) {
      this.#makeRoom(length, text);
      length += this.#input.write(text, length);
    }
    return this.deflate(this.#input.subarray(0, length));
  }

  add({ deflated, crc, length, shift }: Segment): void {
    this.#put(deflated);
    this.#crc = combine(this.#crc, crc, shift);
    this.#length += length;
  }

  end(): void {
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(this.#crc);
    trailer.writeUInt32LE(this.#length % 2 ** 32, 4);
    this.#put(LAST_BLOCK);
    this.#put(trailer);
  }

  take(): Uint8Array {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.numWaiting = 0;
    return bytes;
  }

  #makeRoom(length: number, text: string): void {
    // UTF-8 has up to three bytes for one of UTF-16's units.
    const needed = length + 3 * text.length;
    if (needed <= this.#input.length) return;
    const larger = Buffer.allocUnsafeSlow(needed);
    this.#input.copy(larger, 0, 0, length);
    this.#input = larger;
  }

  #put(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.numWaiting += bytes.length;
  }
}

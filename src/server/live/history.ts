import type { FrameText } from '../../exposition/feed/frame-text.ts';
import { PAUSE, type Slice, StablePiece } from '../../exposition/slice.ts';

/** A stretch of the history: all there was at its beginning, and what changed since. */
interface Stretch {
  readonly whole: KeptFrame;
  readonly changes: KeptFrame[];
  /** Characters of both. */
  length: number;
}

/** A frame as it is kept: as bytes mostly. */
export interface KeptFrame extends Pick<FrameText, 'number' | 'timeMs' | 'length'> {
  readonly slices: readonly Slice[];
}

/** How long a stretch gets; it ends earlier where what changed in it has become large. */
const STRETCH_MS = 120_000;
const STRETCH_LENGTH = 2_000_000;

/** Stretches that others after them reach back as long without are not kept. */
const LEAST_MS = 240_000;

/** Characters, mostly bytes; the latest stretch is kept whatever its length. */
const MOST_LENGTH = 8_000_000;

/** Below this a text is not worth keeping deflated. */
const LEAST_PIECE_LENGTH = 1024;

/** Frames of the last minutes. Readers are given texts, and what was deflated of them serves them all. */
export class LiveHistory {
  readonly #stretches: Stretch[] = [];
  /** Number of the latest frame; 0 before the first. */
  last = 0;

  /** Whether the frame is to be added whole, too. */
  needsWhole({ timeMs }: Pick<FrameText, 'timeMs'>): boolean {
    const latest = this.#stretches.at(-1);
    if (latest === undefined) return true;
    const { whole, length } = latest;
    // Clocks may be set back.
    const isLong = Math.abs(timeMs - whole.timeMs) >= STRETCH_MS;
    return isLong || length - whole.length >= Math.max(STRETCH_LENGTH, whole.length);
  }

  /**
   * Adds the next frame. Of one that is given whole, too, who comes anew from then on may get that,
   * and all before it may be forgotten.
   */
  add(frame: KeptFrame, whole?: KeptFrame): void {
    const latest = this.#stretches.at(-1);
    latest?.changes.push(frame);
    if (latest !== undefined) latest.length += frame.length;
    if (whole !== undefined) {
      this.#stretches.push({ whole, changes: [], length: whole.length });
    }
    this.last = frame.number;
    while (this.#isTooLarge) this.#stretches.shift();
  }

  /** All frames, the first one whole. */
  all(): readonly KeptFrame[] {
    const [first] = this.#stretches;
    if (first === undefined) return [];
    return [first.whole, ...this.#stretches.flatMap(({ changes }) => changes)];
  }

  /** The frames after this one; `undefined` where some of them are gone, or there was no such frame. */
  after(number: number): readonly KeptFrame[] | undefined {
    const first = this.#stretches[0]?.whole.number ?? Number.POSITIVE_INFINITY;
    if (number < first || number > this.last) return undefined;
    return this.#stretches.flatMap(({ changes }) => changes).filter((one) => one.number > number);
  }

  get #isTooLarge(): boolean {
    const [, second] = this.#stretches;
    const latest = this.#stretches.at(-1);
    if (second === undefined || latest === undefined) return false;
    const length = this.#stretches.reduce((sum, stretch) => sum + stretch.length, 0);
    const { timeMs } = latest.changes.at(-1) ?? latest.whole;
    return Math.abs(timeMs - second.whole.timeMs) >= LEAST_MS || length > MOST_LENGTH;
  }
}

/** Turns a frame into what is kept; yields after each text, since one may take most of a millisecond. */
export function* keptOf(frame: FrameText): Generator<typeof PAUSE, KeptFrame, void> {
  const { number, timeMs, length, texts } = frame;
  if (length < LEAST_PIECE_LENGTH) return { number, timeMs, length, slices: [texts.join('')] };
  const slices: Slice[] = [];
  for (const text of texts) {
    slices.push(sliceOf(text));
    yield PAUSE;
  }
  return { number, timeMs, length, slices };
}

function sliceOf(text: string): Slice {
  if (text.length < LEAST_PIECE_LENGTH) return text;
  // A text that was put together of many takes some times as much memory until somebody reads it; and
  // bytes that share memory with others hold all of that.
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  const piece = new StablePiece(() => [bytes.toString()], [text]);
  piece.texts();
  return piece;
}

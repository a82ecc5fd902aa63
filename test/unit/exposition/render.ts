import type { TranslationStrategy } from '../../../src/config/metrics-options.ts';
import { type Format, TEXT_0_0_4 } from '../../../src/exposition/format.ts';
import type { Notice } from '../../../src/exposition/notice.ts';
import { PAUSE, type Slice, StablePiece } from '../../../src/exposition/slice.ts';
import { createWriter } from '../../../src/exposition/writers.ts';
import type { Resource } from '../../../src/pipeline/resource.ts';
import type { Family } from '../../../src/store/family.ts';

export interface Rendered {
  readonly text: string;
  /** Without pauses. */
  readonly slices: readonly Slice[];
  readonly omissions: readonly Notice[];
}

export interface RenderOptions {
  readonly resource?: Resource;
  readonly prefix?: string;
  /** A text format; the old one where none is said. */
  readonly format?: Format;
  readonly translation?: TranslationStrategy;
  readonly createdLines?: boolean;
  /** Names to which the page is kept. */
  readonly names?: readonly string[];
}

/** Renders a whole page and keeps what was said about it. */
export function render(families: readonly Family[], options: RenderOptions = {}): Rendered {
  return createRenderer(options)(families);
}

/** Renders pages one after the other with the same writer, as the endpoint does. */
export function createRenderer({
  resource = {},
  prefix = '',
  format = TEXT_0_0_4,
  translation = 'UnderscoreEscapingWithSuffixes',
  createdLines = true,
  names = [],
}: RenderOptions = {}) {
  let omissions: Notice[] = [];
  const write = createWriter(format, {
    config: { prefix, translationStrategy: translation, createdLines },
    constants: [],
    report: (omission) => omissions.push(omission),
  });
  return (families: readonly Family[]): Rendered => {
    omissions = [];
    const slices: Slice[] = [];
    let text = '';
    for (const slice of write({ resource, families, timeMs: 0, errors: [] }, names)) {
      if (slice !== PAUSE) slices.push(slice);
      text += textOf(slice);
    }
    return { text, slices, omissions };
  };
}

export function textOf(slice: Slice): string {
  if (slice instanceof StablePiece) return slice.texts().join('');
  return typeof slice === 'string' ? slice : Buffer.from(slice).toString();
}

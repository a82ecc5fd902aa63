import type { Omission } from '../../../src/exposition/omission.ts';
import { PAUSE, type Slice } from '../../../src/exposition/slice.ts';
import { createTextWriter } from '../../../src/exposition/text.ts';
import type { Resource } from '../../../src/pipeline/resource.ts';
import type { Family } from '../../../src/store/family.ts';
import { PLAIN_PAGE, prefixed } from './plain-naming.ts';

export interface Rendered {
  readonly text: string;
  /** Without pauses. */
  readonly slices: readonly Slice[];
  readonly omissions: readonly Omission[];
}

export interface RenderOptions {
  readonly resource?: Resource;
  readonly prefix?: string;
}

/** Renders a whole page and keeps what was said about it. */
export function render(families: readonly Family[], options: RenderOptions = {}): Rendered {
  return createRenderer(options)(families);
}

/** Renders pages one after the other with the same writer, as the endpoint does. */
export function createRenderer({ resource = {}, prefix = '' }: RenderOptions = {}) {
  let omissions: Omission[] = [];
  const write = createTextWriter({
    ...PLAIN_PAGE,
    naming: prefixed(prefix),
    report: (omission) => omissions.push(omission),
  });
  return (families: readonly Family[]): Rendered => {
    omissions = [];
    const slices: Slice[] = [];
    let text = '';
    for (const slice of write({ resource, families, timeMs: 0, errors: [] })) {
      if (slice !== PAUSE) slices.push(slice);
      text += textOf(slice);
    }
    return { text, slices, omissions };
  };
}

export function textOf(slice: Slice): string {
  return typeof slice === 'string' ? slice : slice.text();
}

import type { PageOptions } from '../../../../src/exposition/group.ts';
import type { Notice } from '../../../../src/exposition/notice.ts';
import { createProtobufWriter } from '../../../../src/exposition/protobuf/writer.ts';
import { PAUSE, type Slice } from '../../../../src/exposition/slice.ts';
import type { Resource } from '../../../../src/pipeline/resource.ts';
import type { Family } from '../../../../src/store/family.ts';
import { parseProtobufPage, type Strictness } from '../../../support/protobuf-page.ts';
import type { PageFamily } from '../../../support/protobuf-schema.ts';
import { PLAIN_PAGE } from '../plain-naming.ts';

export interface RenderedPage {
  readonly families: readonly PageFamily[];
  readonly bytes: Uint8Array;
  /** Without pauses. */
  readonly slices: readonly Uint8Array[];
  readonly pauses: number;
  readonly omissions: readonly Notice[];
}

export interface PageRenderOptions extends Partial<PageOptions> {
  readonly resource?: Resource;
  readonly names?: readonly string[];
  readonly strictness?: Strictness;
}

/** Renders a whole page, as a strict reader reads it. */
export function renderPage(families: readonly Family[], options?: PageRenderOptions): RenderedPage {
  return createPageRenderer(options)(families);
}

/** Renders pages one after the other with the same writer, as the endpoint does. */
export function createPageRenderer({
  resource = {},
  names = [],
  strictness = {},
  ...options
}: PageRenderOptions = {}) {
  let omissions: Notice[] = [];
  const report = (omission: Notice) => omissions.push(omission);
  const write = createProtobufWriter({ ...PLAIN_PAGE, report, ...options });
  return (families: readonly Family[]): RenderedPage => {
    omissions = [];
    const all = [...write({ resource, families, timeMs: 0, errors: [] }, names)];
    const slices = all.filter((slice) => slice !== PAUSE).map(bytesOf);
    const bytes = Buffer.concat(slices);
    const pauses = all.length - slices.length;
    return { families: parseProtobufPage(bytes, strictness), bytes, slices, pauses, omissions };
  };
}

export function bytesOf(slice: Slice): Uint8Array {
  if (slice instanceof Uint8Array) return slice;
  if (slice === PAUSE) return new Uint8Array();
  throw new TypeError('a text on a page of bytes');
}

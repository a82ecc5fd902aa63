import type { Omission } from '../../../src/exposition/omission.ts';
import { renderText } from '../../../src/exposition/text.ts';
import type { Resource } from '../../../src/pipeline/resource.ts';
import type { Family } from '../../../src/store/family.ts';

export interface Rendered {
  readonly text: string;
  readonly slices: readonly string[];
  readonly omissions: readonly Omission[];
}

/** Renders a whole page and keeps what was said about it. */
export function render(
  families: readonly Family[],
  { resource = {}, prefix = '' }: { resource?: Resource; prefix?: string } = {},
): Rendered {
  const omissions: Omission[] = [];
  const collection = { resource, families, timeMs: 0, errors: [] };
  const report = (omission: Omission) => omissions.push(omission);
  const slices = [...renderText(collection, { prefix, report })];
  return { text: slices.join(''), slices, omissions };
}

import type { Collection } from '../pipeline/collection.ts';
import type { Family, Series, SeriesBlock, SeriesGroup } from '../store/family.ts';

/**
 * A collection as collections of about `mostSeries` series each, cut between blocks: only a block that
 * is larger by itself makes one larger. Blocks, and what is not cut, are the very same objects, by
 * which encoders know what they have written; and the same blocks are in the same part until series
 * come or go. Nothing makes no part.
 */
export function partsOf(collection: Collection, mostSeries: number): Collection[] {
  const parts: Share[][] = [];
  let size = 0;
  for (const family of collection.families) {
    for (const group of family.groups()) {
      for (const block of group.blocks()) {
        if (block.size === 0) continue;
        if (parts.length === 0 || size + block.size > mostSeries) {
          parts.push([]);
          size = 0;
        }
        size += block.size;
        take(parts.at(-1) as Share[], { family, group, block });
      }
    }
  }
  const cut = cutFamilies(parts);
  return parts.map((shares) => ({
    ...collection,
    families: shares.map((share) => (cut.has(share.family) ? shareOf(share) : share.family)),
  }));
}

interface Place {
  readonly family: Family;
  readonly group: SeriesGroup;
  readonly block: SeriesBlock;
}

/** What a part has of a family. */
interface Share {
  readonly family: Family;
  readonly groups: Map<SeriesGroup, SeriesBlock[]>;
}

function take(part: Share[], { family, group, block }: Place): void {
  let share = part.at(-1);
  if (share?.family !== family) {
    share = { family, groups: new Map() };
    part.push(share);
  }
  const blocks = share.groups.get(group);
  if (blocks === undefined) share.groups.set(group, [block]);
  else blocks.push(block);
}

/** The families that more than one part has a share of. */
function cutFamilies(parts: readonly (readonly Share[])[]): Set<Family | undefined> {
  const cut = new Set<Family | undefined>();
  let last: Family | undefined;
  for (const part of parts) {
    if (part[0]?.family === last) cut.add(last);
    last = part.at(-1)?.family;
  }
  return cut;
}

function shareOf({ family, groups: own }: Share): Family {
  const { scope, descriptor, kind, addsUp = false, isDelta = false } = family;
  const groups = [...own].map(([{ keys, textsDiffer }, blocks]) => ({
    ...{ keys, textsDiffer },
    blocks: () => blocks,
  }));
  return { scope, descriptor, kind, addsUp, isDelta, groups: () => groups, series };

  function* series(): Generator<Series> {
    for (const blocks of own.values()) for (const block of blocks) yield* block.series();
  }
}

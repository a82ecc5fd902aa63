import { expect } from 'vitest';
import type { Family } from '../../../src/store/family.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { inAnyOrder, referencePage } from '../exposition/reference-page.ts';
import { createRenderer } from '../exposition/render.ts';
import { type Kind, MEASURED, nameOf, OBSERVED, type Told } from './model.ts';
import { LIMITS, type World } from './model-world.ts';

/** Collects, and expects series and page to be what the model says. */
export async function expectTold(world: World): Promise<void> {
  const { families, errors } = await world.collect();
  expect(errors).toEqual([]);
  world.model.observe(
    OBSERVED.flatMap((kind) =>
      (world.observed.get(kind) ?? []).map(
        ([entries, value]) => [kind, nameOf(entries), value] as const,
      ),
    ),
  );
  for (const kind of [...MEASURED, ...OBSERVED]) {
    const family = families.find(({ descriptor }) => descriptor.name === kind);
    compareSeries(kind, family, world);
  }
  comparePage(families, world);
}

/** Every series is there once, with its exact value and beginning, within the limits; none is more. */
function compareSeries(kind: Kind, family: Family | undefined, { model, seen }: World): void {
  const shown = new Map<string, Omit<Told, 'round'>>();
  for (const { attributes, value, startTimeMs, distribution } of family?.series() ?? []) {
    const name = nameOf(Object.entries(attributes));
    expect(shown.has(name)).toBe(false);
    if (distribution === undefined) {
      shown.set(name, { value, counts: [], startTimeMs });
    } else {
      const { count, sum, counts } = distribution;
      expect(count).toBe(sumOf(counts));
      shown.set(name, { value: sum, counts: [...counts], startTimeMs });
    }
  }
  expect(shown.size).toBeLessThanOrEqual(LIMITS.limit);
  const told = [...model.of(kind)].map(([name, { value, counts, startTimeMs }]) => {
    return [name, { value, counts: kind === 'histogram' ? counts : [], startTimeMs }] as const;
  });
  expect(shown).toEqual(new Map(told));
  if (family?.kind === 'counter' || kind === 'histogram') expectMonotone(kind, shown, seen);
}

/** What only grows does so since its beginning, and a series that is smaller has begun later. */
function expectMonotone(
  kind: Kind,
  shown: ReadonlyMap<string, Omit<Told, 'round'>>,
  seen: World['seen'],
): void {
  for (const [name, { value, startTimeMs }] of shown) {
    const before = seen.get(`${kind} ${name}`);
    seen.set(`${kind} ${name}`, { value, startTimeMs });
    if (before === undefined) continue;
    expect(startTimeMs).toBeGreaterThanOrEqual(before.startTimeMs);
    if (startTimeMs === before.startTimeMs) expect(value).toBeGreaterThanOrEqual(before.value);
  }
}

/**
 * The page is what a writer makes that knows of no earlier one, and what the plain way writes; its
 * sums are the model's.
 */
function comparePage(families: readonly Family[], { render, model }: World): void {
  const { text } = render(families);
  expect(text).toBe(createRenderer()(families).text);
  expect(inAnyOrder(text)).toEqual(inAnyOrder(referencePage(families)));
  const samples = parseExposition(text).flatMap((metric) => metric.samples);
  const totalOf = (name: string) =>
    sumOf(samples.filter((sample) => sample.name === name).map(({ value }) => value));
  const toldTo = (kind: Kind) => [...model.of(kind).values()];
  expect(totalOf('counter_total')).toBe(sumOf(toldTo('counter').map(({ value }) => value)));
  expect(totalOf('histogram_sum')).toBe(sumOf(toldTo('histogram').map(({ value }) => value)));
  expect(totalOf('histogram_count')).toBe(
    sumOf(toldTo('histogram').flatMap(({ counts }) => counts)),
  );
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0);
}

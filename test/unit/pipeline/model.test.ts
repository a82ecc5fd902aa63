import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { sanitizeAttributes } from '../../../src/store/attributes.ts';
import { type Entries, MEASURED, type MeasuredKind, nameOf, OBSERVED } from './model.ts';
import { expectTold } from './model-expectations.ts';
import { INSTRUMENTS, newWorld, SHAPES, shaped, use, type World, written } from './model-world.ts';

const clock = vi.hoisted(() => ({ now: 1 }));
vi.mock(import('../../../src/foundation/clock.ts'), async (original) => ({
  ...(await original()),
  epochMs: () => clock.now,
}));
setLogLevel('none');

/** More measurements than it takes until a frozen object is known by itself. */
const UNTIL_KNOWN = 260;

/** Sets that are easily taken for each other, more of them than the limits let in. */
const SETS: readonly Entries[] = [
  [],
  ...[0, '0', 1, true, 'true', Number.NaN, 'NaN', '', [0], '[0]'].map(
    (id) => [['id', id]] as const,
  ),
  [['id', null]],
  [['id', 'v'.repeat(1030)]],
  [['id', 'v'.repeat(1024)]],
  [
    ['a', 'x'],
    ['b', 'y'],
  ],
  [
    ['a', 'y'],
    ['b', 'x'],
  ],
  [
    ['a', 'x'],
    ['b', 'y'],
    ['c', 0],
  ],
  [
    ['a', 'x'],
    ['b', 'y'],
    ['c', {}],
  ],
  [
    ['10', 'x'],
    ['9', 'y'],
    ['a', 0],
  ],
  [['a.b', 'x']],
  [['a_b', 'x']],
  [['__proto__', 'x']],
  [['otel.metric.overflow', true]],
  [['otel.metric.overflow', 'no']],
];

const kinds = fc.constantFrom(...MEASURED);
const sets = fc.constantFrom(...SETS);
const values = fc.integer({ min: 0, max: 100 });
const THROWING = new Proxy({}, { get: thrower, ownKeys: thrower, isExtensible: thrower });
const hostile = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, Symbol('x'), THROWING, () => {}),
);

/** Sums that may fall do, and are 0 often. */
function fitted(kind: MeasuredKind, value: number): number {
  return kind === 'upDown' ? (value % 5) - 2 : value;
}

const shapes = fc.constantFrom(...Object.keys(SHAPES));

type Command = fc.AsyncCommand<object, World>;

function command(
  name: string,
  thing: unknown,
  run: (world: World) => void | Promise<void>,
): Command {
  return {
    check: () => true,
    async run(_model, world) {
      tick(world);
      await run(world);
    },
    toString: () => `${name}(${printed(thing)})`,
  };
}

function tick({ model }: World): void {
  clock.now += 2;
  model.now = clock.now;
}

/** For fast-check's report: some of the things refuse to be printed. */
function printed(thing: unknown): string {
  try {
    return fc.stringify(thing);
  } catch {
    return 'what cannot be printed';
  }
}

const measure = fc.tuple(kinds, sets, values, shapes).map(([kind, entries, number, shape]) =>
  command(kind, [entries, number, shape], (world) => {
    const value = fitted(kind, number);
    use(world, kind, value, shaped(world, shape, entries));
    world.model.measure(kind, nameOf(entries), value);
  }),
);

const measureMany = fc
  .tuple(kinds, fc.shuffledSubarray([...SETS]), shapes)
  .map(([kind, many, shape]) =>
    command(`${kind} of many`, [many, shape], (world) => {
      for (const entries of many) {
        use(world, kind, 1, shaped(world, shape, entries));
        world.model.measure(kind, nameOf(entries), 1);
      }
    }),
  );

const measureUntilKnown = fc.tuple(kinds, sets).map(([kind, entries]) =>
  command(`${kind} until known`, entries, (world) => {
    const own = shaped(world, 'frozen', entries);
    for (let i = 0; i < UNTIL_KNOWN; i++) use(world, kind, 1, own);
    world.model.measure(kind, nameOf(entries), 1, UNTIL_KNOWN);
  }),
);

const bind = fc.tuple(kinds, sets, shapes).map(([kind, entries, shape]) =>
  command(`bind ${kind}`, [entries, shape], (world) => {
    const bound = INSTRUMENTS[kind](world.meter).bind(shaped(world, shape, entries) as never);
    const take = (value: number) => ('record' in bound ? bound.record(value) : bound.add(value));
    world.model.locate(kind, nameOf(entries));
    world.bound.push({ kind, name: nameOf(entries), measure: take });
  }),
);

/** Handles stay good for whatever happens to their series. */
const measureBound = fc.tuple(fc.nat(), values).map(([index, number]) =>
  command('bound', [index, number], ({ bound, model }) => {
    const handle = bound[index % bound.length];
    if (handle === undefined) return;
    const value = fitted(handle.kind, number);
    handle.measure(value);
    model.measure(handle.kind, handle.name, value);
  }),
);

const remove = fc.tuple(kinds, sets, shapes).map(([kind, entries, shape]) =>
  command(`remove ${kind}`, [entries, shape], (world) => {
    const wasThere = INSTRUMENTS[kind](world.meter).remove(shaped(world, shape, entries) as never);
    expect(wasThere).toBe(world.model.remove(kind, nameOf(entries)));
  }),
);

const clear = kinds.map((kind) =>
  command(`clear ${kind}`, undefined, ({ meter, model }) => {
    INSTRUMENTS[kind](meter).clear();
    model.clear(kind);
  }),
);

const expire = fc.integer({ min: 1, max: 3 }).map((rounds) =>
  command('endIdle', rounds, ({ provider, model }) => {
    for (const _ of provider.store.endIdle(rounds));
    model.endIdle(rounds);
  }),
);

const ACTS: Record<string, (world: World, kind: MeasuredKind, entries: Entries) => void> = {
  measures(world, kind, entries) {
    use(world, kind, 1, written({}, entries));
    world.model.measure(kind, nameOf(entries), 1);
  },
  removes({ meter, model }, kind, entries) {
    INSTRUMENTS[kind](meter).remove(written({}, entries) as never);
    model.remove(kind, nameOf(entries));
  },
  clears({ meter, model }, kind) {
    INSTRUMENTS[kind](meter).clear();
    model.clear(kind);
  },
};

/** The last attribute is a getter that does something to the same instrument while it is read. */
const measureActing = fc
  .tuple(kinds, sets, sets, fc.constantFrom(...Object.keys(ACTS)))
  .map(([kind, entries, others, act]) =>
    command(`${kind} that ${act}`, [entries, others], (world) => {
      const own = written({}, entries.slice(0, -1));
      const [key, value] = entries.at(-1) ?? ['a', 'x'];
      const get = () => {
        ACTS[act]?.(world, kind, others);
        return value;
      };
      Object.defineProperty(own, key, { enumerable: true, get });
      use(world, kind, 1, own);
      world.model.measure(kind, nameOf([...entries.slice(0, -1), [key, value]]), 1);
    }),
  );

/** A bad value, or bad attributes: neither may touch a good series, nor throw. */
const measureHostile = fc.tuple(kinds, sets, hostile).map(([kind, entries, thing]) =>
  command(`${kind} of`, thing, (world) => {
    if (typeof thing !== 'number') use(world, kind, thing, written({}, entries));
    // Nothing is added: `0` where it would count, and never into a gauge or a histogram.
    if (kind === 'gauge' || kind === 'histogram') return;
    use(world, kind, 0, thing);
    world.model.measure(kind, nameOf(Object.entries(sanitizeAttributes(thing))), 0);
  }),
);

const makeHostile = fc.tuple(hostile, hostile).map(([name, options]) =>
  command('make', [name, options], ({ meter }) => {
    const [list, callback] = [[name, options], name];
    const { contexts: _, ...methods } = meter;
    for (const make of Object.keys(methods) as (keyof typeof methods)[]) {
      const args = make.includes('Batch') ? [callback, list] : [name, options];
      (meter[make] as (...all: unknown[]) => void)(...args);
    }
  }),
);

const observe = fc
  .tuple(
    fc.constantFrom(...OBSERVED),
    fc.uniqueArray(sets, { selector: nameOf, maxLength: 9 }),
    values,
  )
  .map(([kind, round, value]) =>
    command(kind, [round, value], ({ observed }) => {
      observed.set(
        kind,
        round.map((entries, index) => [entries, value + index] as const),
      );
    }),
  );

const collect = fc.constant(command('collect', undefined, expectTold));

describe('seven kinds of instruments', () => {
  it('show exactly what they were told, whatever else happens', async () => {
    const commands = fc.commands(
      [
        ...[measure, measure, measureMany, measureUntilKnown, measureActing, measureHostile],
        ...[bind, measureBound, measureBound, remove, remove, remove, clear, expire],
        ...[observe, observe, makeHostile, collect, collect],
      ],
      { maxCommands: 20, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(commands, hostile, async (run, junk) => {
        const world = newWorld(junk);
        await fc.asyncModelRun(() => ({ model: {}, real: world }), run);
        tick(world);
        await expectTold(world);
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);
});

function thrower(): never {
  throw new Error('thrown by the app');
}

import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type PromClient,
  watchPromClient,
} from '../../../../src/instrumentations/prom-client/library.ts';
import {
  type Registry,
  registriesOf,
} from '../../../../src/instrumentations/prom-client/registry-class.ts';
import { freshCopy, LIBRARIES } from '../../instruments/prom-client/libraries.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** What is found from now on. */
function watch(): PromClient[] {
  const found: PromClient[] = [];
  stops.push(watchPromClient((library) => found.push(library)));
  return found;
}

describe.each(LIBRARIES)('%s', (name) => {
  it('is found when the app loads it, each copy by itself', () => {
    const found = watch();
    const before = found.length;
    const one = freshCopy(name);
    const other = freshCopy(name);
    expect(found.slice(before).map(({ defaultRegistry }) => defaultRegistry)).toEqual([
      one.register,
      other.register,
    ]);
    expect(found[before]?.defaultRegistry).toBe(one.register);
    expect(found[before + 1]?.defaultRegistry).toBe(other.register);
  });

  it('is found where it was loaded before, once', () => {
    const { register } = freshCopy(name);
    const found = watch().filter(({ defaultRegistry }) => defaultRegistry === register);
    expect(found).toHaveLength(1);
    expect([...(found[0]?.registries ?? [])]).toEqual([register]);
  });

  it('tells of registries with metrics of their own, in the order in which they got one', () => {
    const found = watch();
    const { Counter, Registry, register } = freshCopy(name);
    const [unused, second, third] = [new Registry(), new Registry(), new Registry()];
    const common = { help: 'h' };
    const shared = new Counter({ name: 'shared', ...common, registers: [second, register] });
    new Counter({ name: 'second', ...common, registers: [second] });
    const loose = new Counter({ name: 'loose', ...common, registers: [] });
    third.registerMetric(loose);
    Registry.merge([second]);
    unused.registerMetric(shared);
    const registries = [...(found.at(-1)?.registries ?? [])];
    expect(registries).toHaveLength(3);
    expect(registries[0]).toBe(register);
    expect(registries[1]).toBe(second);
    expect(registries[2]).toBe(third);
  });

  it('does not tell of what came from the workers of a cluster', async () => {
    const found = watch();
    const { AggregatorRegistry, Counter, register } = freshCopy(name);
    new Counter({ name: 'c', help: 'h' }).inc();
    const metrics = await register.getMetricsAsJSON();
    const aggregated = AggregatorRegistry.aggregate([metrics, metrics] as never);
    expect(await aggregated.metrics()).toContain('\nc 2\n');
    expect([...(found.at(-1)?.registries ?? [])]).toEqual([register]);
  });

  it('does not see that it is watched', () => {
    const plain = Object.getOwnPropertyDescriptor(
      freshCopy(name).Registry.prototype,
      'registerMetric',
    );
    watch();
    const { Counter, Registry } = freshCopy(name);
    const watched = Object.getOwnPropertyDescriptor(Registry.prototype, 'registerMetric');
    expect({ ...watched, value: 0 }).toEqual({ ...plain, value: 0 });
    expect([watched?.value.name, watched?.value.length]).toEqual(['registerMetric', 1]);
    expect(Object.keys(Registry.prototype)).toEqual([]);
    const registry = new Registry();
    const metric = new Counter({ name: 'c', help: 'h', registers: [registry] });
    expect(registry.registerMetric(metric)).toBeUndefined();
    const other = new Counter({ name: 'c', help: 'h', registers: [] });
    expect(() => registry.registerMetric(other)).toThrow('has already been registered');
    expect(() => registry.registerMetric(null as never)).toThrow(TypeError);
  });

  it('keeps none of its registries alive', async () => {
    const found = watch();
    const { Counter, Registry } = freshCopy(name);
    for (let i = 0; i < 10; i++) new Counter({ name: 'c', help: 'h', registers: [new Registry()] });
    expect([...(found.at(-1)?.registries ?? [])]).toHaveLength(11);
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    for (let i = 0; i < 5; i++) {
      await setImmediate();
      collectGarbage();
    }
    expect([...(found.at(-1)?.registries ?? [])]).toHaveLength(1);
  });

  it('is known with its registries to who comes later', () => {
    watch();
    const { Counter, Registry, register } = freshCopy(name);
    const own = new Registry();
    new Counter({ name: 'c', help: 'h', registers: [own] });
    stops.pop()?.();
    const later = new Registry();
    new Counter({ name: 'c', help: 'h', registers: [later] });
    const library = watch().find(({ defaultRegistry }) => defaultRegistry === register);
    expect([...(library?.registries ?? [])]).toEqual([register, own, later]);
  });
});

it('hands on what a registry of another release returns or throws', () => {
  class Other implements Registry {
    registerMetric(metric: { readonly isBad?: boolean }): number {
      if (metric.isBad) throw new RangeError('bad');
      return 7;
    }
    getMetricsAsArray(): readonly object[] {
      return [];
    }
  }
  const [first, second] = [new Other(), new Other()];
  const registries = registriesOf(first, Other.prototype);
  expect(() => second.registerMetric({ isBad: true })).toThrow(RangeError);
  expect([...registries]).toEqual([first]);
  expect(second.registerMetric(new Date() as never)).toBe(7);
  expect([...registries]).toHaveLength(2);
});

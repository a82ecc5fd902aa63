import { epochMs } from '../foundation/clock.ts';
import { settlesWithin } from '../foundation/deadline.ts';
import type { FaultCause } from '../foundation/faults.ts';
import { attempt, describeError, reportFault } from '../foundation/guard.ts';
import type { Family } from '../store/family.ts';
import type { Collect, Collection, CollectNow, Source } from './collection.ts';
import { glancing } from './glance.ts';
import type { MeterProvider } from './meter-provider.ts';
import type { Resource } from './resource.ts';

/** The app's and the agent's own instruments; observable ones are asked first. */
export function storeSource({ store, observables }: MeterProvider): Source {
  return {
    name: 'store',
    async collect() {
      await observables.observe();
      return store.families();
    },
    collectNow() {
      observables.observeNow();
      return store.families();
    },
  };
}

/** How long a source may take; callbacks have their own, shorter bound. */
const SOURCE_TIMEOUT_MS = 2_000;

/**
 * Makes collections: one at a time, shared by all who ask meanwhile, so that callbacks never run
 * twice for one instant. Sources may come and go between two collections. A source that fails or is
 * late is left out and named in `errors`.
 */
export function createCollect(sources: Iterable<Source>, resource: Resource): Collect {
  let current: Promise<Collection> | undefined;
  return ({ isGlance = false } = {}) => {
    const collect = () => collectAll(sources, resource);
    current ??= (isGlance ? glancing(collect) : collect()).finally(() => {
      current = undefined;
    });
    return current;
  };
}

/**
 * Makes collections where nothing can be waited for any more. What an asynchronous callback would
 * observe stays as it was observed last; a source that can't answer at once is left out.
 */
export function createCollectNow(sources: Iterable<Source>, resource: Resource): CollectNow {
  return () => {
    const families = [...sources].flatMap(
      (source) =>
        attempt('callback_error', `source ${source.name}`, () => source.collectNow?.()) ?? [],
    );
    return { resource, timeMs: epochMs(), families, errors: [] };
  };
}

async function collectAll(sources: Iterable<Source>, resource: Resource): Promise<Collection> {
  // Callbacks run once this collection is the current one: one that asks for it shares it.
  await undefined;
  const errors: string[] = [];
  const answers = await Promise.all([...sources].map((source) => collectOne(source, errors)));
  // The time is taken last: a series that a callback began is not to begin after it.
  return { resource, timeMs: epochMs(), families: answers.flat(), errors };
}

async function collectOne(source: Source, errors: string[]): Promise<readonly Family[]> {
  const leaveOut = (cause: FaultCause, error: unknown): readonly Family[] => {
    reportFault(cause, `source ${source.name}`, error);
    errors.push(`${source.name}: ${describeError(error)}`);
    return [];
  };
  try {
    const families = source.collect();
    if (await settlesWithin(families, SOURCE_TIMEOUT_MS)) return await families;
    return leaveOut('callback_timeout', new Error(`took over ${SOURCE_TIMEOUT_MS} ms`));
  } catch (error) {
    return leaveOut('callback_error', error);
  }
}

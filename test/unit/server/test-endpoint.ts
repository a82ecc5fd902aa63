import { type Config, OPTIONS, type OptionName } from '../../../src/config/options.ts';
import type { Collection } from '../../../src/pipeline/collection.ts';
import { type Endpoint, type EndpointOptions, startEndpoint } from '../../../src/server/server.ts';
import type { Family } from '../../../src/store/family.ts';
import { fakeFamily } from '../exposition/fake-family.ts';

/** Every option at its default but for `changes`, on a port that the system chooses. */
export function configWith(changes: Partial<Config> = {}): Config {
  const names = Object.keys(OPTIONS) as OptionName[];
  const defaults = Object.fromEntries(names.map((name) => [name, OPTIONS[name].default]));
  return { ...defaults, port: 0, ...changes } as Config;
}

export function collectionOf(families: readonly Family[]): Collection {
  return { resource: { 'service.name': 'shop' }, timeMs: 0, families, errors: [] };
}

export interface TestEndpoint extends Endpoint {
  readonly openPort: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** An endpoint that is open, with one small metric unless told otherwise. */
export async function openEndpoint(
  config: Partial<Config> = {},
  options: Partial<EndpointOptions> = {},
): Promise<TestEndpoint> {
  const collect = async () =>
    collectionOf([fakeFamily({ name: 'answer', series: [{ value: 42 }] })]);
  const endpoint = startEndpoint({ collect, ...options, config: configWith(config) });
  await endpoint.ready;
  const openPort = endpoint.port();
  if (openPort === undefined) throw new Error('the endpoint is not open');
  return { ...endpoint, openPort, [Symbol.asyncDispose]: endpoint.stop };
}

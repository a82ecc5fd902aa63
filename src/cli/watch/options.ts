import type { Output } from '../command.ts';
import type { EndpointAccess } from '../page/endpoint.ts';

export interface WatchOptions {
  readonly url: URL;
  readonly access: EndpointAccess;
  /** Only metrics that have all of them. */
  readonly words: readonly string[];
  readonly out: Output;
}

import { stopAll } from '../../foundation/guard.ts';
import type { Observer } from '../../pipeline/observer.ts';
import { observeNodeClient } from './node-client.ts';
import { observeUndici } from './undici-client.ts';

/** Durations of the calls that the app makes: `node:http(s)`, `fetch` and undici. */
export const httpClientObserver: Observer = {
  name: 'http-client',
  observes: 'channels http.client.* and undici:request:*',
  start(meter, config) {
    const stops = [observeNodeClient(meter, config), observeUndici(meter, config)];
    return () => stopAll(stops);
  },
};

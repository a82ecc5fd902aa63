import type { Config } from '../config/options.ts';
import type { Meter } from './meter.ts';

/**
 * An automatic source of measurements. `start` subscribes and returns what undoes it; it may
 * throw (the observer is then left out, said once, and counted), but nothing that it hands to the
 * host (listener, patch, callback) may.
 */
export interface Observer {
  /** Short name for logs and for switching it off, e.g. `http-server`. */
  readonly name: string;
  /** The channels it listens to, or the modules it waits for: one line for people. */
  readonly observes: string;
  /** Whether the app has yet to load what it looks at; absent where that is always there. */
  isWaiting?(): boolean;
  start(meter: Meter, config: Config): () => void;
}

import { EventEmitter } from 'node:events';

const { on, off, prependListener, listenerCount } = EventEmitter.prototype;

/**
 * The events of the process by Node's own methods, taken when the agent is loaded: with those that an
 * app puts in their place, which may throw or do nothing, a signal would be swallowed.
 */
export const processEvents = {
  on: on.bind(process),
  off: off.bind(process),
  prependListener: prependListener.bind(process),
  listenerCount: listenerCount.bind(process),
};

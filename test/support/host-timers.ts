/** The host's timers in the place of the agent's: see `host-clock.ts`. */
export const setTimeout = ((...args: Parameters<typeof globalThis.setTimeout>) =>
  globalThis.setTimeout(...args)) as typeof globalThis.setTimeout;
export const clearTimeout: typeof globalThis.clearTimeout = (timer) =>
  globalThis.clearTimeout(timer);
export const setImmediate = ((...args: Parameters<typeof globalThis.setImmediate>) =>
  globalThis.setImmediate(...args)) as typeof globalThis.setImmediate;

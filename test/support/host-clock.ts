/**
 * The host's clocks in the place of the agent's, for tests that fake time. The agent takes its own
 * when it is loaded, which no fake moves:
 * `vi.mock(import('…/src/foundation/clock.ts'), () => import('…/support/host-clock.ts'))`.
 */
export const monotonicSeconds = () => performance.now() / 1000;
export const epochMs = () => Date.now();
export const processStartMs = () => performance.timeOrigin;
export const eventLoopUtilization = performance.eventLoopUtilization.bind(performance);

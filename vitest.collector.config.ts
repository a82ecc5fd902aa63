import { defineConfig } from 'vitest/config';

/** `npm run test:collector`: an OpenTelemetry Collector, built from Debian's Go packages. */
export default defineConfig({
  test: {
    include: ['test/collector/**/*.test.ts'],
    setupFiles: ['test/support/stop-apps.ts'],
    // The Collector first: where it can't be had, nothing else is worth its time.
    globalSetup: ['test/collector/built-collector.ts', 'test/support/packed-project.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});

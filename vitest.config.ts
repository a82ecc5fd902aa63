import { defineConfig } from 'vitest/config';

const common = {
  pool: 'forks' as const,
  maxWorkers: 2,
  testTimeout: 30_000,
  hookTimeout: 120_000,
  setupFiles: ['test/support/stop-apps.ts'],
};

/** `npm test`: units, golden files and architecture; then the packed package in child processes. */
export default defineConfig({
  test: {
    projects: [
      { test: { ...common, name: 'unit', include: ['test/*.test.ts', 'test/unit/**/*.test.ts'] } },
      {
        test: {
          ...common,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/packed-project.ts'],
        },
      },
    ],
  },
});

import { defineConfig } from 'vitest/config';

/** `npm run test:real`: a fresh clone, and real servers from the system's packages. */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts', 'test/browser/**/*.test.ts'],
    setupFiles: ['test/support/stop-apps.ts'],
    globalSetup: ['test/support/packed-project.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});

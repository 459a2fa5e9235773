import { defineConfig } from 'vitest/config';

/** Keeps the cluster of the end-to-end tests: `hold.run.ts`. */
export default defineConfig({
  test: {
    include: ['e2e/services/cluster/hold.run.ts'],
    globalSetup: ['./e2e/services/cluster/setup.ts'],
    reporters: ['verbose'],
    testTimeout: 0,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    pool: 'forks',
  },
});

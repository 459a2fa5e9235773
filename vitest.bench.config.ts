import { defineConfig } from 'vitest/config';

/** Starts the cluster of the end-to-end tests, and runs `npm run bench -- cluster` on it. */
export default defineConfig({
  test: {
    include: ['bench/cluster.run.ts'],
    globalSetup: ['./e2e/services/cluster/setup.ts'],
    reporters: ['verbose'],
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    pool: 'forks',
  },
});

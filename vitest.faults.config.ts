import { defineConfig } from 'vitest/config';

/** The fault matrix: the built program and real services under every fault that docs/fault-matrix.md lists. */
export default defineConfig({
  test: {
    name: 'faults',
    include: ['e2e/matrix/*.faults.ts'],
    globalSetup: ['./e2e/services/setup.ts'],
    environment: 'node',
    // The second one writes docs/fault-matrix.md, when all of the matrix was run.
    reporters: ['verbose', './e2e/matrix/page-reporter.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});

import { defineConfig } from 'vitest/config';

/** End-to-end tests: real services, started once for the whole run by `e2e/services/setup.ts`. */
export default defineConfig({
  test: {
    name: 'e2e',
    include: ['e2e/**/*.e2e.test.ts'],
    globalSetup: ['./e2e/services/setup.ts'],
    environment: 'node',
    // Prints every test, and each skip with its reason.
    reporters: ['verbose'],
    pool: 'forks',
    // Builds and pushes keep one core busy; a third file would only make time limits tight.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});

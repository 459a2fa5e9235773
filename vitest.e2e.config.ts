import { defineConfig } from 'vitest/config';

const common = {
  environment: 'node',
  pool: 'forks',
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // Of a file whose tests say so: they wait for leases, and a fourth would only wait for a processor.
  maxConcurrency: 3,
  restoreMocks: true,
  unstubEnvs: true,
} as const;

/**
 * End-to-end tests: real services, started once for the whole run. `e2e` has registries, engines and tools
 * (`e2e/services/setup.ts`), `cluster` a Kubernetes node (`e2e/services/cluster/setup.ts`); where no test of one is
 * asked for, its services are not started.
 */
export default defineConfig({
  test: {
    // Prints every test, and each skip with its reason.
    reporters: ['verbose'],
    // Builds and pushes keep one core busy; a third file would only make time limits tight.
    maxWorkers: 2,
    teardownTimeout: 60_000,
    projects: [
      {
        test: {
          ...common,
          name: 'e2e',
          include: ['e2e/**/*.e2e.test.ts'],
          exclude: ['e2e/cluster/**'],
          globalSetup: ['./e2e/services/setup.ts'],
        },
      },
      {
        test: {
          ...common,
          name: 'cluster',
          include: ['e2e/cluster/**/*.e2e.test.ts'],
          globalSetup: ['./e2e/services/cluster/setup.ts'],
        },
      },
    ],
  },
});

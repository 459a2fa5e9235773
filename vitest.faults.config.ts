import { defineConfig } from 'vitest/config';

const common = {
  environment: 'node',
  pool: 'forks',
  testTimeout: 180_000,
  hookTimeout: 120_000,
  restoreMocks: true,
  unstubEnvs: true,
} as const;

/**
 * The fault matrix: the built program and real services under every fault that docs/fault-matrix.md lists. `faults` has
 * the services of the end-to-end tests, `cluster` their Kubernetes node; `--project=cluster` starts that alone.
 */
export default defineConfig({
  test: {
    // The second one writes docs/fault-matrix.md, when all of the matrix was run.
    reporters: ['verbose', './e2e/matrix/page-reporter.ts'],
    maxWorkers: 2,
    teardownTimeout: 60_000,
    projects: [
      {
        test: {
          ...common,
          name: 'faults',
          include: ['e2e/matrix/*.faults.ts'],
          exclude: ['e2e/matrix/cluster-*.faults.ts'],
          globalSetup: ['./e2e/services/setup.ts'],
        },
      },
      {
        test: {
          ...common,
          name: 'cluster',
          include: ['e2e/matrix/cluster-*.faults.ts'],
          globalSetup: ['./e2e/services/cluster/setup.ts'],
        },
      },
    ],
  },
});

import { defineConfig } from 'vitest/config';

/** `unit`: pure functions and adapters beside their source; needs no service. `generated`: schema/ and docs/reference/ are what the source says. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.generated.test.ts'],
          environment: 'node',
          // No test is about time; a busy machine must not fail one.
          testTimeout: 60_000,
          restoreMocks: true,
          unstubEnvs: true,
        },
      },
      {
        test: { name: 'generated', include: ['src/**/*.generated.test.ts'], environment: 'node', testTimeout: 60_000 },
      },
    ],
  },
});

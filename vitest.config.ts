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
          restoreMocks: true,
          unstubEnvs: true,
        },
      },
      { test: { name: 'generated', include: ['src/**/*.generated.test.ts'], environment: 'node' } },
    ],
  },
});

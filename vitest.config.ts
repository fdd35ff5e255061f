import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,integration,journeys,fault}/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A test that passes only on a second try is a defect.
    retry: 0,
    coverage: { include: ['src/**', 'adapters/**'] },
  },
});

// The product's own loader, for what runs in this process before the tests.
import './src/platform/typescript.mjs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const LOADER = new URL('./src/platform/typescript.mjs', import.meta.url).href;

export default defineConfig({
  test: {
    include: ['test/{unit,integration,journeys,fault}/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // The program is loaded as it is in production; the runner's own way took twice as long for every file.
    execArgv: ['--import', LOADER],
    server: { deps: { external: [/\/(src|adapters)\/.*\.ts$/] } },
    maxWorkers: availableParallelism(),
    // Ends what hangs; a browser beside two other workers on two cores may take long.
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // A test that passes only on a second try is a defect.
    retry: 0,
  },
});

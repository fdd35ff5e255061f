// The product's own loader, for what runs in this process before the tests.
import './src/platform/typescript.mjs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const LOADER = new URL('./src/platform/typescript.mjs', import.meta.url).href;

const ALONE = ['test/{unit,journeys,fault}/**/*.test.ts', 'test/integration/lifecycle-retention.test.ts'];

export default defineConfig({
  test: {
    projects: [
      // A file a process; unit tests share fixtures that end with their file.
      { extends: true, test: { name: 'alone', include: ALONE, isolate: true } },
      // Many files a process: loading the whole program anew for each took half of the time.
      {
        extends: true,
        test: { name: 'together', include: ['test/integration/**/*.test.ts'], exclude: ALONE, isolate: false },
      },
    ],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // The program is loaded as it is in production; the runner's own way took twice as long for every file.
    execArgv: ['--import', LOADER],
    server: { deps: { external: [/\/(src|adapters)\/.*\.ts$/] } },
    maxWorkers: availableParallelism(),
    // Ends what hangs; a browser beside two other workers on two cores may take long.
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // What is waited for comes at once; how long that is, others on the same cores decide.
    expect: { poll: { timeout: 20_000 } },
    // A test that passes only on a second try is a defect.
    retry: 0,
  },
});

import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { compile } from './scripts/compile.mjs';

const CHECKOUT = import.meta.dirname;
/** Makes ids of years ago, and those of one process never go back. */
const ALONE = ['test/integration/lifecycle-retention.test.ts'];

const compiled = await compile();
if (!compiled) throw new Error('the tests compile the program into node_modules/.cache, which cannot be written');

/** Tests import the program as production runs it: its compiled files, in which no thread needs a loader. */
const program = {
  name: 'program',
  enforce: 'pre' as const,
  resolveId(id: string, importer = CHECKOUT) {
    const file = path.relative(CHECKOUT, path.resolve(path.dirname(importer), id));
    return /^(src|adapters)\/.*\.ts$/.test(file) ? fileURLToPath(compiled(file)) : undefined;
  },
};

/** On a new machine the runner knows only how large a file is, and these are small. */
const LONGEST = /\/(journeys\/demo|fault\/life|integration\/backup)\.test\.ts$/;

/** A long file that began last would end alone, on one core. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification) =>
      project.name === 'alone' ? 0 : LONGEST.test(moduleId) ? 1 : 2;
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

const shared = {
  execArgv: ['--enable-source-maps'],
  // Ends what hangs; a browser beside two other workers on two cores may take long.
  testTimeout: 60_000,
  hookTimeout: 90_000,
  // What is waited for comes at once; how long that is, others on the same cores decide.
  expect: { poll: { timeout: 20_000 } },
  // A test that passes only on a second try is a defect.
  retry: 0,
};

export default defineConfig({
  plugins: [program],
  test: {
    // Once a run. A project that has it as well starts a PostgreSQL of its own.
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './test/support/slowest-files.ts'],
    projects: [
      {
        plugins: [program],
        test: {
          ...shared,
          name: 'together',
          include: ['test/{unit,integration,journeys,fault}/**/*.test.ts'],
          exclude: ALONE,
          // Many files a process: loading the whole program anew for each took half of the time.
          isolate: false,
        },
      },
      { plugins: [program], test: { ...shared, name: 'alone', include: ALONE } },
    ],
  },
});

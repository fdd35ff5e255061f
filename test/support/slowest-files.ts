import type { Reporter, TestModule } from 'vitest/node';

const SHOWN = 5;

/** Says at the end of a run where its time went. */
export default class SlowestFiles implements Reporter {
  onTestRunEnd(files: readonly TestModule[]): void {
    if (files.length <= SHOWN) return;
    const slowest = files
      .map((file) => {
        const { collectDuration, duration } = file.diagnostic();
        return { name: file.relativeModuleId, seconds: (collectDuration + duration) / 1_000 };
      })
      .sort((one, other) => other.seconds - one.seconds)
      .slice(0, SHOWN);
    console.log('\nThe slowest files, in seconds:');
    for (const { name, seconds } of slowest) console.log(`${seconds.toFixed(1).padStart(7)}  ${name}`);
  }
}

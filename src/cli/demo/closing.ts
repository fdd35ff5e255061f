/** What was started, to be stopped in the reverse order; once, whoever asks. */
export class Closing {
  readonly #steps: (() => Promise<unknown>)[] = [];
  #closing: Promise<void> | undefined;

  /** What was still starting when it was told to stop is stopped at once, and whoever started it goes no further. */
  async add(step: () => Promise<unknown>): Promise<void> {
    if (!this.#closing) {
      this.#steps.push(step);
      return;
    }
    await step();
    throw new Error('stopped while starting');
  }

  close(): Promise<void> {
    this.#closing ??= this.#run();
    return this.#closing;
  }

  /** A part that fails to stop does not keep the others running. */
  async #run(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      await step().catch((problem: unknown) => failures.push(problem));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'some parts did not stop');
  }
}

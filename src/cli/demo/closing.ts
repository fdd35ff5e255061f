/** What was started, to be stopped in the reverse order; once, whoever asks. */
export class Closing {
  readonly #steps: (() => Promise<unknown>)[] = [];
  #closing: Promise<void> | undefined;

  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
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

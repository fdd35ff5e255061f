const WIDTH = 24;
/** Often enough to look alive, seldom enough to cost nothing. */
const EVERY_MS = 100;

export interface Progress {
  /** How far it is now. */
  at(done: number): void;
  /** Removes the bar. */
  end(): void;
}

export interface ProgressOptions {
  readonly label: string;
  /** Zero when it is not known: the count is shown without a bar. */
  readonly total: number;
  /** How a count is written; default as it is. */
  readonly unit?: (count: number) => string;
}

/** A bar on stderr while something takes long; silent where stderr is no terminal. */
export function startProgress(options: ProgressOptions): Progress {
  if (!process.stderr.isTTY) return { at: () => {}, end: () => {} };
  let drawn = 0;
  const began = performance.now();
  return {
    at(done) {
      const now = performance.now();
      if (now - drawn < EVERY_MS) return;
      drawn = now;
      process.stderr.write(`\r\u001b[2K${bar(options, done)}${timeLeft(done, options.total, now - began)}`);
    },
    end() {
      if (drawn > 0) process.stderr.write('\r\u001b[2K');
    },
  };
}

export function bar({ label, total, unit = String }: ProgressOptions, done: number): string {
  if (total <= 0) return `${label} ${unit(done)}`;
  const part = Math.min(1, done / total);
  const full = Math.round(part * WIDTH);
  const percent = Math.floor(part * 100);
  return `${label} ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${percent} %  ${unit(done)}/${unit(total)}`;
}

/** `  ~2:05` to go at the pace so far; nothing while there is no telling. */
export function timeLeft(done: number, total: number, elapsedMs: number): string {
  if (elapsedMs < 2_000 || done <= 0 || done >= total) return '';
  const seconds = Math.ceil(((elapsedMs / done) * (total - done)) / 1_000);
  return `  ~${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

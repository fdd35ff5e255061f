/** Told how far long work is: phases one after the other, each with its total (0 when it is not known). */
export interface Watch {
  begin(phase: 'database' | 'files' | 'digests' | 'rows', total: number, unit: 'bytes' | 'rows'): void;
  at(done: number): void;
  end(): void;
}

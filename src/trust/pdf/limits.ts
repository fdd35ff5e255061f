import { PdfFault } from './fault.ts';

/** What one PDF may cost. A file beyond a bound is reported with the bound's code, never read further. */
export interface PdfLimits {
  readonly fileBytes: number;
  /** Milliseconds for one file; the caller's thread budget stands behind it. */
  readonly ms: number;
  /** Values parsed (numbers, names, strings, arrays …), all objects together. */
  readonly values: number;
  /** Of these, dictionaries, arrays and strings: four octets of a file become some 250 of memory. */
  readonly containers: number;
  readonly xrefEntries: number;
  readonly revisions: number;
  readonly depth: number;
  readonly stringBytes: number;
  readonly nameBytes: number;
  /** One decoded stream, and all of them; and octets out for each octet in (beyond the first MB). */
  readonly streamBytes: number;
  readonly inflatedBytes: number;
  readonly ratio: number;
  readonly fields: number;
  readonly signatures: number;
  /** DER of one CMS; a signature with time-stamp and revocation answers inside stays below 200 KB. */
  readonly cmsBytes: number;
}

export const PDF_LIMITS: PdfLimits = {
  fileBytes: 100 * 1_048_576,
  ms: 5_000,
  values: 5_000_000,
  containers: 1_000_000,
  xrefEntries: 500_000,
  revisions: 64,
  depth: 64,
  stringBytes: 2 * 1_048_576,
  nameBytes: 1_024,
  streamBytes: 32 * 1_048_576,
  inflatedBytes: 128 * 1_048_576,
  ratio: 100,
  fields: 5_000,
  signatures: 32,
  cmsBytes: 524_288,
};

/** Counts what a file has cost so far; the methods throw when a bound is passed. */
export class Budget {
  readonly limits: PdfLimits;
  #values = 0;
  #containers = 0;
  #inflated = 0;
  readonly #deadline: number;

  constructor(limits: PdfLimits) {
    this.limits = limits;
    this.#deadline = performance.now() + limits.ms;
  }

  value(): void {
    this.#values += 1;
    if (this.#values > this.limits.values) throw new PdfFault('PDF_LIMIT', { limit: 'values' });
    if ((this.#values & 1_023) === 0) this.time();
  }

  container(): void {
    this.#containers += 1;
    if (this.#containers > this.limits.containers) throw new PdfFault('PDF_LIMIT', { limit: 'containers' });
  }

  time(): void {
    if (performance.now() > this.#deadline) throw new PdfFault('PDF_TIME', {});
  }

  inflated(bytes: number): void {
    this.#inflated += bytes;
    if (this.#inflated > this.limits.inflatedBytes) throw new PdfFault('PDF_LIMIT', { limit: 'inflatedBytes' });
    this.time();
  }

  check(limit: keyof PdfLimits, count: number): void {
    if (count > this.limits[limit]) throw new PdfFault('PDF_LIMIT', { limit });
  }
}

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PkitsCase {
  readonly id: string;
  readonly name: string;
  readonly trustAnchors: readonly string[];
  /** End entity last. */
  readonly path: readonly string[];
  readonly crls: readonly string[];
  readonly valid: boolean;
  readonly parameters?: {
    readonly initialExplicitPolicy?: boolean;
    readonly initialPolicySet?: readonly string[];
    readonly initialPolicyMappingInhibit?: boolean;
    readonly initialInhibitPolicy?: boolean;
  };
}

/** NIST's certification path validation cases: where PKITS_DIR says, or beside the checkout; null when they are absent. */
export function findPkits(): string | null {
  const beside = fileURLToPath(new URL('../../../shared/vectors/pkits', import.meta.url));
  return [process.env.PKITS_DIR, beside].find((dir) => dir && existsSync(path.join(dir, 'cases.json'))) ?? null;
}

export function readCases(dir: string): PkitsCase[] {
  return JSON.parse(readFileSync(path.join(dir, 'cases.json'), 'utf8')) as PkitsCase[];
}

/** DER of a certificate or CRL file, which may be PEM. */
export function readPkitsFile(dir: string, folder: 'certs' | 'crls', name: string): Buffer {
  const bytes = readFileSync(path.join(dir, folder, name));
  const pem = /-----BEGIN [^-]+-----([^-]+)-----END/.exec(bytes.toString('latin1'));
  return pem ? Buffer.from(pem[1]!, 'base64') : bytes;
}

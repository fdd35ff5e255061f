import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits for a cookie or a form. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What a table keeps of a token. */
export function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

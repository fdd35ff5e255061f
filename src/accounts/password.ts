import { randomBytes, randomInt, scrypt as scryptCallback, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const scrypt = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scryptCallback,
);

/** One of the equal settings of OWASP's password storage page; this one takes 32 MB for each guess. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const KEY_BYTES = 32;

/** Shortest password; NIST SP 800-63B asks for length, not for kinds of characters. */
export const SHORTEST_PASSWORD = 10;
/** Longest that is looked at: hashing a megabyte would be a way to keep the hub busy. */
export const LONGEST_PASSWORD = 200;

/** `scrypt$N$r$p$salt$key`. Runs in a thread of its own; nothing waits for it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether the password is the one that was hashed. `null`, for nobody, takes as long and is never right. */
export async function checkPassword(password: string, stored: string | null): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = (stored ?? (await nobody())).split('$');
  const wanted = Buffer.from(key, 'base64url');
  const given = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(given, wanted) && stored !== null;
}

/** A password to hand to somebody: 92 random bits in characters that are not mistaken for each other. */
export function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ-';
  return Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join('');
}

/** `abcd-efgh-jkmn-pqrs`: 79 random bits on paper. */
export function newRecoveryCode(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const four = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return [four(), four(), four(), four()].join('-');
}

let nobodys: Promise<string> | undefined;

function nobody(): Promise<string> {
  nobodys ??= hashPassword(newPassword());
  return nobodys;
}

/** NFC: the same word typed on another keyboard is the same password (RFC 8265 section 4.2). */
function derive(password: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> {
  return scrypt(password.normalize('NFC'), salt, KEY_BYTES, { ...cost, maxmem: 256 * cost.N * cost.r });
}

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What every authenticator app takes (RFC 6238 with the defaults of its key addresses: SHA-1, six digits, 30 s). */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** RFC 4226 section 4, R6: 160 bits. */
const SECRET_BYTES = 20;
/** Steps before and after now whose code is taken: a clock may be half a minute off (RFC 6238 section 5.2). */
const DRIFT = 1;
/** RFC 4648 section 6. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A fresh key in base32, as apps want it. */
export function newSecret(): string {
  const bits = [...randomBytes(SECRET_BYTES)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.replace(/.{5}/g, (five) => BASE32[Number.parseInt(five, 2)]!);
}

/** The step of time for which this is the code, near `seconds` since 1970; null when it is none. */
export function stepOfCode(secret: string, code: string, seconds: number): number | null {
  const given = Buffer.from(code);
  const now = Math.floor(seconds / STEP_SECONDS);
  let found: number | null = null;
  for (let step = now - DRIFT; step <= now + DRIFT; step += 1) {
    const wanted = Buffer.from(codeOfStep(secret, step));
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) found = step;
  }
  return found;
}

/** RFC 4226 section 5.3 with the step as the counter. */
export function codeOfStep(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const value = mac.readUInt32BE(mac[19]! & 0xf) & 0x7fff_ffff;
  return String(value % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** What the QR code says to an authenticator app. */
export function keyAddress(secret: string, login: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(login)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
}

function bytesOf(secret: string): Buffer {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}

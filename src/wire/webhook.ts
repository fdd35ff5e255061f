import { createHmac, timingSafeEqual } from 'node:crypto';

/** Older or newer than this, a call is refused as a replay. */
const WINDOW_SECONDS = 300;

/**
 * `v1=<hex HMAC-SHA256(secret, timestamp "." id "." hex SHA-256 of the body)>`, where the id is the delivery's, the
 * alert's or the test's. The digest stands for the body, so that 150 MB need not be read twice to sign or to check.
 */
export function signWebhook(secret: string, timestamp: string, id: string, bodySha256: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${id}.${bodySha256}`).digest('hex')}`;
}

export interface WebhookCall {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Hex SHA-256 that the recipient computed over the body it received. */
  readonly bodySha256: string;
  readonly nowMs: number;
}

/** Every id of a test call begins so, and none of a delivery or an alert: what it signs is signed for nothing else. */
export const TEST_ID = 'test-';

/**
 * For recipients: whether a call is the hub's, whole and recent. Several secrets serve a rotation.
 * @returns the id of the delivery, alert or test, the recipient's idempotency key; or why the call is refused
 */
export function verifyWebhook(
  secrets: readonly string[],
  call: WebhookCall,
): { valid: true; id: string } | { valid: false; reason: 'missing' | 'stale' | 'digest' | 'signature' } {
  const timestamp = call.headers['lienthong-timestamp'];
  const id = call.headers['lienthong-delivery'] ?? call.headers['lienthong-alert'] ?? call.headers['lienthong-test'];
  const given = call.headers['lienthong-signature'];
  if (!timestamp || !id || !given || !/^\d{1,12}$/.test(timestamp)) return { valid: false, reason: 'missing' };
  if (Math.abs(call.nowMs / 1_000 - Number(timestamp)) > WINDOW_SECONDS) return { valid: false, reason: 'stale' };
  const digest = call.headers['content-digest'];
  if (digest !== undefined && digest !== contentDigest(call.bodySha256)) return { valid: false, reason: 'digest' };
  const valid = secrets.some((secret) => same(given, signWebhook(secret, timestamp, id, call.bodySha256)));
  return valid ? { valid: true, id } : { valid: false, reason: 'signature' };
}

/** RFC 9530 Content-Digest with SHA-256. */
export function contentDigest(hexSha256: string): string {
  return `sha-256=:${Buffer.from(hexSha256, 'hex').toString('base64')}:`;
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

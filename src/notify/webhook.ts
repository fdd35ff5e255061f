import { createHash } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Outbound } from '../platform/outbound.ts';
import { contentDigest, signWebhook } from '../wire/index.ts';
import { error } from './errors.ts';
import type { Message } from './model.ts';

const PATIENCE_MS = 15_000;

/** Calls a gateway (text messages, chat). Signed like documents are; a 2xx answer means that it took the alert on. */
export async function callWebhook(
  outbound: Outbound,
  clock: Clock,
  url: string,
  secret: string,
  message: Message,
  signal: AbortSignal,
): Promise<void> {
  const body = Buffer.from(JSON.stringify(message));
  const sha256 = createHash('sha256').update(body).digest('hex');
  const timestamp = String(Math.floor(clock.now() / 1_000));
  const { status } = await outbound.request({
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-digest': contentDigest(sha256),
      'lienthong-alert': message.id,
      'lienthong-timestamp': timestamp,
      'lienthong-signature': signWebhook(secret, timestamp, message.id, sha256),
    },
    body,
    timeoutMs: PATIENCE_MS,
    signal,
  });
  if (status < 200 || status > 299) throw error('ALERT_REFUSED', { host: new URL(url).host, status });
}

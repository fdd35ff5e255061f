import { createHash, randomUUID } from 'node:crypto';
import { fetch } from 'undici';
import { EDXML_MEDIA_TYPE } from '../../edxml/index.ts';
import { contentDigest, signWebhook } from '../../wire/index.ts';
import { Failed } from './model.ts';
import type { Seat } from './seat.ts';

export interface Call {
  readonly deliveryId: string;
  readonly body: Buffer;
  /** Octets that the signature is made over, where they are not those of the body. */
  readonly signed?: Buffer;
  readonly secret?: string;
  /** By how much the caller's clock is off. */
  readonly clockSeconds?: number;
}

/** Calls the system's webhook as the hub does, or as somebody who is not the hub. Gives the HTTP status. */
export async function callWebhook(seat: Seat, call: Call): Promise<number> {
  const { deliveryId, body, signed = body, clockSeconds = 0 } = call;
  const timestamp = String(Math.floor(Date.now() / 1_000) + clockSeconds);
  const digest = sha256(signed);
  try {
    const answer = await fetch(seat.webhookUrl!, {
      method: 'POST',
      headers: {
        'content-type': EDXML_MEDIA_TYPE,
        'content-digest': contentDigest(digest),
        'lienthong-delivery': deliveryId,
        'lienthong-attempt': randomUUID(),
        'lienthong-kind': 'document',
        'lienthong-to': seat.place.code,
        'lienthong-timestamp': timestamp,
        'lienthong-signature': signWebhook(call.secret ?? seat.access.webhookSecret!, timestamp, deliveryId, digest),
      },
      body,
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch (problem) {
    const { cause } = problem as { cause?: { code?: string } };
    const why = cause?.code ?? String(problem);
    throw new Failed({
      vi: `${seat.webhookUrl} không trả lời: ${why}.`,
      en: `${seat.webhookUrl} does not answer: ${why}.`,
    });
  }
}

/** The answer of a call. Throws `Failed` unless it is one that is wanted; 403 says the same as 401. */
export function mustAnswer(status: number, wanted: '2xx' | '401'): void {
  const good = wanted === '2xx' ? status >= 200 && status < 300 : status === 401 || status === 403;
  if (good) return;
  throw new Failed({
    vi: `Trả lời HTTP ${status}; phải là ${wanted}.`,
    en: `It answered HTTP ${status}; ${wanted} is right.`,
  });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

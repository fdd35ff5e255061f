import { contentDigest, signWebhook } from '../../src/wire/index.ts';
import { type Adapter, failureOf, type SendContext, type SendResult } from '../contract.ts';

export { contentDigest, signWebhook, verifyWebhook, type WebhookCall } from '../../src/wire/index.ts';

/** The signal ends a call that makes no progress; this only bounds one that crawls. */
const LONGEST_MS = 3_600_000;

/** Posts the document to the recipient's own address. A 2xx is its acknowledgement: the document has arrived. */
export const webhook: Adapter = {
  name: 'webhook',
  async send(context: SendContext): Promise<SendResult> {
    const { target } = context;
    if (target.kind !== 'webhook') throw new Error(`the webhook adapter cannot serve a ${target.kind}`);
    const content = await context.content('inlined');
    const timestamp = String(Math.floor(context.clock.now() / 1_000));
    const answer = await context.http.request({
      url: target.url,
      method: 'POST',
      headers: {
        'content-type': content.mediaType,
        'content-length': String(content.size),
        'content-digest': contentDigest(content.sha256),
        'lienthong-delivery': context.deliveryId,
        'lienthong-attempt': context.attempt,
        'lienthong-kind': context.kind,
        'lienthong-to': context.recipients.join(','),
        'lienthong-timestamp': timestamp,
        'lienthong-signature': signWebhook(target.secret, timestamp, context.deliveryId, content.sha256),
        ...(context.predecessorIds.length > 0 && { 'lienthong-predecessors': context.predecessorIds.join(',') }),
      },
      body: content.open(),
      connectTimeoutMs: context.connectTimeoutMs,
      timeoutMs: LONGEST_MS,
      signal: context.signal,
    });
    if (answer.status >= 200 && answer.status < 300) return { outcome: 'delivered', httpStatus: answer.status };
    return failureOf(answer, context.clock.now());
  },
};

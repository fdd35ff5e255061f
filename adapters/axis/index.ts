import { type Adapter, failureOf, type HttpAnswer, type SendContext, type SendResult } from '../contract.ts';
import { LONGEST_ANSWER_BYTES } from './poll.ts';

export { type AxisPackage, type AxisPoller, pollAxis } from './poll.ts';

/** The signal ends a call that makes no progress; this only bounds one that crawls. */
const LONGEST_MS = 3_600_000;

/**
 * Another hub that speaks this product's REST v1. One call carries one document for exactly the recipients that are
 * named; its yes is a relay acceptance, never an arrival. The relay's id makes a repeated call the same request.
 */
export const axis: Adapter = {
  name: 'axis',
  async send(context: SendContext): Promise<SendResult> {
    const { target } = context;
    if (target.kind !== 'axis') throw new Error(`the axis adapter cannot serve a ${target.kind}`);
    const content = await context.content('stored');
    const answer = await context.http.request({
      url: `${target.baseUrl.replace(/\/+$/, '')}/v1/documents`,
      method: 'POST',
      headers: {
        authorization: `Bearer ${target.secret}`,
        accept: 'application/json, application/problem+json',
        'content-type': content.mediaType,
        'content-length': String(content.size),
        'idempotency-key': context.deliveryId,
        'lienthong-to': context.recipients.join(','),
      },
      body: content.open(),
      connectTimeoutMs: context.connectTimeoutMs,
      timeoutMs: LONGEST_MS,
      signal: context.signal,
      maxBytes: LONGEST_ANSWER_BYTES,
    });
    if (![200, 201, 202].includes(answer.status)) return failureOf(answer, context.clock.now());
    return { outcome: 'relayed', httpStatus: answer.status, refused: refusedOf(answer) };
  },
};

/** Recipients that the other side could not serve, read from the `deliveries` of its answer. */
function refusedOf(answer: HttpAnswer): Map<string, { code: string; detail: string }> {
  const refused = new Map<string, { code: string; detail: string }>();
  let body: unknown;
  try {
    body = JSON.parse(answer.body.toString('utf8'));
  } catch {
    // Taken on all the same: the status line is the answer, the body only refines it.
    return refused;
  }
  const deliveries = (body as { deliveries?: unknown } | null)?.deliveries;
  if (!Array.isArray(deliveries)) return refused;
  for (const one of deliveries as { addressedCode?: unknown; state?: unknown; reasonCode?: unknown }[]) {
    if (one?.state !== 'failed' || typeof one.addressedCode !== 'string') continue;
    const code = typeof one.reasonCode === 'string' ? one.reasonCode.slice(0, 100) : 'RELAY_REFUSED';
    refused.set(one.addressedCode, { code, detail: code });
  }
  return refused;
}
